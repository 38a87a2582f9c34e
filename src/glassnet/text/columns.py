"""Lines of cells as columns of plain text."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len


def in_columns(lines: Sequence[Sequence[str]], left: int = 0) -> list[str]:
    """Each line with its cells under those of the others, aligned to the right.

    left: how many columns, from the first, are aligned to the left. A Korean letter takes the room
    of two.
    """
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(_cells(line, widths, left)).rstrip() for line in lines]


def _cells(line: Sequence[str], widths: Sequence[int], left: int) -> list[str]:
    blanks = [" " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)]
    return [
        cell + blank if number < left else blank + cell
        for number, (cell, blank) in enumerate(zip(line, blanks, strict=True))
    ]
