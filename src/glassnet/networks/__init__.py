"""Networks to train: a short specification becomes a compiled Keras model.

`build` makes the model, `parse_layers` reads `10,10,10`, `defaults_for` knows what succeeds on
which kind of data. May import `text` and `data`. Keras loads with `build`, not with the room, so
that a command can refuse bad data before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glassnet.networks.defaults import TrainingDefaults, defaults_for
from glassnet.networks.layers import parse_layers

if TYPE_CHECKING:
    from glassnet.networks.builder import build

__all__ = ["TrainingDefaults", "build", "defaults_for", "parse_layers"]


def __getattr__(name: str) -> Any:
    if name == "build":
        from glassnet.networks.builder import build

        return build
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
