"""A guide's text cut into its parts: front matter, title, steps with prose and tables."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from glassnet.page.guide.faults import GuideFault
from glassnet.page.guide.tables import LONGEST, Toml
from glassnet.page.guide_answers import Block, Span
from glassnet.page.state import MOST_GUIDE_STEPS
from glassnet.text import message, shortened

FENCE = "+++"  # around the front matter
ADDRESS = re.compile(r"https?://\S+")


class StepDraft(NamedTuple):
    """A step as it is written. line: of its heading."""

    title: str
    line: int
    text: tuple[Block, ...]
    tables: tuple[Toml, ...]


class Draft(NamedTuple):
    """A guide as it is written. title, text: of its first heading, and what stands below."""

    front: Toml
    title: str
    text: tuple[Block, ...]
    steps: tuple[StepDraft, ...]


def cut(text: str) -> Draft:
    """The parts of a guide's text. Raises GuideFault for what no guide can have."""
    lines = text.split("\n")
    front, body = _front(lines)
    # HTML in it stays text, and is shown as such.
    tokens = MarkdownIt("commonmark", {"html": False}).parse(body)
    parts = list(_parts(tokens))
    if not parts:
        raise GuideFault(len(lines), message("guide-no-title"))
    level, first = parts[0]
    if level != 1:
        raise GuideFault(first.line, message("guide-no-title"))
    if first.tables:
        raise GuideFault(first.tables[0].line, message("guide-table-early"))
    steps = [step for _, step in parts[1:]]
    again = next((step for level, step in parts[1:] if level == 1), None)
    if again is not None:
        raise GuideFault(again.line, message("guide-two-titles"))
    if not 1 <= len(steps) <= MOST_GUIDE_STEPS:
        line = steps[-1].line if steps else first.line
        raise GuideFault(line, message("guide-steps", found=len(steps), most=MOST_GUIDE_STEPS))
    return Draft(front, first.title, first.text, tuple(steps))


def _front(lines: Sequence[str]) -> tuple[Toml, str]:
    """The front matter, and what follows it, in the lines that it has in the file."""
    if lines[0].rstrip() != FENCE:
        raise GuideFault(1, message("guide-front"))
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        raise GuideFault(1, message("guide-front-end"))
    body = [""] * (end + 1) + list(lines[end + 1 :])
    return Toml("\n".join(lines[1:end]), 2), "\n".join(body)


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[int, StepDraft]]:
    """Each heading with what stands below it, and its level."""
    starts = [n for n, token in enumerate(tokens) if token.type == "heading_open"]
    if tokens and (not starts or starts[0] > 0):
        raise GuideFault(_line(tokens[0]), message("guide-no-title"))
    for start, end in itertools.pairwise([*starts, len(tokens)]):
        level, line = int(tokens[start].tag[1:]), _line(tokens[start])
        if level > 2 or tokens[start].level > 0:
            raise GuideFault(line, message("guide-heading"))
        title = "".join(span.text for span in _spans(tokens[start + 1], line)).strip()
        if not title:
            raise GuideFault(line, message("guide-heading-empty"))
        inside = tokens[start + 3 : end]
        tables = [
            Toml(token.content, _line(token) + 1)
            for token in inside
            if token.type == "fence" and token.info.strip() == "toml"
        ]
        yield level, StepDraft(title, line, tuple(_blocks(inside)), tuple(tables))


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


# Prose --------------------------------------------------------------------------------------------

LISTS = {"bullet_list_open", "ordered_list_open"}
CLOSED = {"bullet_list_close", "ordered_list_close", "list_item_close", "paragraph_close"}


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Paragraphs, items of lists that lie in no other list, and code. A list may begin anew."""
    line, item = 1, None
    for token in tokens:
        line = _line(token) if token.map else line
        match token.type:
            case "fence" | "code_block":
                if token.info.strip() != "toml":
                    yield Block("code", (Span(token.content.rstrip("\n"), code=True),))
            case "list_item_open":
                if token.level > 1:
                    raise GuideFault(line, message("guide-list-deep"))
                item = token
            case "inline" if item is not None:
                number = int(item.info) if item.info.isascii() and item.info.isdigit() else None
                yield Block("item", tuple(_spans(token, line)), number)
                item = None
            case "inline":
                yield Block("paragraph", tuple(_spans(token, line)))
            case "paragraph_open":
                pass
            case kind if kind in LISTS | CLOSED:
                pass
            case _:
                raise GuideFault(line, message("guide-block", found=token.markup or token.type))


class Style(NamedTuple):
    """How text is set at some place."""

    strong: int = 0
    emphasis: int = 0
    link: str = ""


# Token -> what it changes in the style.
TURNS: Mapping[str, Callable[[Style, Token], Style]] = {
    "strong_open": lambda style, _: style._replace(strong=style.strong + 1),
    "strong_close": lambda style, _: style._replace(strong=style.strong - 1),
    "em_open": lambda style, _: style._replace(emphasis=style.emphasis + 1),
    "em_close": lambda style, _: style._replace(emphasis=style.emphasis - 1),
    "link_open": lambda style, token: style._replace(link=str(token.attrGet("href"))),
    "link_close": lambda style, _: style._replace(link=""),
}


def _spans(inline: Token, line: int) -> Iterator[Span]:
    style = Style()
    for token in inline.children or ():
        if token.type in TURNS:
            style = TURNS[token.type](style, token)
            if style.link and not ADDRESS.fullmatch(style.link):
                found = shortened(style.link, LONGEST)
                raise GuideFault(line, message("guide-link", found=found))
            continue
        given = bool(style.strong), bool(style.emphasis)
        match token.type:
            case "text":
                yield Span(token.content, *given, link=style.link)
            case "softbreak" | "hardbreak":
                line += 1
                yield Span(" ", *given, link=style.link)
            case "code_inline":
                yield Span(token.content, *given, code=True, link=style.link)
            case _:
                raise GuideFault(line, message("guide-inline", found=token.type))
