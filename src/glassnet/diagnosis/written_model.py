"""A model's layers and its `compile` call as one would write them, and what differs of two models.

Only arguments that differ from Keras' defaults are written.
"""

from __future__ import annotations

import difflib
import inspect
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras

from glassnet.diagnosis.rebuilding import is_rebuildable
from glassnet.training.keras_model import Model, compile_arguments

WIDTH = 76  # of a line; longer calls have an argument a line
MOST_ITEMS = 4  # of a list
COMPILE_DEFAULTS: Mapping[str, Any] = {
    **dict.fromkeys(("loss_weights", "metrics", "weighted_metrics", "jit_compile"), None),
    "run_eagerly": False,
    "steps_per_execution": 1,
}
SETTLED = ("data_format", "backward_layer")  # what Keras settles where it is not given
NO_ACTIVATION = ("activation", '"linear"')  # what Keras makes of None
# Whose objects Keras also knows by name -> the place that they are imported from.
BY_NAME = ("optimizers", "initializers")


def difference(model: Model, mended: Model) -> str:
    """The lines that differ, after `- ` and `+ `; "" where only weights do."""
    before, after = _blocks(model), _blocks(mended)
    lines = list[str]()
    for kind, old, new in _changes(before, after):
        pairs = zip(old, new, strict=True) if len(old) == len(new) else [(_all(old), _all(new))]
        for one, other in pairs if kind != "equal" else ():
            for each, left, added in _changes(one.splitlines(), other.splitlines()):
                kept = each == "equal"
                lines += [f"{'  ' if kept else '- '}{line}" for line in left]
                lines += [f"+ {line}" for line in added if not kept]
    return "\n".join(lines)


def _all(blocks: Sequence[str]) -> str:
    return "\n".join(blocks)


def _changes(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """The parts that are equal, or in each other's place."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        yield kind, before[first:last], after[start:end]


def _blocks(model: Model) -> list[str]:
    """The layers, and the call of `compile`."""
    layers = model.layers if is_rebuildable(model) else []
    written = [written_object(each) for each in layers if type(each).__name__ != "InputLayer"]
    return [*written, compile_call(model)]


def compile_call(model: Model) -> str:
    """`model.compile(optimizer="adam", loss="mse")`."""
    arguments = compile_arguments(model)
    if arguments.get("jit_compile") is True:  # what Keras makes of "auto"
        del arguments["jit_compile"]
    given = [
        f"{name}={written_object(value)}"
        for name, value in arguments.items()
        if name not in COMPILE_DEFAULTS or value != COMPILE_DEFAULTS[name]
    ]
    return _call("model.compile", given)


def written_object(value: Any) -> str:
    """A number, a text, a list of them, or a Keras object, as one would write it."""
    match value:
        case bool() | int() | None:
            return str(value)
        case float():
            return _number(value)
        case str():
            return f'"{value}"'
        case Mapping() if "class_name" in value and "config" in value:
            return _serialized(value)
        case Mapping():
            items = [f'"{name}": {written_object(each)}' for name, each in value.items()]
            return f"{{{', '.join(items)}}}"
        case list() | tuple():
            items = [written_object(each) for each in value[:MOST_ITEMS]]
            return f"[{', '.join([*items, *(['…'] if len(value) > MOST_ITEMS else [])])}]"
        case _ if hasattr(value, "get_config"):
            return _keras_object(value)
        case _:
            return getattr(value, "__name__", type(value).__name__)


def _number(value: float) -> str:
    """A float32 without the digits that its float64 adds."""
    if not math.isfinite(value):
        return f'float("{value}")'
    text = f"{value:.6g}"
    return text if re.search(r"[.e]", text) else f"{text}.0"


def _keras_object(value: Any) -> str:
    try:
        config = value.get_config()
    except Exception:  # of a class of one's own
        config = {"name": value.name} if hasattr(value, "name") else {}
    return _made(type(value), _package(type(value)), config)


def _package(kind: type) -> str:
    """Where Keras exports a class: `keras.optimizers`; "" for one of one's own."""
    for name in ("layers", "optimizers", "losses", "metrics", "initializers", "regularizers"):
        if getattr(getattr(keras, name), kind.__name__, None) is kind:
            return f"keras.{name}"
    return ""


def _serialized(value: Mapping[str, Any]) -> str:
    """An object of a config, such as an initializer or the layer in a wrapper."""
    package, name = str(value.get("module") or ""), str(value["class_name"])
    if not isinstance(value["config"], Mapping):
        return f'"{value["config"]}"'
    known: Any = keras if package.startswith("keras") else None
    for part in package.split(".")[1:]:
        known = getattr(known, part, None)
    return _made(getattr(known, name, None), package if known else "", value["config"], name)


def _made(kind: Any, package: str, config: Mapping[str, Any], name: str = "") -> str:
    """The call that makes an object; its name in Keras where nothing but defaults is given."""
    name = name or kind.__name__
    given = list(_given(kind, package, config))
    if not given and package.removeprefix("keras.") in BY_NAME:
        return f'"{_snake(name) if "initial" in package else name.lower()}"'
    return _call(f"{package}.{name}".lstrip("."), given)


def _given(kind: Any, package: str, config: Mapping[str, Any]) -> Iterator[str]:
    """Arguments that differ from the defaults. A layer's name says which layer it is."""
    parameters = {} if kind is None else dict(inspect.signature(kind).parameters)
    defaults = {name: _default(each.default) for name, each in parameters.items()}
    is_layer = package == "keras.layers" or (package == "" and "trainable" in config)
    defaults |= {"trainable": "True"} | ({"name": ""} if is_layer else {})
    is_first = True  # of arguments that have no default, and so need no name
    for name in defaults:
        if name not in config or name in SETTLED or (name == "name" and not is_layer):
            continue
        written = written_object(config[name])
        is_first = is_first and name in parameters and defaults[name] == ""
        if written != defaults[name] and (name, written) != NO_ACTIVATION:
            yield written if is_first else f"{name}={written}"


def _default(value: Any) -> str:
    return "" if value is inspect.Parameter.empty else written_object(value)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _call(name: str, arguments: Sequence[str]) -> str:
    """A call in one line, or with an argument a line."""
    line = f"{name}({', '.join(arguments)})"
    if len(line) <= WIDTH or not arguments:
        return line
    inside = "\n".join(f"{each},".replace("\n", "\n    ") for each in arguments)
    indented = "\n".join(f"    {each}" for each in inside.splitlines())
    return f"{name}(\n{indented}\n)"
