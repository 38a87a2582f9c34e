"""Where a training stands."""

from __future__ import annotations

from dataclasses import dataclass

from glassnet.training.loaders import Order


@dataclass
class Position:
    """epoch: epochs finished. step: steps taken in the one under way. taken: steps in all, those of
    epochs before the first one run here included. order: of the rows in the epoch under way.
    """

    epoch: int = 0
    step: int = 0
    taken: int = 0
    order: Order | None = None

    def pass_epochs(self, count: int, steps: int) -> None:
        """`count` whole epochs of `steps` steps are over."""
        self.epoch += count
        self.taken += count * steps

    def pass_steps(self, count: int, *, ended: bool) -> None:
        """`count` steps of an epoch are over, and with them the epoch if it `ended`."""
        self.taken += count
        self.step += count
        if ended:
            self.epoch += 1
            self.step = 0
            self.order = None
