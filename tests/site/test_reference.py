"""The reference has every public name, and every command in both languages."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

import glassnet as gn
from glassnet.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
# Rooms, of which the page has what they offer; and the version, which says itself.
NOT_DESCRIBED = {"data", "lessons", "plots", "__version__"}


def described() -> list[str]:
    """What the page of the Python reference has a docstring of, as dotted names."""
    return re.findall(r"^::: (glassnet[\w.]+)$", (REFERENCE / "api.md").read_text(), re.MULTILINE)


def test_every_public_name_is_described_once() -> None:
    names = [each.rpartition(".")[2] for each in described()]
    assert len(set(names)) == len(names)
    assert set(gn.__all__) - NOT_DESCRIBED == set(names) - {"catalogue"}


@pytest.mark.long
@pytest.mark.parametrize(("language", "word"), [("en", "Usage"), ("ko", "사용법")])
def test_every_command_is_described_in_both_languages(language: str, word: str) -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "site" / "commands.py"))
    suffix = "" if language == "en" else ".ko"
    page = (REFERENCE / f"commands{suffix}.md").read_text()
    text = made["with_commands"](page, language)
    for name in COMMANDS:
        assert f"\n## glassnet {name}\n\n```text\n{word}: glassnet {name}" in text
    assert made["MARK"] not in text
