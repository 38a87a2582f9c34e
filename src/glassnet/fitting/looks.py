"""What looking at a model has cost in all its watched trainings, and what was seen last."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Any

import jax
import numpy as np

from glassnet.diagnosis import Finding
from glassnet.training.compilation import kept_with_model
from glassnet.training.keras_model import Model

SHARE = 0.1  # of the time, for looking

Found = dict[tuple[str, str], Finding]
"""By key and where."""


@dataclass
class Looks:
    """Kept with a model until it is compiled anew.

    trained, spent: seconds of training that was watched, and of looking. cost: of the last look at
    a training's end. data: a check sum of what was looked at then. found: what was found. left: a
    check sum of weights and optimizer, as the last watched training left them.
    """

    trained: float = 0.0
    spent: float = 0.0
    cost: float = 0.0
    data: int | None = None
    left: int | None = None
    found: Found = field(default_factory=Found)

    @classmethod
    def at(cls, model: Model) -> Looks:
        """Those at this model."""
        return kept_with_model(model, "looks", cls)

    def pays(self, data: int, begun: int) -> bool:
        """Whether to look at a training's end: where it went on with the same data from where the
        last one ended, when a share of the time spent on training pays for it; else always.

        begun: a check sum of what it began with.
        """
        goes_on = (data, begun) == (self.data, self.left)
        return not goes_on or self.spent + self.cost <= SHARE * self.trained


def check_sum(arrays: Any) -> int:
    """Of all numbers of a pytree."""
    found = 0
    for leaf in jax.tree.leaves(arrays):
        found = zlib.crc32(np.asarray(leaf).tobytes(), found)
    return found
