"""What came of trying a remedy on a copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from glassnet.text import message
from glassnet.text.numbers import format_number


@dataclass(frozen=True)
class Attempt:
    """Two copies of a model trained alike, as it is and with a finding's remedy.

    Attributes:
        steps: of each copy, on the same rows.
        compared: "loss" where both have the same; else "accuracy" of the training rows, or "share",
            the loss as a share of the best constant prediction's.
        before: of the model as it is; None where it cannot be trained, NaN where training broke.
        after: with the remedy.
        helps: whether the remedy makes it better.
        diff: the lines of the program that change, after `- ` and `+ `; "" where only weights do.
    """

    steps: int
    compared: Literal["loss", "accuracy", "share"]
    before: float | None
    after: float
    helps: bool
    diff: str = ""

    def said(self) -> str:
        """In one line, in the language in use."""
        return message(
            "diagnosis-tried",
            helps="yes" if self.helps else "no",
            compared=self.compared,
            steps=self.steps,
            before="none" if self.before is None else self._written(self.before),
            after=self._written(self.after),
        )

    def _written(self, value: float) -> str:
        return f"{value:.0%}" if self.compared == "accuracy" else format_number(value)
