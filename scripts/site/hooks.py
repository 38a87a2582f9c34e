"""What MkDocs is told beyond mkdocs.yml, while `make docs` builds the site."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import commands
import mathematics
import notebooks
import replays
import search
from mkdocs.plugins import event_priority

ROOT = Path(__file__).resolve().parents[2]
# ```toml half.toml: GitHub shows the language's colours, Material wants the name as a title.
NAMED_BLOCK = re.compile(r"^```(\w+) ([\w.-]+)$", re.MULTILINE)
# Files of the repository that are no part of the site: named, not linked.
OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./(?:\.\./)?(?:examples|README|CONTRIBUTING)[^)]*\)")
# The link to the other language, for readers of the repository: the site has a menu.
OTHER_LANGUAGE = re.compile(r"^\[(?:한국어|English)\]\([^)]*\)\n", re.MULTILINE)
NOTEBOOK = {"en": "This page as a Jupyter notebook", "ko": "이 쪽을 주피터 노트북으로"}


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    markdown = OTHER_LANGUAGE.sub("", markdown)
    markdown = OUTSIDE.sub(r"`\1`", markdown)
    markdown = NAMED_BLOCK.sub(r'```\1 title="\2"', markdown)
    markdown = replays.with_frames(markdown, page.file.dest_uri, language(page))
    return commands.with_commands(markdown, language(page))


def on_page_content(html: str, page: Any, **_: Any) -> str:
    html = mathematics.with_mathml(html)
    if in_course(page):
        name = Path(page.file.src_uri).with_suffix(".ipynb").name
        html += f'\n<p><a href="{name}" download>{NOTEBOOK[language(page)]}</a></p>\n'
    return html


def on_post_page(output: str, page: Any, **_: Any) -> str:
    if in_course(page):
        source = Path(page.file.abs_src_path)
        target = Path(page.file.abs_dest_path).with_name(source.with_suffix(".ipynb").name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(notebooks.as_text(source), encoding="utf-8")
    return search.with_own_index(output, language(page))


@event_priority(-1000)  # when the plugins have written theirs
def on_post_build(config: Any, **_: Any) -> None:
    search.write_indices(Path(config.site_dir))
    replays.finish(Path(config.site_dir))


def language(page: Any) -> str:
    """Of the part of the site it is in: a page without a Korean twin is in both, in English."""
    return "ko" if page.file.dest_uri.startswith(search.KOREAN) else "en"


def in_course(page: Any) -> bool:
    return re.match(r"course/\d", page.file.src_uri) is not None
