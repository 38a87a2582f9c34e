"""What a training is, in JSON: a checkpoint goes on only in one of the same settings and data."""

from __future__ import annotations

import importlib.metadata
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, cast

import jax
import keras
import numpy as np

from glassnet.errors import SettingError
from glassnet.training.keras_data import are_arrays, as_arrays
from glassnet.training.keras_model import Model

MOST_TOLD = 3  # differences, in one line
LONGEST = 60  # of a value in it, in characters
PART = 16 << 20  # bytes

Settings = dict[str, Any]


def settings_of(model: Model, data: Mapping[str, Any], arguments: Mapping[str, Any]) -> Settings:
    """A training's settings as JSON. The model must be built and compiled.

    data: by argument's name; of arrays shapes, dtypes and numbers count, of a stream its class.
    arguments: the other ones of `fit` that say what an epoch is.
    """
    settings = {
        **{name: _data(value) for name, value in data.items()},
        **arguments,
        "keras": keras.__version__,
        "model": _description(model),
    }
    # By way of JSON, as it will be read: tuples become lists, keys texts.
    return json.loads(json.dumps(settings, default=_plain))


def versions() -> dict[str, str]:
    """Of all that decides the numbers."""
    packages = ("glassnet", "keras", "jax", "jaxlib", "numpy")
    return {name: importlib.metadata.version(name) for name in packages}


def check(where: str, *, found: Settings, expected: Settings) -> None:
    """Raise SettingError, naming what differs, unless both are the same.

    found: what the checkpoint has. expected: what was asked for now.
    """
    old, new = dict(_leaves(found)), dict(_leaves(expected))
    differences = [
        f"{name.removeprefix('.')}: {_told(old, name)} there, {_told(new, name)} here"
        for name in {**old, **new}
        if name not in old or name not in new or old[name] != new[name]
    ]
    if differences:
        more = len(differences) - MOST_TOLD
        raise SettingError(
            f"resume: {where} is of a training with other settings: "
            f"{'; '.join(differences[:MOST_TOLD])}{f'; and {more} more' if more > 0 else ''}. "
            "Train with the same ones, or keep checkpoints in a new folder."
        )


def _told(leaves: Mapping[str, Any], name: str) -> str:
    if name not in leaves:
        return "nothing"
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
    found = jax.tree.map(lambda array: _shape(array) + _sum(array), as_arrays(*parts))
    return found if isinstance(value, tuple) else found[0]


def _sum(array: Any) -> str:
    """Of its numbers, a part at a time: a gigabyte takes half a second. A sparse array has none."""
    rows = np.atleast_1d(np.asarray(array))
    if rows.dtype.hasobject:
        return ""
    step = max(1, PART * len(rows) // max(rows.nbytes, 1))
    crc = 0
    for first in range(0, len(rows), step):
        crc = zlib.crc32(rows[first : first + step].tobytes(), crc)
    return f", CRC-32 {crc:08x}"


def _shape(array: Any) -> str:
    return f"{getattr(array, 'dtype', type(array).__name__)}{list(np.shape(array))}"


def _description(model: Model) -> Any:
    """Architecture and compile settings; of a model that Keras cannot describe, its variables."""
    try:
        return _numbered_anew(keras.saving.serialize_keras_object(model))
    except Exception:
        # Keras raises all kinds where it, or a layer's own get_config, cannot describe the model.
        optimizer = keras.optimizers.serialize(model.optimizer)
        variables = [_shape(variable) for variable in model.variables]
        return _numbered_anew({"variables": variables, "optimizer": optimizer})


def _numbered_anew(tree: Any) -> Any:
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
    """What JSON does not know: a NumPy number, or a class' name. An address would change."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    return type(value).__qualname__
