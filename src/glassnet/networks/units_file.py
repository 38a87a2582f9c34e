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
from glassnet.networks.units import Unit, UnitNetwork

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
    """Raises SettingError for what is no such file, with the line of a mistake in TOML; OSError."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingError(text("units-toml", path=str(path), why=f"{error}.")) from None
    _check_keys(path, "", found)
    activation = found.get("activation", "sigmoid")
    given: Any = found.get("layers")
    if not isinstance(given, list) or not given:
        raise SettingError(text("units-toml-layers", path=str(path)))
    layers: list[list[Unit]] = []
    for layer in given:
        if not isinstance(layer, dict) or not isinstance(layer.get("units"), list):
            raise SettingError(text("units-toml-layers", path=str(path)))
        _check_keys(path, "layers", layer)
        layers.append([_unit(path, unit, activation) for unit in layer["units"]])
    try:
        network = UnitNetwork(layers, [str(name) for name in found.get("inputs", [])])
    except SettingError as error:
        raise SettingError(text("units-toml", path=str(path), why=str(error))) from None
    return UnitsFile(network, found.get("target"), found.get("rows"))


def _unit(path: Path, given: Any, activation: str) -> Unit:
    if not isinstance(given, dict) or "weights" not in given:
        raise SettingError(text("units-toml-layers", path=str(path)))
    _check_keys(path, "units", given)
    try:
        settings: dict[str, Any] = {"activation": activation, **given}
        return Unit(**settings)
    except SettingError as error:
        raise SettingError(text("units-toml", path=str(path), why=str(error))) from None


def _check_keys(path: Path, table: str, found: Mapping[str, Any]) -> None:
    for key in found:
        if key not in KEYS[table]:
            where = table or "the file"
            said = text("units-toml-key", path=str(path), where=where, found=key)
            raise SettingError(said + suggestion(key, KEYS[table]))
