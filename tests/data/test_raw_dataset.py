"""Rows with their numbers as they are written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

import glassnet as gn
from glassnet.data.sources import load_raw
from glassnet.errors import DataError


def test_a_files_numbers_are_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,skip,b,y\n0.1,x,1234567.891,no\n-3e-9,x,0,yes\n\n7,z,1,no\n")
    found = load_raw(str(path), target="y", ignore=["skip"])
    assert found.x.tolist() == [[0.1, 1234567.891], [-3e-9, 0.0], [7.0, 1.0]]
    assert found.labels.tolist() == [0, 1, 0]
    assert found.class_names == ("no", "yes")
    assert found.feature_names == ("a", "b")
    assert found.row_numbers.tolist() == [2, 3, 5]  # the blank line counts


def test_it_agrees_with_load_but_for_the_standardising(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    table = pa.table(
        {
            "n": chance.normal(5, 3, 40),
            "w": chance.choice(["red", "green", "blue"], 40),
            "t": chance.random(40) > 0.5,
            "y": chance.choice(["a", "b", "c"], 40),
        }
    )
    path = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(table, path)
    found, loaded = load_raw(str(path), target="y"), gn.load(str(path), target="y")
    assert found.feature_names == loaded.feature_names
    assert found.class_names == loaded.class_names
    assert np.array_equal(found.labels, loaded.y)
    assert np.array_equal(found.x[:, 1:], loaded.x[:, 1:])
    assert np.array_equal(found.x[:, 0], table["n"].to_numpy())


def test_built_in_sets_are_the_decimals_of_their_numbers() -> None:
    found, loaded = load_raw("moons", seed=3), gn.load("moons", seed=3)
    assert np.array_equal(found.x.astype(np.float32), loaded.x)
    assert max(len(repr(value)) for value in found.x.ravel().tolist()) <= 15
    assert np.array_equal(found.labels, loaded.y[:, 0])


def test_one_hot_columns_that_are_too_many_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("w,y\n" + "".join(f"word{i % 50},{i % 2}\n" for i in range(200)))
    with pytest.raises(DataError, match="need more than 10,000 bytes"):
        load_raw(str(path), target="y", max_bytes=10_000)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (["9007199254740992", "9007199254740993", "5", "6"], "column 'x' has 9007199254740993"),
        (
            ["5", "6", "9007199254740993", "-7"],
            "which is 9007199254740992.0 as a 64-bit",
        ),
        (["0.1", "5", "0.10000000000000000001", "7"], "column 'x' has 0.10000000000000000001"),
        (["1e30", "1000000000000000000000000000001", "2", "3"], "column 'x' has 1000000000000000"),
    ],
)
def test_numbers_that_floats_do_not_tell_apart_are_refused(
    numbers: list[str], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,c\n" + "".join(f"{n},{c}\n" for n, c in zip(numbers, "abaa", strict=True)))
    with pytest.raises(DataError) as error:
        load_raw(str(path), target="c")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_so_are_a_parquet_files_whole_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"x": [2**53, 2**53 + 1, 5, 6], "c": ["a", "b", "a", "a"]})
    pyarrow.parquet.write_table(table, path)
    with pytest.raises(DataError, match="has 9007199254740993, which is"):
        load_raw(str(path), target="c")


def test_digits_beyond_a_floats_are_fine_where_they_tell_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,c\n1.000000000000000000e-01,a\n0.12345678901234567891,b\n9e15,a\n1.0,b\n")
    assert load_raw(str(path), target="c").x[:, 0].tolist() == [0.1, 0.12345678901234568, 9e15, 1]
