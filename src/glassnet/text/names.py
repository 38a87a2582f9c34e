"""Names of classes and columns, fitted to a screen or a picture."""

from __future__ import annotations


def shortened(name: str, width: int) -> str:
    """`name` in at most `width` characters, its middle left out: names often differ at the end.

    Line breaks and other signs that cannot be seen are written as in Python: `\\n`.
    """
    name = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in name)
    if len(name) <= width:
        return name
    tail = (width - 1) // 2
    return f"{name[: width - 1 - tail]}…{name[len(name) - tail :]}"
