"""What a notebook shows of a dataset: the cells as they were in the file."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd

import glassnet as gn


class Cells(HTMLParser):
    """The cells of every row of a table, and the text outside of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.outside = ""
        self._cell: list[str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self._cell is not None:
            self.rows[-1].append("".join(self._cell))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is None:
            self.outside += data
        else:
            self._cell.append(data)


def shown(dataset: gn.Dataset) -> Cells:
    return Cells(dataset._repr_html_())


def test_a_truth_table() -> None:
    found = shown(gn.load("xor"))
    assert found.rows == [["x1", "x2", "xor"], *(list(row) for row in ("000", "011", "101", "110"))]
    assert found.outside == "xor: 4 rows, 2 featurestarget xor: two classes (0, 1)"


def test_a_files_own_cells_come_back(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "size": [1.25, 1e6, -3.5, 0.001, 7, 12, 9],
            "year": [2020, 2021, 2022, 2020, 2021, 2020, 2021],
            "<b>": ["red", "green & blue", "red", "red", "green & blue", "red", "red"],
            "ok": [True, False, True, True, False, True, True],
            "price": [125000.5, 99000, 310000, 42, 17, 18, 19],
        }
    )
    frame.to_csv(tmp_path / "houses.csv", index=False)
    found = shown(gn.load(str(tmp_path / "houses.csv"), target="price"))
    header, *rows = found.rows
    assert header == list(frame.columns)
    assert len(rows) == 5
    for row, expected in zip(rows, frame.to_dict("records"), strict=False):
        *numbers, words, ok, price = row
        assert (words, ok) == (expected["<b>"], str(expected["ok"]).lower())
        for name, cell in zip(["size", "year", "price"], [*numbers, price], strict=True):
            # Five digits below the first of the column's spread.
            value, limit = float(cell), 1e-5 * frame[name].std()
            np.testing.assert_allclose(value, expected[name], rtol=0, atol=limit)
    assert [row[1] for row in rows] == ["2020", "2021", "2022", "2020", "2021"]
    assert found.outside == (
        "houses: 7 rows, 5 featurestarget price: a number (regression)and 2 more rows"
    )


def test_of_many_columns_and_classes_the_first() -> None:
    wide = gn.load("parity:16")
    (header, *rows) = shown(wide).rows
    assert header == [*(f"x{i}" for i in range(1, 13)), "4 more", "parity:16"]
    assert {len(row) for row in rows} == {14}
    names = tuple(f"class {label}" for label in range(25))
    many = replace(
        gn.load("moons", rows=25),
        y=np.arange(25, dtype=np.int32),
        task="classes",
        class_names=names,
    )
    assert "class 19 and 5 more" in shown(many).outside


def test_in_korean() -> None:
    from glassnet.text import using

    with using("ko"):
        assert shown(gn.load("blobs")).outside == (
            "blobs: 200행, 특성 2개목표 class: 클래스 0, 1, 2외 195행"
        )
