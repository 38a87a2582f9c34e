"""What is asked of `glassnet derive`, and the parts in which its answer comes.

Plain data, and nothing heavy imported: the process that waits for the answer must not load SymPy
first, or its clock would count that twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.text import Language

Lines = list[tuple[str, str]]
"""(style, text) pairs, a text of one line or several."""
EMPTY = ("", "")


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line.

    form: "screen", "latex", "markdown" or "json". width: of the terminal, in columns.
    """

    text: str
    wrt: str | None
    at: Sequence[str]
    definitions: bool
    plot: Path | None
    form: str
    width: int
    language: Language | None


@dataclass(frozen=True)
class Part:
    """One thing that was found out.

    data: for JSON. of: which of the derivatives it belongs to; None for the whole. lines: to read.
    wrong: a mistake of glassnet's own that came to light, in one line; "" for none.
    next: what comes now and may take long; "" if nothing does. enough: whether all that was asked
    for is there, and what comes now only adds to it.
    """

    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    of: int | None = None
    lines: Lines = field(default_factory=list[tuple[str, str]])
    wrong: str = ""
    next: str = ""
    enough: bool = False

    def put_into(self, answer: dict[str, Any]) -> None:
        place = answer if self.of is None else answer["derivatives"][self.of]
        place.update(self.data)


def found(request: Request) -> Iterator[Part]:
    """The answer; raises as `report` does."""
    from glassnet.cli.derive.worker import report

    yield from report(request)
