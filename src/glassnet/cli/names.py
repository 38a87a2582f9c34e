"""Names of classes and columns, fitted to a screen."""

from __future__ import annotations


def shortened(name: str, width: int) -> str:
    """`name` in at most `width` characters, its middle left out: names often differ at the end."""
    if len(name) <= width:
        return name
    tail = (width - 1) // 2
    return f"{name[: width - 1 - tail]}…{name[len(name) - tail :]}"
