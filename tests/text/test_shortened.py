"""Names fitted to a screen."""

from __future__ import annotations

import pytest

from glassnet.text import shortened


@pytest.mark.parametrize(
    ("name", "width", "short"),
    [
        ("setosa", 6, "setosa"),
        ("species 1", 6, "spe… 1"),
        ("species 2", 5, "sp… 2"),
        ("ab", 1, "…"),
        ("", 3, ""),
        ("a\nb", 9, r"a\nb"),
        ("a\x1b[31mb", 20, r"a\x1b[31mb"),
        ("붓꽃", 9, "붓꽃"),
    ],
)
def test_names_keep_both_ends(name: str, width: int, short: str) -> None:
    assert shortened(name, width) == short
    assert len(short) <= width
