"""Networks to train: a dataset and a few settings become a compiled Keras model.

`build` makes the model, `parse_layers` reads `10,10,10`, `defaults_for` gives the settings that
succeed on each kind of data. Keras loads with `build`, not with the room, so that a command can
refuse bad data before it. May import `text` and `data`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glassnet.networks.options import TrainingDefaults, defaults_for, parse_layers

if TYPE_CHECKING:
    from glassnet.networks.builder import build

__all__ = ["TrainingDefaults", "build", "defaults_for", "parse_layers"]


def __getattr__(name: str) -> Any:
    if name == "build":
        from glassnet.networks.builder import build

        return build
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
