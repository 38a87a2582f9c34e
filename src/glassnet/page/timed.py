"""What both kinds of session have of time: a training that can be taken to any of its steps."""

from __future__ import annotations

import math

from glassnet.page.playback import Playback
from glassnet.page.state import Edit, WeightEdit


class Timed:
    """A session's training.

    Attributes:
        playback: of the model as it is now.
        changed: whether there is news since the last frame.
        sought: the step that is on the way to, if it was not reached at once.
    """

    playback: Playback
    changed: bool = True
    sought: int | None = None

    @property
    def step(self) -> int:
        """How many steps were taken."""
        return self.playback.step

    def advance(self, steps: int | None = None) -> None:
        """See `Playback.advance`."""
        self.playback.advance(steps)
        self.changed = True

    def to_end_of_epoch(self) -> None:
        """See `Playback.to_end_of_epoch`."""
        self.playback.to_end_of_epoch()
        self.changed = True

    def seek(self, step: int, until: float = math.inf) -> bool:
        """See `Playback.seek`."""
        self.changed = True
        return self.playback.seek(step, until)

    def set_weight(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Set one weight by hand. Raises SettingError if there is none."""
        self.edit(WeightEdit(self.step, name, index, value))

    def edit(self, edit: Edit) -> None:
        """See `Playback.edit`."""
        self.playback.edit(edit)
        self.changed = True
