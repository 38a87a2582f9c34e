"""Cells in columns, of which a Korean letter takes two."""

from __future__ import annotations

from glassnet.text.columns import in_columns


def test_cells_stand_under_each_other_on_the_right_or_the_left() -> None:
    lines = [["name", "값", "x"], ["a", "12345", "−1"], ["한글", "1", ""]]
    assert in_columns(lines) == ["name     값   x", "   a  12345  −1", "한글      1"]
    assert in_columns(lines, left=1) == ["name     값   x", "a     12345  −1", "한글      1"]
