"""PR curves, against scikit-learn's counts and TensorBoard's own plugin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugin_pages import Pages, write
from sampling import examples
from sklearn.metrics import multilabel_confusion_matrix, precision_recall_fscore_support
from tensorboard.util.tensor_util import make_ndarray

from glassnet.errors import SettingError
from glassnet.recording.tensorboard_columns import pr_curves

RANDOM = np.random.default_rng(0)
CLASSES = RANDOM.integers(0, 3, 500)
SCORES = RANDOM.random((500, 3)) + 2 * np.eye(3)[CLASSES] * RANDOM.random((500, 1))
CHANCES = (SCORES / SCORES.sum(axis=1, keepdims=True)).astype(np.float32)


def tables(summary: Any) -> dict[str, Any]:
    return {value.tag: make_ndarray(value.tensor) for value in summary.value}


def check(table: Any, labels: Any, chances: Any) -> None:
    """A table [6, thresholds] against scikit-learn, to which each threshold is a label."""
    thresholds = np.linspace(0, 1, table.shape[1])
    said = np.asarray(chances, np.float64)[:, None] >= thresholds
    true = np.repeat(np.asarray(labels, bool)[:, None], len(thresholds), axis=1)
    (tn, fp), (fn, tp) = np.moveaxis(multilabel_confusion_matrix(true, said), 0, -1)
    np.testing.assert_array_equal(table[:4], [tp, fp, tn, fn])
    precision, recall, *_ = precision_recall_fscore_support(true, said, zero_division=0)
    np.testing.assert_allclose(table[4:], [precision, recall], rtol=1e-6)


@pytest.mark.parametrize("shape", [(500,), (500, 1)])
def test_a_binary_classifier_is_one_curve(shape: tuple[int, ...]) -> None:
    found = tables(pr_curves("xor", (CLASSES == 1).reshape(shape), CHANCES[:, 1].reshape(shape)))
    assert list(found) == ["xor/pr_curves"]
    assert found["xor/pr_curves"].shape == (6, 201)
    check(found["xor/pr_curves"], CLASSES == 1, CHANCES[:, 1])


@pytest.mark.parametrize("labels", [CLASSES, CLASSES[:, None], np.eye(3)[CLASSES]])
def test_several_classes_are_a_curve_each(labels: Any) -> None:
    found = tables(pr_curves("iris", labels, CHANCES))
    assert list(found) == ["iris/0/pr_curves", "iris/1/pr_curves", "iris/2/pr_curves"]
    for number, table in enumerate(found.values()):
        check(table, number == CLASSES, CHANCES[:, number])


def test_labels_of_several_classes_at_once() -> None:
    labels = RANDOM.random((500, 3)) < 0.5
    found = tables(pr_curves("tags", labels, CHANCES))
    assert list(found) == ["tags/0/pr_curves", "tags/1/pr_curves", "tags/2/pr_curves"]
    for number, table in enumerate(found.values()):
        check(table, labels[:, number], CHANCES[:, number])


exactly = st.integers(0, 200).map(lambda i: np.linspace(0, 1, 201)[i])


any_rows = st.lists(st.tuples(st.booleans(), exactly | st.floats(0, 1)), min_size=1, max_size=8)


@examples(400)
@given(any_rows)
def test_any_rows_probabilities_on_a_threshold_included(rows: list[tuple[bool, float]]) -> None:
    labels, chances = map(np.array, zip(*rows, strict=True))
    check(tables(pr_curves("any", labels, chances))["any/pr_curves"], labels, chances)


def test_a_softmax_that_rounds_beyond_one() -> None:
    table = tables(pr_curves("x", [1, 0], [1.000001, -1e-7]))["x/pr_curves"]
    assert table[:2].tolist() == [[1] * 201, [1] + [0] * 200]


def test_tensorboard_shows_it(tmp_path: Path) -> None:
    write(tmp_path / "train", pr_curves("xor", CLASSES == 1, CHANCES[:, 1]))
    pages = Pages(tmp_path)
    tag = "xor/pr_curves"
    assert pages.get_json("pr_curves/tags") == {
        "train": {tag: {"displayName": "xor", "description": ""}}
    }
    (curve,) = pages.get_json("pr_curves/pr_curves", run="train", tag=tag)["train"]
    shown = len(curve["thresholds"])  # up to where the last row is found
    table = tables(pr_curves("xor", CLASSES == 1, CHANCES[:, 1]))[tag][:, :shown]
    assert shown == 1 + int(CHANCES[:, 1].max() * 200)
    assert curve["true_positives"] == table[0].tolist()
    assert curve["false_negatives"] == table[3].tolist()
    np.testing.assert_array_equal(curve["precision"], table[4])
    np.testing.assert_array_equal(curve["recall"], table[5])
    np.testing.assert_allclose(curve["thresholds"], np.linspace(0, 1, 201)[:shown])


@pytest.mark.parametrize(
    ("labels", "chances", "says"),
    [
        ([1, 0], [0.5], r"labels of shape \(2,\)"),
        ([], [], "probabilities of shape"),
        ([1], [[[0.5]]], "probabilities of shape"),
        ([1, 0], [0.5, np.nan], "nan"),
        ([1, 0], [0.5, 3.0], "from 0.5 to 3; expected 0 to 1"),
        ([1, -1], [0.5, 0.5], "label -1; expected 0 to 1"),
        ([0, 3], np.full((2, 3), 0.3), "label 3; expected 0 to 2"),
        ([0.5, 1], [0.5, 0.5], "label 0.5"),
    ],
)
def test_mistakes_are_said_in_one_line(labels: Any, chances: Any, says: str) -> None:
    with pytest.raises(SettingError, match=says) as error:
        pr_curves("x", labels, chances)
    assert "\n" not in str(error.value)
