"""What is asked of `glassnet derive`, and the parts in which its answer comes.

Plain data, and nothing heavy imported: the process that waits for the answer does without SymPy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    Attributes:
        text: The formula.
        wrt: With respect to what.
        at: The values of --at.
        definitions: Whether sigmoid and its like are written out.
        plot: Where to save a picture.
        form: "screen", "latex", "markdown" or "json".
        width: Of the terminal, in columns.
        language: Of the words.
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

    Attributes:
        data: For JSON.
        derivative: Which of the derivatives it belongs to; None for the whole answer.
        lines: To read.
        error: A mistake of glassnet's own that came to light, in one line.
        next: What comes now and may take long.
        unfinished: What was given up, because it took too long.
        complete: Whether all that was asked for is there, and what comes now only adds to it.
    """

    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    derivative: int | None = None
    lines: Lines = field(default_factory=list[tuple[str, str]])
    error: str = ""
    next: str = ""
    unfinished: str = ""
    complete: bool = False

    def put_into(self, answer: dict[str, Any]) -> None:
        """Add the data to an answer for JSON."""
        place = answer if self.derivative is None else answer["derivatives"][self.derivative]
        place.update(self.data)
