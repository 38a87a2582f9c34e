"""Checks the built site: its links, that nothing is loaded from elsewhere, that formulas are drawn.

    .venv/bin/python scripts/site/check_links.py build/site

MkDocs checks what the Markdown says; this reads the pages that came of it, with what the theme, the
translations and the reference added.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Element -> the attribute that makes the browser load something.
LOADED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "link": "href"}
# <link rel=…> that only says where something is.
SAID = {"alternate", "canonical", "next", "prev"}
STYLE_URL = re.compile(r"""(?:url\(|@import )\s*["']?([a-z]+:)?//""")


@dataclass
class Page(HTMLParser):
    """A page's links, what it loads, and the anchors that it has."""

    path: Path
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    formulas: int = 0  # that are still LaTeX, which a browser does not draw

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value for name, value in attrs if value is not None}
        self.formulas += attributes.get("class") == "arithmatex"
        self.anchors |= {attributes[name] for name in ("id", "name") if name in attributes}
        target = attributes.get(LOADED.get(tag, ""))
        if target is not None and attributes.get("rel") not in SAID:
            self.loaded.append(target)
        elif target is not None or (tag == "a" and "href" in attributes):
            self.links.append(target or attributes["href"])


@cache
def page(path: Path) -> Page:
    return Page(path)


def wrong(site: Path) -> Iterator[str]:
    """A line for each link that leads nowhere, and for what a browser would load or cannot draw."""
    for path in sorted(site.rglob("*.html")):
        if path.name == "404.html":  # its links begin at the server's root
            continue
        here = page(path)
        name = path.relative_to(site)
        yield from (f"{name}: loads {each}" for each in here.loaded if _is_elsewhere(each))
        if here.formulas:
            yield f"{name}: {here.formulas} formulas are no MathML"
        inside = [each for each in here.links + here.loaded if not _is_elsewhere(each)]
        yield from (f"{name}: {each}" for each in inside if not _leads_somewhere(path, each))
    for path in sorted(site.rglob("*.css")):
        if STYLE_URL.search(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(site)}: loads a url from elsewhere"


def _is_elsewhere(target: str) -> bool:
    parts = urlsplit(target)
    return bool(parts.netloc) or parts.scheme in {"http", "https", "mailto"}


def _leads_somewhere(path: Path, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme:  # data:, javascript:
        return True
    aim = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
    if not aim.is_file():
        return False
    anchor = unquote(parts.fragment)
    is_language = aim.parent.name == "replays" and anchor in {"en", "ko"}
    return (
        not anchor
        or aim.suffix != ".html"
        or is_language
        or anchor in page(aim).anchors | {"__skip"}
    )


def main(folder: str) -> None:
    site = Path(folder).resolve()
    pages = len(list(site.rglob("*.html")))
    found = list(wrong(site))
    if found or not pages:
        sys.exit("\n".join([*found, f"{len(found)} wrong links in {pages} pages of {folder}"]))
    print(f"{pages} pages: every link leads somewhere, nothing is loaded from elsewhere")


if __name__ == "__main__":
    main(*sys.argv[1:])
