"""Rows of an HTML table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def html_row(kind: str, cells: Sequence[str]) -> str:
    """A row with these texts. kind: th or td."""
    return f"<tr>{''.join(f'<{kind}>{escape(cell)}</{kind}>' for cell in cells)}</tr>"
