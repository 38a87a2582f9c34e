"""The example of the how-to page is a guide that opens, is to be done, and can be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import fields

from glassnet.errors import SettingError
from glassnet.page.guide.checks import KINDS
from glassnet.page.guide.front import Front
from glassnet.page.guide.reading import read_guide
from glassnet.page.guide.shelf import read_own
from glassnet.page.guide.trial import warnings_of
from glassnet.text import using

DOCS = Path(__file__).resolve().parents[2] / "docs" / "how-to"
PAGES = {"en": DOCS / "write-a-lesson.md", "ko": DOCS / "write-a-lesson.ko.md"}


def example(page: Path) -> str:
    found = re.search(r"^````markdown\n(.*?)^````$", page.read_text("utf-8"), re.M | re.S)
    assert found is not None
    return found[1]


def test_the_example_opens_in_both_languages_and_can_be_done(tmp_path: Path) -> None:
    path = tmp_path / "one-line.md"
    path.write_text(example(PAGES["en"]), encoding="utf-8")
    path.with_suffix(".ko.md").write_text(example(PAGES["ko"]), encoding="utf-8")
    guides = read_own(path)
    assert [guide.title for guide in guides.values()] == [
        "One unit learns AND",
        "AND를 배우는 유닛 하나",
    ]
    assert all(line.places for line in guides["en"].program if "Dense(" in str(line.parts))
    assert not list(warnings_of(guides["en"], 30))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_mistake_reads_as_the_page_says(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = PAGES[language]
    Path("one-line.md").write_text(example(page).replace("below = 0.1", "bellow = 0.1"), "utf-8")
    with using("ko" if language == "ko" else "en"), pytest.raises(SettingError) as error:
        read_guide(Path("one-line.md"))
    assert f"glassnet: {error.value}\n" in page.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_key_and_kind_is_described(page: Path) -> None:
    text = page.read_text("utf-8")
    names = [f'"{kind}"' for kind in KINDS]
    names += [field.encode_name for kind in KINDS.values() for field in fields(kind)]
    names += [field.encode_name for field in fields(Front)]
    assert not [name for name in names if name not in text]
