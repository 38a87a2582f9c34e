"""Columns against TensorBoard's own summary functions, and read back by its own reader."""

from __future__ import annotations

import io
from pathlib import Path

import google_crc32c
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image
from sampling import examples
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.tensorflow_stub import pywrap_tensorflow
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.plugins.scalar.summary_v2 import scalar_pb
from tensorboard.plugins.text.summary_v2 import text_pb
from tensorboard.util.tensor_util import make_ndarray

from glassnet.recording import summaries
from glassnet.recording.encoding import serialised
from glassnet.recording.event_file import EventFile


def values(column: summaries.Column, steps: int) -> list:
    """The column's value at each step, as TensorBoard's proto."""
    return [event.summary.value[0] for event in summaries.events([column], range(steps), 0.0)]


def histogram_of(tag: str, rows: list[np.ndarray]) -> summaries.Column:
    """What a training loop measures: of each row its finite values' range, and counts between."""
    finite = [row[np.isfinite(row)].astype(np.float64) for row in rows]
    counts = [oracle_buckets(row)[:, 2] for row in finite]
    return summaries.histograms(
        tag,
        [row.min(initial=np.inf) for row in finite],
        [row.max(initial=-np.inf) for row in finite],
        # A loop counts a single value in whichever bucket it likes: here the first.
        [np.roll(c, 1) if len(set(row)) == 1 else c for c, row in zip(counts, finite, strict=True)],
    )


def oracle_buckets(row: np.ndarray) -> np.ndarray:
    return make_ndarray(histogram_pb("", row).value[0].tensor)


floats = st.floats(width=32, allow_subnormal=True)
rows = arrays.arrays(np.float32, st.integers(0, 40), elements=floats)


@examples(100)
@given(st.lists(rows, min_size=1, max_size=6))
def test_histograms_are_those_of_histogram_pb_for_the_finite_values(rows: list) -> None:
    found = values(histogram_of("weights", rows), len(rows))
    expected = [histogram_pb("weights", row[np.isfinite(row)]).value[0] for row in rows]
    assert (found[0].tag, found[0].metadata) == (expected[0].tag, expected[0].metadata)
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.tensor.dtype == theirs.tensor.dtype
        # Numbers and not bytes: which of 0.0 and -0.0 is the larger depends on NumPy's order.
        np.testing.assert_array_equal(make_ndarray(ours.tensor), make_ndarray(theirs.tensor))


def test_edges_do_not_depend_on_the_other_rows() -> None:
    """NumPy's linspace computes every row in another order once one of them has no width."""
    random = np.random.default_rng(0)
    rows = [*random.normal(size=(200, 50)).astype(np.float32), np.ones(3, np.float32)]
    for row, found in zip(rows, values(histogram_of("weights", rows), 201), strict=True):
        np.testing.assert_array_equal(make_ndarray(found.tensor), oracle_buckets(row))


def test_a_row_without_a_finite_value_is_empty() -> None:
    (found,) = values(histogram_of("weights", [np.array([np.nan, np.inf], np.float32)]), 1)
    np.testing.assert_array_equal(make_ndarray(found.tensor), np.zeros((30, 3)))


@examples(100)
@given(arrays.arrays(np.float32, st.integers(1, 20), elements=floats))
def test_scalars_are_those_of_scalar_pb(row: np.ndarray) -> None:
    found = values(summaries.scalars("loss", row), len(row))
    expected = [scalar_pb("loss", value).value[0] for value in row]
    assert found[0].SerializeToString(deterministic=True) == expected[0].SerializeToString(
        deterministic=True
    )
    assert [value.tensor.SerializeToString() for value in found] == [
        value.tensor.SerializeToString() for value in expected
    ]


def test_texts_are_those_of_text_pb() -> None:
    written = ["**bold**", "", "신경망 | 值\n\n- list"]
    found = values(summaries.texts("summary", written), 3)
    expected = [text_pb("summary", text).value[0] for text in written]
    assert found[0] == expected[0]
    assert [value.tensor for value in found] == [value.tensor for value in expected]


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_images_hold_their_size_and_pngs_of_their_pixels(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2, 3, 5, 7, channels), np.uint8)
    found = values(summaries.images("kernel", pixels), 2)
    assert found[0].metadata.plugin_data.plugin_name == "images"
    for value, batch in zip(found, pixels, strict=True):
        width, height, *pngs = make_ndarray(value.tensor)
        assert (width, height) == (b"7", b"5")
        shown = [np.asarray(Image.open(io.BytesIO(png))).reshape(5, 7, channels) for png in pngs]
        np.testing.assert_array_equal(shown, batch)


def test_a_kind_is_said_with_the_first_value_of_each_call() -> None:
    columns = [summaries.scalars("loss", [1, 2, 3]), summaries.texts("note", ["a", "b", "c"])]
    for _ in range(2):  # the second call may begin a new file
        found = list(summaries.events(columns, [4, 5, 6], 0.0))
        assert [[value.HasField("metadata") for value in e.summary.value] for e in found] == [
            [True, True],
            [False, False],
            [False, False],
        ]


def test_events_read_back_by_tensorboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand steps in chunks, each with its own time, every value where it was put."""
    random = np.random.default_rng(0)
    losses = random.normal(size=1000).astype(np.float32)
    weights = random.normal(size=(1000, 20)).astype(np.float32)
    file = EventFile(tmp_path)
    for chunk in np.split(np.arange(1000), 4):
        columns = [
            summaries.scalars("loss", losses[chunk]),
            histogram_of("weights", list(weights[chunk])),
        ]
        file.write(serialised(columns, chunk + 1, chunk / 10))
    file.close()
    # TensorBoard's own checksums are Python and most of the time of reading.
    monkeypatch.setattr(pywrap_tensorflow, "crc32c", google_crc32c.value)
    log = EventAccumulator(str(tmp_path), size_guidance={"tensors": 0}).Reload()
    assert log.Tags()["tensors"] == ["loss", "weights"]
    read = {
        tag: [(e.step, e.wall_time, make_ndarray(e.tensor_proto)) for e in log.Tensors(tag)]
        for tag in ("loss", "weights")
    }
    for tag in read:
        assert [step for step, _, _ in read[tag]] == list(range(1, 1001))
        assert [when for _, when, _ in read[tag]] == [step / 10 for step in range(1000)]
    np.testing.assert_array_equal([value for _, _, value in read["loss"]], losses)
    np.testing.assert_array_equal(
        [value for _, _, value in read["weights"]], [oracle_buckets(row) for row in weights]
    )
    assert log.SummaryMetadata("weights").plugin_data.plugin_name == "histograms"


def test_columns_of_other_steps_are_refused() -> None:
    columns = [summaries.scalars("loss", [1, 2]), summaries.scalars("accuracy", [1])]
    with pytest.raises(ValueError, match="accuracy"):
        list(summaries.events(columns, [0, 1], 0.0))


def test_a_column_knows_what_it_holds() -> None:
    assert summaries.scalars("loss", np.zeros(10)).nbytes == 40
    assert summaries.histograms("w", np.zeros(2), np.zeros(2), np.zeros((2, 30))).nbytes == 256
    assert summaries.texts("note", ["four", "five!"]).nbytes == 9
