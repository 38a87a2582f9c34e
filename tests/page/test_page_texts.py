"""Every text that the page asks for is a message, and plain enough for it, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glassnet.page.server import page_messages
from glassnet.text import LANGUAGES, Language

SOURCES = [
    path
    for kind in ("*.svelte", "*.ts")
    for path in (Path(__file__).resolve().parents[2] / "web" / "src").rglob(kind)
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_page_asks_for_is_there(language: Language) -> None:
    keys = set[str]()
    for path in SOURCES:
        for asked in re.findall(r"\bt\(([^,(){}`]*)", path.read_text()):
            said = re.sub(r"""[!=]== ["'][\w-]+["']""", "", asked)  # what is compared is no key
            keys |= set(re.findall(r"""["']([\w-]+)["']""", said))
    assert len(keys) > 100
    assert keys <= page_messages(language).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_can_read_them(language: Language) -> None:
    """It replaces `{ $name }` and nothing else: no selectors, functions or quoted text."""
    texts = page_messages(language)
    rest = {key: re.sub(r"\{ \$[\w-]+ \}", "", text) for key, text in texts.items()}
    assert not {key: text for key, text in rest.items() if "{" in text}
