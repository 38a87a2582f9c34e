"""Fonts for names in any script, out of those that are installed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

# Matplotlib's own: always there, without Hangul or Chinese signs.
DEFAULT = "DejaVu Sans"
# Debian's Noto CJK is one file for four languages; Matplotlib knows it by its first name, JP.
FAMILIES = (
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "Noto Sans CJK JP",
)


def families_for(texts: Iterable[str]) -> tuple[list[str], str]:
    """(font families that have the texts' signs between them, the signs that none of them has).

    The first family is Matplotlib's own; another one is named only if it is installed and needed.
    """
    signs = {sign for text in texts for sign in text}
    if all(sign.isascii() for sign in signs):
        return [DEFAULT], ""
    signs -= _signs_of(_installed(DEFAULT), signs)
    if not signs:
        return [DEFAULT], ""
    if not any(_installed(family) for family in FAMILIES):
        _look_again()
    families = [DEFAULT]
    for family in FAMILIES:
        found = _signs_of(_installed(family), signs)
        if found:
            families.append(family)
            signs -= found
    return families, "".join(sorted(signs))


def _installed(family: str) -> str | None:
    """The path of a family's upright, regular font if there is one; None without the family."""
    from matplotlib.font_manager import fontManager

    styles = [font for font in fontManager.ttflist if font.name == family]
    styles.sort(key=lambda font: (font.style != "normal", font.weight not in {400, "normal"}))
    return styles[0].fname if styles else None


def _signs_of(path: str | None, signs: set[str]) -> set[str]:
    from matplotlib.font_manager import get_font

    if path is None:
        return set()
    font: Any = get_font(path)
    return {sign for sign in signs if font.get_char_index(ord(sign))}


def _look_again() -> None:
    """Matplotlib keeps its list of fonts for good; one that was installed since is not on it."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    for path in {*findSystemFonts()} - {font.fname for font in fontManager.ttflist}:
        with suppress(Exception):  # bitmaps and damaged files, which Matplotlib skips as well
            fontManager.addfont(path)
