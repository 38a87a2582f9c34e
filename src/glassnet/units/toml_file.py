"""A network of units in a TOML file: read, and written.

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

import json
import re
import tomllib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from glassnet.data.built_in import bits_of
from glassnet.data.files import file_kind_and_size, near_file
from glassnet.errors import SettingError
from glassnet.text import did_you_mean, message, system_reason
from glassnet.text.numbers import in_float32
from glassnet.units.network import MOST_INPUTS, TruthTable, UnitNetwork
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
            hint = near_file(path, [".toml"]) if kind == "missing" else ""
            raise SettingError(message("units-toml-kind", kind=kind) + hint)
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


def check_ending(path: Path) -> None:
    """Raise SettingError for a name that does not end in .toml."""
    if path.suffix.lower() != ".toml":
        raise SettingError(message("units-save-toml", path=str(path)))


def write_units(table: TruthTable, path: Path) -> None:
    """Write a network with its rows and target, so that `read_units` gives the same table.

    Raises:
        SettingError: a name that does not end in .toml.
        OSError: the file cannot be written.
    """
    check_ending(path)
    path.write_text("\n".join([*_written(table), ""]), encoding="utf-8")


def _written(table: TruthTable) -> Iterator[str]:
    network = table.network
    default = network.merged[0].activation
    yield f"inputs = [{', '.join(map(_text, network.inputs))}]"
    yield f"activation = {_text(default)}"
    if table.target_name:
        yield f"target = {_text(table.target_name)}"
    elif table.target is not None:
        yield f"target = [{', '.join(_numbers(row) for row in table.target)}]"
    every = bits_of(len(network.inputs)) if len(network.inputs) <= MOST_INPUTS else None
    if every is None or not np.array_equal(table.x, every):
        yield f"rows = [{', '.join(map(_numbers, table.x))}]"
    for layer in network.held:
        yield "\n[[layers]]\nunits = ["
        for unit in layer:
            name = f"name = {_text(unit.name)}, " if unit.name else ""
            other = unit.activation != default
            activation = f", activation = {_text(unit.activation)}" if other else ""
            numbers = f"weights = {_numbers(unit.weights)}, bias = {_number(unit.bias)}"
            yield f"  {{ {name}{numbers}{activation} }},"
        yield "]"


def _text(text: str) -> str:
    """A text of one line: JSON's quotes and escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False)


def _numbers(values: Iterable[Any]) -> str:
    return f"[{', '.join(map(_number, values))}]"


def _number(value: Any) -> str:
    """In the fewest digits that float32 reads back as the same."""
    return repr(in_float32(float(value)) + 0.0).removesuffix(".0")
