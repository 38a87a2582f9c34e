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
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from glassnet.data.files import file_kind_and_size
from glassnet.errors import SettingError
from glassnet.text import did_you_mean, message, system_reason
from glassnet.units.network import TruthTable, UnitNetwork
from glassnet.units.unit import Unit, check_activation
from glassnet.units.validation import brief_repr

# Of a file of weights that a person writes; what is larger is something else.
MOST_BYTES = 2**20

# Table -> the keys it may have, and the one that it must have.
KEYS = {
    "": (("inputs", "activation", "target", "rows", "layers"), "layers"),
    "layers": (("units",), "units"),
    "units": (("name", "weights", "bias", "activation"), "weights"),
}


def read_units(path: Path) -> TruthTable:
    """The answers of a file's units to its rows, beside its target.

    Raises:
        SettingError: the file is of another kind, with the line of a mistake in TOML; or its units,
            rows or target do not fit.
    """
    with _named(path):
        found = _table("", _read(path))
        activation = found.get("activation", "sigmoid")
        check_activation(activation)
        layers = found["layers"]
        if not isinstance(layers, list) or not layers:
            raise SettingError(message("units-toml-layers"))
        units = [_units(layer, activation) for layer in layers]
        network = UnitNetwork(units, found.get("inputs", []))
        return network.truth_table(found.get("target"), found.get("rows"))


@contextmanager
def _named(path: Path) -> Generator[None]:
    """Make messages on mistakes begin with the file's name."""
    try:
        yield
    except SettingError as error:
        raise SettingError(message("units-toml", path=str(path), why=str(error))) from None


def _read(path: Path) -> Any:
    try:
        kind, size = file_kind_and_size(path)
        # Nothing is read of what may never end.
        if kind != "file":
            raise SettingError(message("units-toml-kind", kind=kind))
        if size > MOST_BYTES:
            raise SettingError(message("units-toml-size", found=size, most=MOST_BYTES))
        # Editors on Windows write a mark before the text.
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except SettingError:  # a ValueError too
        raise
    except OSError as error:
        why = f"{system_reason(error)}."
    except UnicodeDecodeError:
        why = message("units-toml-utf8")
    except tomllib.TOMLDecodeError as error:
        why = _syntax(str(error))
    except RecursionError:
        why = message("units-toml-deep")
    except ValueError:  # Python reads whole numbers of up to 4300 digits
        why = message("units-toml-digits")
    raise SettingError(why)


def _syntax(error: str) -> str:
    """A mistake in TOML, in Python's words, with its place in ours."""
    place = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", error, re.DOTALL)
    if place is None:
        return message("units-toml-syntax", said=error.removesuffix(" (at end of document)"))
    error, line, column = place.groups()
    return message("units-toml-syntax-at", said=error, line=line, column=column)


def _units(layer: Any, activation: str) -> list[Unit]:
    units = _table("layers", layer)["units"]
    if not isinstance(units, list):
        raise SettingError(message("units-toml-layers"))
    default: dict[str, Any] = {"activation": activation}
    return [Unit(**default | _table("units", unit)) for unit in units]


def _table(name: str, value: Any) -> dict[str, Any]:
    """A table of the file, with the keys that it may have and the one that it must have."""
    if not isinstance(value, dict):
        raise SettingError(message("units-toml-layers"))
    keys, needed = KEYS[name]
    for key in value:
        if key not in keys:
            where = message("units-toml-key", where=name or "file", found=brief_repr(key))
            raise SettingError(where + did_you_mean(key, keys))
    if needed not in value:
        raise SettingError(message("units-toml-layers"))
    return value
