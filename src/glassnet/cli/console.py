"""The terminal, or whatever standard output is, as rich's Console."""

from __future__ import annotations

import os
from contextlib import suppress

from rich.console import Console

from glassnet.text import message

UNFOLDED = 10_000  # columns


class PlainConsole(Console):
    """Prints text as it is: `[b]` in the name of a column is a name, not a request for bold.

    A reader that leaves early (`| head`) makes it quiet, and so does a full disk; rich itself would
    end the program, and with it the run that is not saved yet.

    Attributes:
        lost: why something could not be shown, other than such a reader; None for nothing.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, quiet=quiet)
        self.lost: OSError | None = None

    def unfold(self) -> None:
        """Keep lines whole for a reader that is no terminal and does not say its width.

        It may be a program, which then finds no number cut in two.
        """
        if not self.is_terminal and "COLUMNS" not in os.environ:
            self.width = UNFOLDED

    def check(self) -> None:
        """Raise OSError if something could not be shown."""
        if self.lost is not None:
            raise self.lost

    def on_broken_pipe(self) -> None:
        with suppress(SystemExit):
            super().on_broken_pipe()

    def _check_buffer(self) -> None:
        try:
            super()._check_buffer()
        except OSError as error:
            self.lost = error
            self.on_broken_pipe()


def side_name(side: str) -> str:
    """`validation` and `training`, in the language in use."""
    return message("side-validation" if side == "validation" else "side-training")


def figure(side: str, metric: str, value: str) -> str:
    """`validation accuracy 0.9000`, in the language in use."""
    names = {"accuracy": "metric-accuracy", "loss": "metric-loss"}
    name = message(names[metric]) if metric in names else metric
    return message("train-metric", side=side_name(side), metric=name, value=value)
