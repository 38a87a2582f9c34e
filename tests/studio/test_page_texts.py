"""Every text that the page asks for is a message, and plain enough for it, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glassnet.studio.server import page_messages
from glassnet.text import LANGUAGES, Language

SOURCES = [
    path
    for kind in ("*.svelte", "*.ts")
    for path in (Path(__file__).resolve().parents[2] / "web" / "src").rglob(kind)
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_page_asks_for_is_there(language: Language) -> None:
    # `t("key", { … })`, `t(is ? "one" : "other")`; keys that are put together are not seen.
    first = re.compile(r'\bt\((?:[^"(){},]*\? )?"([\w-]+)"(?: : "([\w-]+)")?')
    keys = {
        key
        for path in SOURCES
        for found in first.findall(path.read_text(encoding="utf-8"))
        for key in found
        if key
    }
    assert "play" in keys
    assert keys <= page_messages(language).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_can_read_them(language: Language) -> None:
    """It replaces `{ $name }` and nothing else: no selectors, functions or quoted text."""
    texts = page_messages(language)
    rest = {key: re.sub(r"\{ \$[\w-]+ \}", "", text) for key, text in texts.items()}
    assert not {key: text for key, text in rest.items() if "{" in text}
