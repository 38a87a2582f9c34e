"""One index for the search of each language.

The plugins put all languages into one, and the one that is read when the site is opened from the
disk has the last of them alone.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ENGLISH, KOREAN = "", "ko/"
# Where a page's script looks for the index, in the settings that the theme writes into the page.
BASE = re.compile(r'("base": ")\.\.(?:/(\.\.[^"]*))?"')


def with_own_index(html: str, language: str) -> str:
    """A Korean page looks for the index in ko/, not at the root of the site."""
    if language == "en":
        return html
    return BASE.sub(lambda base: f'{base[1]}{base[2] or "."}"', html, count=1)


def write_indices(site: Path) -> None:
    """Take apart the index of all languages: a page's entries have the folder of its language."""
    whole = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    for folder in (ENGLISH, KOREAN):
        entries = [entry for entry in whole["docs"] if _folder(entry) == folder]
        inside = [
            {**entry, "location": entry["location"].removeprefix(folder)} for entry in entries
        ]
        text = json.dumps({**whole, "docs": inside}, ensure_ascii=False)
        target = site / folder / "search"
        target.mkdir(exist_ok=True)
        (target / "search_index.json").write_text(text, encoding="utf-8")
        (target / "search_index.js").write_text(f"var __index = {text}", encoding="utf-8")


def _folder(entry: dict[str, Any]) -> str:
    return KOREAN if entry["location"].startswith(KOREAN) else ENGLISH
