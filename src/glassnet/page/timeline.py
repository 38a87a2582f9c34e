"""A training's past: states at growing distances, so that any step can be shown again."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

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
        self._curve = [first[:3]]  # without states, which a large model has few of
        self._most = max(3, min(MOST_MOMENTS, MOST_BYTES // max(1, _bytes(first.state))))

    @property
    def moments(self) -> tuple[Moment, ...]:
        """All of them; the first is the training's start."""
        return tuple(self._moments)

    @property
    def curve(self) -> NDArray[np.float32]:
        """[moments, (step, loss, score)], of more moments than have a state where these are
        large."""
        return np.array(self._curve, "<f4")

    @property
    def end(self) -> int:
        """The last moment's step."""
        return self._moments[-1].step

    def add(self, moment: Moment) -> None:
        """Add a moment; those at its step and after it are another future's, and go."""
        self.cut(moment.step)
        self._moments.append(moment)
        self._curve.append(moment[:3])
        _thin(self._moments, self._most)
        _thin(self._curve, MOST_MOMENTS)

    def cut(self, step: int) -> None:
        """Forget what came at a step and after it, but for the start."""
        for past in (self._moments, self._curve):
            while len(past) > 1 and past[-1][0] >= step:
                past.pop()

    def before(self, step: int) -> Moment:
        """The last moment that is no later than a step."""
        place = bisect_right(self._moments, step, key=lambda each: each.step)
        return self._moments[max(0, place - 1)]


def _thin(past: list[Any], most: int) -> None:
    """Leave out the one, each of which begins with its step, that leaves the least gap."""
    if len(past) > most:
        steps = [each[0] for each in past]
        gaps = [after - before for before, after in zip(steps, steps[2:], strict=False)]
        del past[1 + gaps.index(min(gaps))]


def _bytes(state: TrainingState) -> int:
    return sum(getattr(leaf, "nbytes", 8) for leaf in jax.tree.leaves(state))
