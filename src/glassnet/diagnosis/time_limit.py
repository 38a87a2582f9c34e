"""The time that is left, and how much of it what is compiled next is expected to take.

XLA cannot be interrupted: what would not be done in time is not begun.
"""

from __future__ import annotations

import time
from math import inf

# Compilation and one call, measured on two cores: a trace of 602 operations took 1.9 s, of 2,120
# (300 steps of SimpleRNN) 9 s; the predictions of 787 operations 0.5 s, of 15,840 (RandAugment,
# with building their graph) 126 s.
TRACE, FORWARD = 4e-3, 1e-3  # seconds for each operation, with its gradient and without
MANY, EACH_OF_MANY = 4_000, 8e-3  # past so many operations each takes longer
STEP_BY_TRACE = 2.0  # a training step beside a trace, which has run: both are forward and back


class OutOfTime(Exception):
    """What comes next would not be done in time."""


class TimeLimit:
    """When the search for causes ends, and how long its stages took.

    Args:
        seconds: from now on; inf for no limit.
    """

    def __init__(self, seconds: float = inf) -> None:
        self.ends = time.perf_counter() + seconds
        self.of_trace = 0.0  # seconds that the trace took

    @property
    def left(self) -> float:
        return self.ends - time.perf_counter()

    def require(self, seconds: float) -> None:
        """Raise OutOfTime unless so much is left."""
        if seconds > self.left:
            raise OutOfTime

    def require_forward(self, operations: int) -> None:
        """Raise OutOfTime unless a forward pass of so many operations can be compiled in time."""
        self.require(operations * (EACH_OF_MANY if operations > MANY else FORWARD))

    def require_step(self) -> None:
        """Raise OutOfTime unless a training step can be compiled in time."""
        self.require(STEP_BY_TRACE * self.of_trace)

    def has_time_to_trace(self, operations: int) -> bool:
        """Whether a trace of so many operations can be compiled in time."""
        return operations * (EACH_OF_MANY if operations > MANY else TRACE) <= self.left
