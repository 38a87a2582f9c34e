"""A guide as a page gets it, and whether its steps were done."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from glassnet.page.answer import Answer
from glassnet.page.places import Place
from glassnet.page.requests import Change, Play, Seek, SetWeight
from glassnet.page.state import Guided, PageState

CodeKind = Literal["plain", "keyword", "string", "comment", "number"]


class Span(Struct, frozen=True):
    """A piece of a text in one style.

    Attributes:
        link: address that it leads to; "" for none.
        place: what a name in it stands for on the page.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: str = ""
    place: Place | None = None


class Block(Struct, frozen=True):
    """A paragraph, an item of a list, or lines of code. number: of an item in a numbered list."""

    kind: Literal["paragraph", "item", "code"]
    spans: tuple[Span, ...]
    number: int | None = None


class GuideStep(Struct, frozen=True):
    """A step of a guide. is_checked: whether the page sees that it was done; else a person says
    so."""

    title: str
    text: tuple[Block, ...]
    is_checked: bool


class CodePart(Struct, frozen=True):
    """A piece of a program's line."""

    text: str
    kind: CodeKind


class CodeLine(Struct, frozen=True):
    """A line of a program, and what it speaks of."""

    parts: tuple[CodePart, ...]
    places: tuple[Place, ...]


class GuideTaken(Answer, frozen=True):
    """A guide in one language. state: what it begins with; None for a model that is shown by its
    layers, which begins with its first step."""

    name: str
    title: str
    text: tuple[Block, ...]
    steps: tuple[GuideStep, ...]
    program: tuple[CodeLine, ...]
    state: PageState | None


class Condition(Struct, frozen=True):
    """One thing that a step asks for: `output of h2 at (0, 0): above 0.9`. now: what it is."""

    said: str
    now: str
    is_met: bool


class GuideChecked(Answer, frozen=True):
    """How far the guide was followed, and what the open step asks for."""

    guided: Guided
    conditions: tuple[Condition, ...]


class StepShown(Answer, frozen=True):
    """What a page does for a person who asks to be shown how a step is done: requests in this
    order (after `Play`, until the step is done), and what it touches."""

    requests: tuple[SetWeight | Change | Seek | Play, ...]
    select: Place | None
