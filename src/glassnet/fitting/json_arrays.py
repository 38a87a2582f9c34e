"""Trees of JSON's types and NumPy arrays, split into JSON and the arrays of an .npz: no pickle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message

# An array stands in the tree as this key with [its name in the .npz, its dtype].
ARRAY = "__array__"


def packed(tree: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Split a tree into JSON alone and the arrays that were in it; SettingError for other types."""
    arrays: dict[str, Any] = {}

    def pack(value: Any, path: str) -> Any:
        match value:
            case None | bool() | int() | float() | str():
                return value
            case np.generic():
                return pack(value.item(), path)
            case Mapping():
                items = cast(Mapping[Any, Any], value).items()
                return {str(key): pack(item, f"{path}/{key}") for key, item in items}
            case list() | tuple():
                items = enumerate(cast(list[Any], value))
                return [pack(item, f"{path}/{number}") for number, item in items]
            case _ if hasattr(value, "dtype") and value.dtype != object:
                arrays[path] = np.asarray(value)
                return {ARRAY: [path, str(value.dtype)]}
            case _:
                kind = type(value).__name__
                raise SettingError(message("checkpoint-type", path=path, type=kind))

    return {key: pack(value, key) for key, value in tree.items()}, arrays


def unpacked(tree: Any, arrays: Mapping[str, NDArray[Any]]) -> Any:
    """Put the arrays back in their places."""
    match tree:
        case {"__array__": [name, dtype]}:
            # NumPy writes bfloat16 as plain bytes.
            return arrays[name].view(np.dtype(dtype))
        case dict():
            items = cast(dict[str, Any], tree).items()
            return {key: unpacked(item, arrays) for key, item in items}
        case list():
            return [unpacked(item, arrays) for item in cast(list[Any], tree)]
        case _:
            return tree
