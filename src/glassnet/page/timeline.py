"""A training's past: states at growing distances, so that any step can be shown again."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

import jax

from glassnet.training import TrainingState

MOST_MOMENTS = 512
MOST_BYTES = 64_000_000  # of all states together


class Moment(NamedTuple):
    """A training at one step.

    Attributes:
        step: how many steps were taken.
        loss, score: of all rows; NaN where they are not known.
        state: to go back to.
    """

    step: int
    loss: float
    score: float
    state: TrainingState


class TimeLine:
    """Moments in the order of their steps. Where they become too many the one goes that leaves the
    least gap, but for the first and the last. Training is repeatable: what lies between two moments
    is trained again."""

    def __init__(self, first: Moment) -> None:
        self._moments = [first]
        self._most = max(3, min(MOST_MOMENTS, MOST_BYTES // max(1, _bytes(first.state))))

    @property
    def moments(self) -> tuple[Moment, ...]:
        """All of them; the first is the training's start."""
        return tuple(self._moments)

    @property
    def end(self) -> int:
        """The last moment's step."""
        return self._moments[-1].step

    def add(self, moment: Moment) -> None:
        """Add a moment; those at its step and after it are another future's, and go."""
        self.cut(moment.step)
        self._moments.append(moment)
        if len(self._moments) > self._most:
            steps = [each.step for each in self._moments]
            gaps = [after - before for before, after in zip(steps, steps[2:], strict=False)]
            del self._moments[1 + gaps.index(min(gaps))]

    def cut(self, step: int) -> None:
        """Forget what came at a step and after it, but for the start."""
        while len(self._moments) > 1 and self._moments[-1].step >= step:
            self._moments.pop()

    def before(self, step: int) -> Moment:
        """The last moment that is no later than a step."""
        place = bisect_right(self._moments, step, key=lambda each: each.step)
        return self._moments[max(0, place - 1)]


def _bytes(state: TrainingState) -> int:
    return sum(getattr(leaf, "nbytes", 8) for leaf in jax.tree.leaves(state))
