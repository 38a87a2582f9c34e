"""The settings and data of a training, in JSON: a checkpoint resumes the same training only."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, cast

import jax
import keras
import numpy as np

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training.keras_data import are_arrays, as_arrays
from glassnet.training.keras_model import Model
from glassnet.training.processes import said_by_all

MOST_DIFFERENCES = 3  # in one line
LONGEST = 60  # characters of a value in it
PART_BYTES = 16 << 20

Settings = dict[str, Any]


def settings_of(model: Model, data: Mapping[str, Any], arguments: Mapping[str, Any]) -> Settings:
    """A training's settings as JSON.

    data: data by the argument's name; arrays count with shape, dtype and numbers, a stream with its
    class. arguments: the other ones of `fit` that say what an epoch is.
    """
    settings = {
        **{name: _data(value) for name, value in data.items()},
        **arguments,
        "keras": keras.__version__,
        "model": _description(model),
    }
    # By way of JSON, as it will be read: tuples become lists, keys texts.
    return json.loads(json.dumps(settings, default=_plain))


def of_all_processes(settings: Settings) -> Settings:
    """The first process' settings, with those of the others. A meeting (see `processes`)."""
    first, *others = said_by_all(settings)
    return {**first, "processes": others} if others else first


def check(where: str, *, found: Settings, expected: Settings) -> None:
    """Raise SettingError, naming what differs, unless both are the same. where: a checkpoint."""
    old, new = dict(_leaves(found)), dict(_leaves(expected))
    differences = [
        message(
            "checkpoint-difference",
            name=name.removeprefix("."),
            there=_shown(old, name),
            here=_shown(new, name),
        )
        for name in {**old, **new}
        if name not in old or name not in new or old[name] != new[name]
    ]
    if differences:
        shown = "; ".join(differences[:MOST_DIFFERENCES])
        more = max(0, len(differences) - MOST_DIFFERENCES)
        raise SettingError(message("checkpoint-settings", path=where, differences=shown, more=more))


def _shown(leaves: Mapping[str, Any], name: str) -> str:
    if name not in leaves:
        return message("checkpoint-nothing")
    text = json.dumps(leaves[name], ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    match tree:
        case dict() if tree:
            for key, value in cast(dict[str, Any], tree).items():
                yield from _leaves(value, f"{path}.{key}")
        case list() if any(isinstance(item, dict | list) for item in cast(list[Any], tree)):
            for number, value in enumerate(cast(list[Any], tree)):
                yield from _leaves(value, f"{path}[{number}]")
        case _:
            yield path, tree


def _data(value: Any) -> Any:
    """`float32[37, 5], CRC-32 5ab9c1f0` for an array; for a stream its class."""
    if value is None:
        return None
    parts: tuple[Any, ...] = value if isinstance(value, tuple) else (value,)
    if not are_arrays(*parts):
        return type(value).__name__
    described = jax.tree.map(lambda array: _shape(array) + _crc(array), as_arrays(*parts))
    return described if isinstance(value, tuple) else described[0]


def _crc(array: Any) -> str:
    """A CRC of an array, part by part: a gigabyte takes half a second. "" for a sparse array."""
    rows = np.atleast_1d(np.asarray(array))
    if rows.dtype.hasobject:
        return ""
    step = max(1, PART_BYTES * len(rows) // max(rows.nbytes, 1))
    crc = 0
    for first in range(0, len(rows), step):
        crc = zlib.crc32(rows[first : first + step].tobytes(), crc)
    return f", CRC-32 {crc:08x}"


def _shape(array: Any) -> str:
    return f"{getattr(array, 'dtype', type(array).__name__)}{list(np.shape(array))}"


def _description(model: Model) -> Any:
    """Architecture and compile settings; for a model that Keras cannot describe, its variables."""
    try:
        return _renumbered(keras.saving.serialize_keras_object(model))
    except Exception:
        # Keras raises all kinds where it, or a layer's own get_config, cannot describe the model.
        optimizer = keras.optimizers.serialize(model.optimizer)
        variables = [_shape(variable) for variable in model.variables]
        return _renumbered({"variables": variables, "optimizer": optimizer})


def _renumbered(tree: Any) -> Any:
    """The same with names like `dense_7` counted from the first in this tree.

    Keras numbers them through a whole process, so a model built twice has other names.
    """
    tree = json.loads(json.dumps(tree, default=_plain))
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for path, value in _leaves(tree):
        if path.endswith(".name") and isinstance(value, str) and value not in names:
            stem = re.sub(r"_\d+$", "", value)
            names[value] = f"{stem}_{counts[stem]}" if stem in counts else stem
            counts[stem] = counts.get(stem, 0) + 1

    def renamed(value: Any) -> Any:
        match value:
            case dict():
                items = cast(dict[str, Any], value).items()
                return {key: renamed(item) for key, item in items}
            case list():
                return [renamed(item) for item in cast(list[Any], value)]
            case str():
                return names.get(value, value)
            case _:
                return value

    return renamed(tree)


def _plain(value: Any) -> Any:
    """A value unknown to JSON as one it knows: NumPy's as lists, others by class, not address."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    return type(value).__qualname__
