"""What shows a training while it runs. `fit(live=True)` asks for it; what draws it stands in a room
above, and the public interface says which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class LiveView(Protocol):
    """Shows one training."""

    def on_chunk_end(self, trainer: Any) -> None:
        """Look at a `Trainer` between two chunks of steps."""
        ...

    def finish(self, trainer: Any) -> None:
        """The training has ended: show how."""
        ...


OpenView = Callable[[Any, Any, Any], LiveView]
"""(trainer, x, y) -> a view, before the first step."""

_opener: list[OpenView] = []


def set_opener(opener: OpenView) -> None:
    """Say what opens a view."""
    _opener[:] = [opener]


def open_view(trainer: Any, x: Any, y: Any) -> LiveView:
    """A view of a training that is about to begin."""
    return _opener[0](trainer, x, y)
