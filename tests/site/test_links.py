"""The check of the built site finds what is wrong in it."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
wrong: Callable[[Path], Iterable[str]] = runpy.run_path(
    str(ROOT / "scripts" / "site" / "check_links.py"), run_name="check_links"
)["wrong"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "b.html").write_text('<h2 id="미분">…</h2><a href="a.html#top">back</a>')
    (tmp_path / "a.html").write_text(
        '<h1 id="top">A</h1><a href="b.html#%EB%AF%B8%EB%B6%84">…</a><a href="https://b.c">…</a>'
        '<link rel="canonical" href="https://b.c"><link rel="stylesheet" href="a.css">'
    )
    (tmp_path / "a.css").write_text("p { background: url(data:image/png;base64,AA) }")
    return tmp_path


def found(site: Path) -> list[str]:
    return list(wrong(site))


def test_a_site_whose_links_lead_somewhere(site: Path) -> None:
    assert found(site) == []


@pytest.mark.parametrize(
    ("element", "told"),
    [
        ('<a href="c.html">', "b.html: c.html"),
        ('<a href="a.html#bottom">', "b.html: a.html#bottom"),
        ('<a href="#bottom">', "b.html: #bottom"),
        ('<img src="c.png">', "b.html: c.png"),
        ('<script src="https://b.c/d.js">', "b.html: loads https://b.c/d.js"),
        ('<link rel="stylesheet" href="//b.c/d.css">', "b.html: loads //b.c/d.css"),
        ('<img src="http://b.c/d.png">', "b.html: loads http://b.c/d.png"),
        (r'<span class="arithmatex">\(x\)</span>', "b.html: 1 formulas are no MathML"),
    ],
)
def test_what_is_wrong_is_told(site: Path, element: str, told: str) -> None:
    with (site / "b.html").open("a") as page:
        page.write(element)
    assert found(site) == [told]


@pytest.mark.parametrize("rule", ["@import '//b.c/d.css'", "src: url(https://b.c/d.woff)"])
def test_styles_load_nothing_from_elsewhere(site: Path, rule: str) -> None:
    (site / "a.css").write_text(rule)
    assert found(site) == ["a.css: loads a url from elsewhere"]


def test_a_folder_without_pages_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["check_links.py", str(tmp_path)])
    with pytest.raises(SystemExit, match="0 pages"):
        runpy.run_path(str(ROOT / "scripts" / "site" / "check_links.py"), run_name="__main__")
