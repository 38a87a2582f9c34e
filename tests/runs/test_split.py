"""Rows to train on and rows held out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import StandardScaler

from glassnet.data import Dataset, load
from glassnet.errors import DataError, SettingError
from glassnet.runs.train import split


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


def table(folder: Path, **columns: object) -> tuple[pd.DataFrame, Dataset]:
    """A file of these columns, each row with its number, and what is read of it."""
    frame = pd.DataFrame(columns)
    frame.insert(0, "row", range(len(frame)))
    frame.to_csv(folder / "table.csv", index=False)
    return frame, load(str(folder / "table.csv"), target="y", prefer=["regression"])


@pytest.mark.parametrize("seed", range(5))
def test_a_row_held_out_has_no_part_in_the_standardising(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    frame, data = table(
        tmp_path,
        size=rng.lognormal(0, 2, 60),
        year=rng.integers(1_000_000_000, 1_000_000_060, 60),
        colour=rng.choice(["red", "green", "blue"], 60),
        shown=rng.choice([True, False], 60),
        y=rng.normal(1e6, 3, 60).round(2),
    )
    training, validation = split(data, 0.3, seed)
    assert validation is not None
    assert training.preparation is not None
    assert validation.preparation == training.preparation
    order = np.random.default_rng(seed).permutation(60)
    rows = {"training": order[:42], "validation": order[42:]}
    numbers, fitted = ["row", "size", "year"], frame.iloc[rows["training"]]
    x, y = (StandardScaler().fit(fitted[names].to_numpy(float)) for names in (numbers, ["y"]))
    for name, side in (("training", training), ("validation", validation)):
        raw = frame.iloc[rows[name]]
        expected = x.transform(raw[numbers].to_numpy(float))
        np.testing.assert_allclose(side.x[:, :3], expected, rtol=1e-5, atol=1e-5)
        expected = y.transform(raw[["y"]].to_numpy(float))
        np.testing.assert_allclose(side.y, expected, rtol=1e-5, atol=1e-5)
        # What run.json keeps makes of new rows what the network was given.
        applied = training.preparation.apply(raw.astype({"shown": str}))
        np.testing.assert_allclose(side.x, applied, rtol=1e-5, atol=1e-5)


def test_a_column_that_varies_only_among_the_rows_held_out(tmp_path: Path) -> None:
    cells = np.full(20, 5.0)
    last = np.random.default_rng(0).permutation(20)[-1]  # held out
    cells[last] = 9.0
    _, data = table(tmp_path, cell=cells, y=np.arange(20) / 4)
    training, validation = split(data, 0.05, 0)
    assert validation is not None
    assert training.x[:, 1] == pytest.approx(0, abs=1e-12)
    assert validation.x[:, 1] == pytest.approx([4.0])


def test_a_row_held_out_that_float32_cannot_hold_is_told(tmp_path: Path) -> None:
    cells = np.full(20, 5.0)
    cells[np.random.default_rng(0).permutation(20)[-1]] = 1e200
    _, data = table(tmp_path, cell=cells, y=np.arange(20) / 4)
    with pytest.raises(DataError, match="'cell': a cell lies 1e\\+200 standard deviations"):
        split(data, 0.05, 0)
