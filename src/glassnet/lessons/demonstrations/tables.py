"""Tables of text, in any script."""

from __future__ import annotations

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of cells to the right; a Korean letter is two wide."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    pad = lambda text, width: " " * (width - cell_len(text)) + text
    return ["  " + "  ".join(map(pad, row, widths)) for row in rows]
