"""A guide, as it was read and checked."""

from __future__ import annotations

from dataclasses import dataclass

from glassnet.page.guide.checks import Check
from glassnet.page.guide.start import Start
from glassnet.page.guide_answers import Block, CodeLine, GuideStep, GuideTaken
from glassnet.page.state import PageState


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        title: its heading.
        line: of the heading in the file.
        text: what it says.
        checks: what it asks for; it is done when all hold at once. Of a step without any a person
            says that it is done.
    """

    title: str
    line: int
    text: tuple[Block, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Guide:
    """A program beside its network, and steps to do.

    Attributes:
        name: a lesson's, or the file's without its ending.
        title, text: how it begins.
        steps: one after the other.
        program: its lines.
        start: what the page begins with.
    """

    name: str
    title: str
    text: tuple[Block, ...]
    steps: tuple[Step, ...]
    program: tuple[CodeLine, ...]
    start: Start

    @property
    def taken(self) -> GuideTaken:
        """As a page gets it."""
        steps = [GuideStep(each.title, each.text, bool(each.checks)) for each in self.steps]
        text, program = self.text, self.program
        state = self.start if isinstance(self.start, PageState) else None
        return GuideTaken(self.name, self.title, text, tuple(steps), program, state)
