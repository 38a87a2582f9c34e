"""What all answers to a page have in common."""

from __future__ import annotations

from msgspec import Struct

from glassnet.page.requests import kebab


class Answer(Struct, frozen=True, tag_field="type", tag=kebab):
    """What a page gets."""


class Equation(Struct, frozen=True):
    """One line of the optimizer's rule: in letters, in numbers, and its value."""

    name: str
    rule: str
    numbers: str
    value: float
