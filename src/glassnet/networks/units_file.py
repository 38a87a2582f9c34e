"""A network of units from a TOML file.

inputs = ["x1", "x2"]        # names; may be left out
activation = "sigmoid"       # of all units that name none; may be left out
target = "xor"               # a gate, or a 0 or 1 for each row; may be left out
rows = [[0, 0], [0.5, 1]]    # what to compute; by default all combinations of 0 and 1

[[layers]]
units = [{ weights = [5, 5], bias = -8 }, { name = "NN2", weights = [-7, -7], bias = 3 }]

[[layers]]
units = [{ weights = [-11, -11], bias = 6 }]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glassnet.errors import SettingError
from glassnet.messages import suggestion, text
from glassnet.networks.units import Unit, UnitNetwork, check_activation, seen

# Table -> the keys it may have.
KEYS = {
    "": ("inputs", "activation", "target", "rows", "layers"),
    "layers": ("units",),
    "units": ("name", "weights", "bias", "activation"),
}


@dataclass(frozen=True)
class UnitsFile:
    """What a file says. target, rows: None where it does not."""

    network: UnitNetwork
    target: Any
    rows: Any


def read_units(path: Path) -> UnitsFile:
    """Raises SettingError for what is no such file, with the line of a mistake in TOML."""
    try:
        # Editors on Windows write a mark before the text.
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return _units_file(found)
    except SettingError as error:
        why = str(error)
    except OSError as error:
        why = f"{error.strerror or error}."
    except (ValueError, RecursionError) as error:
        why = f"{error}."
    raise SettingError(text("units-toml", path=str(path), why=why))


def _units_file(found: Mapping[str, Any]) -> UnitsFile:
    _check_keys("", found)
    activation = found.get("activation", "sigmoid")
    check_activation(activation)
    layers: Any = found.get("layers")
    if not isinstance(layers, list) or not layers:
        raise SettingError(text("units-toml-layers"))
    units = [_layer(layer, activation) for layer in layers]
    network = UnitNetwork(units, found.get("inputs", []))
    return UnitsFile(network, found.get("target"), found.get("rows"))


def _layer(given: Any, activation: str) -> list[Unit]:
    if not isinstance(given, dict):
        raise SettingError(text("units-toml-layers"))
    _check_keys("layers", given)
    units = given.get("units")
    if not isinstance(units, list):
        raise SettingError(text("units-toml-layers"))
    return [_unit(unit, activation) for unit in units]


def _unit(given: Any, activation: str) -> Unit:
    if not isinstance(given, dict):
        raise SettingError(text("units-toml-layers"))
    _check_keys("units", given)
    if "weights" not in given:
        raise SettingError(text("units-toml-layers"))
    settings: dict[str, Any] = {"activation": activation, **given}
    return Unit(**settings)


def _check_keys(table: str, found: Mapping[str, Any]) -> None:
    for key in found:
        if key not in KEYS[table]:
            said = text("units-toml-key", where=table or "file", found=seen(key))
            raise SettingError(said + suggestion(key, KEYS[table]))
