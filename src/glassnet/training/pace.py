"""How much work to give the device at once."""

from __future__ import annotations

CHUNK_SECONDS = 0.075  # one compiled call: the progress bar moves and Ctrl-C is answered after it
GROWTH = 16  # a chunk is at most this many times the last one: the first ones measure the speed


class Pace:
    """How many steps take about a chunk's time, from how long the last chunk took."""

    def __init__(self) -> None:
        self.steps = 1

    def next(self, left: int | None) -> int:
        """How many steps to take next, of those `left` in the epoch (None: nobody knows).

        All of them where they take less than a chunk and a half: each call has a price.
        """
        if left is not None and left <= 1.5 * self.steps:
            return left
        return self.steps

    def measure(self, steps: int, seconds: float) -> None:
        """Learn from a chunk of `steps` that took `seconds`, compilation not counted."""
        fitting = int(steps * CHUNK_SECONDS / max(seconds, 1e-9))
        self.steps = max(1, min(fitting, GROWTH * max(self.steps, steps)))
