"""Rows to train on and rows held out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data import Dataset, load
from glassnet.errors import SettingError
from glassnet.runs.split import split


def labelled(counts: list[int]) -> Dataset:
    """Rows sorted by class, each with its own number as its only feature."""
    y = np.repeat(np.arange(len(counts)), counts).astype(np.int32)
    return replace(
        load("blobs", rows=3),
        x=np.arange(len(y), dtype=np.float32)[:, None],
        y=y,
        task="classes",
        class_names=tuple("abcdefgh"[: len(counts)]),
    )


@given(
    counts=st.lists(st.integers(1, 40), min_size=2, max_size=6),
    share=st.floats(0.05, 0.95),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_row_is_on_one_side_and_classes_keep_their_share(
    counts: list[int], share: float, seed: int
) -> None:
    data = labelled(counts)
    rows, held = len(data.x), round(share * sum(counts))
    if not 0 < held < rows:
        return
    training, validation = split(data, share, seed)
    assert validation is not None
    assert len(validation.x) == held
    both = np.concatenate([training.x, validation.x])[:, 0]
    assert sorted(both) == list(range(rows))
    for side in (training, validation):
        np.testing.assert_array_equal(side.y, data.y[side.x[:, 0].astype(int)])
    for label, count in enumerate(counts):
        # A row for rounding in the class, and one because the whole is rounded too.
        assert abs((validation.y == label).sum() - held / rows * count) <= 1.5


def test_the_seed_decides() -> None:
    data = labelled([30, 30])
    first, again, other = (split(data, 0.5, seed)[0].x for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_share_of_nothing_leaves_the_data_as_it_is() -> None:
    data = labelled([2, 2])
    assert split(data, 0.0, 5) == (data, None)


@pytest.mark.parametrize(
    ("share", "words"), [(0.01, "none to hold out"), (0.99, "none to train on")]
)
def test_a_side_without_rows(share: float, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        split(labelled([2, 2]), share, 0)
