"""A network of units from a TOML file.

inputs = ["x1", "x2"]        # names; may be left out
activation = "sigmoid"       # of all units that name none; may be left out
target = "xor"               # a gate, "0110", or a 0 or 1 for each row; may be left out
rows = [[0, 0], [0.5, 1]]    # what to compute; by default all combinations of 0 and 1

[[layers]]
units = [{ weights = [5, 5], bias = -8 }, { name = "NN2", weights = [-7, -7], bias = 3 }]

[[layers]]
units = [{ weights = [-11, -11], bias = 6 }]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glassnet.data.files import file_kind_and_size
from glassnet.errors import SettingError
from glassnet.text import did_you_mean, message
from glassnet.units.network import Unit, UnitNetwork
from glassnet.units.truth_table import TruthTable
from glassnet.units.unit import check_activation
from glassnet.units.validation import seen

# Of a file of weights that a person writes; what is larger is something else.
MOST_BYTES = 2**20

# Table -> the keys it may have.
KEYS = {
    "": ("inputs", "activation", "target", "rows", "layers"),
    "layers": ("units",),
    "units": ("name", "weights", "bias", "activation"),
}


@dataclass(frozen=True)
class UnitsFile:
    """What a file says. target, rows: None where it does not."""

    path: Path
    network: UnitNetwork
    target: Any
    rows: Any

    def truth_table(self) -> TruthTable:
        """Of its rows and its target. Raises SettingError, with the file's name."""
        with _named(self.path):
            return self.network.truth_table(self.target, self.rows)


def read_units(path: Path) -> UnitsFile:
    """Raises SettingError for what is no such file, with the line of a mistake in TOML."""
    with _named(path):
        return _units_file(path, _read(path))


@contextmanager
def _named(path: Path) -> Generator[None]:
    """What is said of a mistake begins with the file's name."""
    try:
        yield
    except SettingError as error:
        raise SettingError(message("units-toml", path=str(path), why=str(error))) from None


def _bytes(path: Path) -> bytes:
    try:
        kind, size = file_kind_and_size(path)
        if kind == "file" and size <= MOST_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise SettingError(f"{error.strerror or error}.") from None
    # Nothing is read of what may never end.
    if kind != "file":
        raise SettingError(message("units-toml-kind", kind=kind))
    raise SettingError(message("units-toml-size", found=size, most=MOST_BYTES))


def _read(path: Path) -> dict[str, Any]:
    written = _bytes(path)
    try:
        # Editors on Windows write a mark before the text.
        return tomllib.loads(written.decode("utf-8-sig"))
    except UnicodeDecodeError:
        why = message("units-toml-utf8")
    except tomllib.TOMLDecodeError as error:
        why = _syntax(str(error))
    except RecursionError:
        why = message("units-toml-deep")
    except ValueError:  # Python reads whole numbers of up to 4300 digits
        why = message("units-toml-digits")
    raise SettingError(why)


def _syntax(said: str) -> str:
    """Python's words, and where it is in ours."""
    place = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", said, re.DOTALL)
    if place is None:
        return message("units-toml-syntax", said=said.removesuffix(" (at end of document)"))
    said, line, column = place.groups()
    return message("units-toml-syntax-at", said=said, line=line, column=column)


def _units_file(path: Path, found: Mapping[str, Any]) -> UnitsFile:
    _check_keys("", found)
    activation = found.get("activation", "sigmoid")
    check_activation(activation)
    layers: Any = found.get("layers")
    if not isinstance(layers, list) or not layers:
        raise SettingError(message("units-toml-layers"))
    units = [_layer(layer, activation) for layer in layers]
    network = UnitNetwork(units, found.get("inputs", []))
    return UnitsFile(path, network, found.get("target"), found.get("rows"))


def _layer(given: Any, activation: str) -> list[Unit]:
    if not isinstance(given, dict):
        raise SettingError(message("units-toml-layers"))
    _check_keys("layers", given)
    units = given.get("units")
    if not isinstance(units, list):
        raise SettingError(message("units-toml-layers"))
    return [_unit(unit, activation) for unit in units]


def _unit(given: Any, activation: str) -> Unit:
    if not isinstance(given, dict):
        raise SettingError(message("units-toml-layers"))
    _check_keys("units", given)
    if "weights" not in given:
        raise SettingError(message("units-toml-layers"))
    settings: dict[str, Any] = {"activation": activation, **given}
    return Unit(**settings)


def _check_keys(table: str, found: Mapping[str, Any]) -> None:
    for key in found:
        if key not in KEYS[table]:
            said = message("units-toml-key", where=table or "file", found=seen(key))
            raise SettingError(said + did_you_mean(key, KEYS[table]))
