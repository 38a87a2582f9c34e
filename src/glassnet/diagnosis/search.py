"""The search for causes: checks one after the other, as long as there is time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import inf
from typing import NamedTuple, TypeVar

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.time_limit import OutOfTime, TimeLimit

T = TypeVar("T")
Progress = Callable[[str, Sequence[Finding]], None]
"""What is called before each check: the theme that it looks at, and the findings so far."""


class Check(NamedTuple):
    """A check of one cause, or of a few that exclude each other."""

    find: Callable[[Context], Iterable[Finding]]
    theme: str  # `diagnosis-theme-<theme>` says what it looks at
    # Whether it is asked of a network that has learned as well: one that has may saturate its
    # units, and is not to blame for its inputs.
    always: bool = False


class Search:
    """The findings so far, each once, and the themes that there was no time for.

    Args:
        context: of the model and its data.
        seconds: after which no further check begins.
        progress: called before each check.
    """

    def __init__(
        self, context: Context, seconds: float, progress: Progress = lambda theme, found: None
    ) -> None:
        self.context = context
        self._progress = progress
        context.limit = TimeLimit(seconds)
        # Two outputs may lead to the same layer, which is reported once.
        self._found: dict[tuple[str, str], Finding] = {}
        self._left_out: dict[str, None] = {}

    @property
    def found(self) -> list[Finding]:
        """The findings, in the order in which they were found."""
        return list(self._found.values())

    @property
    def keys(self) -> set[str]:
        """Their keys."""
        return {key for key, _ in self._found}

    @property
    def left_out(self) -> tuple[str, ...]:
        """The themes that there was no time for, each once."""
        return tuple(self._left_out)

    def has_time(self, theme: str) -> bool:
        """Whether there is time left to look at something; if not, it is left out."""
        if self.context.limit.left > 0:
            return True
        self._left_out[theme] = None
        return False

    def ask(self, theme: str, question: Callable[[], T], otherwise: T) -> T:
        """The answer to a question, or `otherwise` where there is no time for it."""
        try:
            return question()
        except OutOfTime:
            self.context.limit.ends = -inf
            self._left_out[theme] = None
            return otherwise

    def run(self, checks: Iterable[Check], *, late: bool = False) -> list[Finding]:
        """Make these checks as long as there is time; return what they found.

        late: whether to make them even if the time is up.
        """
        before = len(self._found)
        for check in checks:
            asked = check.always or not self.ask(
                check.theme, lambda: self.context.has_learned, True
            )
            if asked and (late or self.has_time(check.theme)):
                self._make(check)
        return self.found[before:]

    def _make(self, check: Check) -> None:
        self._progress(check.theme, self.found)

        def look() -> None:
            for finding in check.find(self.context):
                self._found.setdefault((finding.key, finding.where), finding)

        self.ask(check.theme, look, None)
