"""Networks to train: a short specification becomes a compiled Keras model.

`build` makes the model, `parse_layers` reads `10,10,10`, `defaults_for` knows what succeeds on
which kind of data. `Unit` and `UnitNetwork` are a few units whose weights are given. May import
`messages` and `data`. Keras loads with `build`, not with the room, so that a command can refuse bad
data before it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from glassnet.networks.defaults import TrainingDefaults, defaults_for
from glassnet.networks.layers import parse_layers

if TYPE_CHECKING:
    from glassnet.networks.specification import build
    from glassnet.networks.units import Unit, UnitNetwork

# Loaded on use: what needs Keras, and what `train` does not need.
_LATER = {
    "Unit": "units",
    "UnitNetwork": "units",
    "build": "specification",
}

__all__ = [
    "TrainingDefaults",
    "Unit",
    "UnitNetwork",
    "build",
    "defaults_for",
    "parse_layers",
]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
