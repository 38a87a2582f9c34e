"""Several processes that train one model together, under a `keras.distribution` that spans them.

They have to run the same programs in the same order: one that ran another, or none, would leave the
others waiting for it. So what a process would decide by itself (how long a chunk took, Ctrl-C, an
error) they decide here together. A function that calls itself a *meeting* waits for all of them.
Without such a distribution a process is alone, and none of this costs anything.
"""

from __future__ import annotations

import json
import math
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import jax
import keras
import numpy as np
from jax.experimental import multihost_utils
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message

Tree = Any  # a nested structure of arrays

# The bytes of a meeting's first message: two shapes of messages are two programs, and a process
# that says it has failed has to say so in the one that the others are waiting for.
FRAME = 256
_TOLD = "_glassnet_told"  # an attribute of errors that the other processes know of


class OtherProcessFailed(SettingError):
    """The training ended in another process; the line is that one's."""


def are_several() -> bool:
    """Whether the distribution in use has devices of several processes."""
    distribution: Any = keras.distribution.distribution()
    return distribution is not None and distribution.device_mesh.backend_mesh.is_multi_process


def is_first() -> bool:
    """Whether this process is the one that shows and writes what all have."""
    return not are_several() or jax.process_index() == 0


# Meetings ---------------------------------------------------------------------------------------


def said_by_all(value: Any) -> list[Any]:
    """Every process' value, of JSON's types, in the order of the processes. A meeting.

    Raises:
        OtherProcessFailed: one of them came to say that it has failed.
    """
    if not are_several():
        return [value]
    answers = _exchange({"value": value})
    for number, answer in enumerate(answers):
        if "error" in answer:
            raise OtherProcessFailed(
                message("processes-failed", number=number, reason=answer["error"])
            )
    return [answer["value"] for answer in answers]


def check_same(caller: str, **values: Any) -> None:
    """Raise SettingError, in all processes, where one has another value than the first. A meeting.

    values: by what they are called in the error; JSON's types.
    """
    said = said_by_all(values)
    for name in values:
        for number, other in enumerate(said):
            if other.get(name) != said[0].get(name):
                named = {"name": name, "number": number}
                here, there = json.dumps(said[0].get(name)), json.dumps(other.get(name))
                raise SettingError(
                    message("processes-differ", caller=caller, **named, first=here, other=there)
                )


@contextmanager
def together() -> Generator[None]:
    """An error in one process ends the context in all of them. Its end is a meeting.

    Raises:
        SettingError: the distribution leaves a process out, so that there can be no meeting.
        OtherProcessFailed: another process has raised an error.
    """
    _check_devices()
    try:
        yield
    except BaseException as error:  # Ctrl-C, a second time, too
        tell(error)
        raise
    said_by_all(None)


def tell(error: BaseException) -> None:
    """Have the other processes end with this error, if they do not know of it. A meeting."""
    # A runtime error is all processes', or means that the others cannot be reached.
    known = isinstance(error, OtherProcessFailed | jax.errors.JaxRuntimeError)
    if are_several() and not known and not hasattr(error, _TOLD):
        setattr(error, _TOLD, True)
        _exchange({"error": " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")})


@contextmanager
def alone() -> Generator[None]:
    """What Keras makes in the context is this process' own: making a variable is a meeting else."""
    distribution = keras.distribution.distribution()
    keras.distribution.set_distribution(None)
    try:
        yield
    finally:
        keras.distribution.set_distribution(distribution)


def _check_devices() -> None:
    if are_several():
        distribution: Any = keras.distribution.distribution()
        devices = distribution.device_mesh.backend_mesh.devices
        found = {device.process_index for device in devices.reshape(-1)}
        if len(found) < jax.process_count():
            named = {"found": str(sorted(found)), "count": jax.process_count()}
            raise SettingError(message("processes-left-out", **named))


def stacked(tree: Tree) -> Tree:
    """The arrays of all processes, leaves [processes, …], bit for bit on the host. A meeting.

    The shapes and dtypes have to be the same in all processes.
    """

    def gathered(leaf: Any) -> NDArray[Any]:
        array = np.ascontiguousarray(leaf)
        # As bytes: JAX has no float64.
        found = multihost_utils.process_allgather(array.reshape(-1).view(np.uint8))
        return np.ascontiguousarray(found).view(array.dtype).reshape(-1, *np.shape(leaf))

    return jax.tree.map(gathered, tree)


def of_first(tree: Tree) -> Tree:
    """The first process' arrays, of whatever shapes. A meeting."""
    if not are_several():
        return tree
    leaves, structure = jax.tree.flatten(tree)
    arrays = [np.asarray(leaf) for leaf in leaves]
    shapes = said_by_all([[array.shape, str(array.dtype)] for array in arrays])[0]
    if not is_first():
        arrays = [np.zeros(shape, np.dtype(dtype)) for shape, dtype in shapes]
    return jax.tree.unflatten(structure, [array[0] for array in stacked(arrays)])


def readable(tree: Tree) -> Tree:
    """The arrays, whole in this process. A meeting where an array is in parts (`is_in_parts`)."""

    def whole(leaf: Any) -> Any:
        return multihost_utils.process_allgather(leaf, tiled=True) if is_in_parts(leaf) else leaf

    return jax.tree.map(whole, tree)


def here(tree: Tree) -> Tree:
    """The arrays so that this process can compute with them alone; the same meeting."""
    return jax.tree.map(np.asarray, readable(tree)) if are_several() else tree


def is_in_parts(array: Any) -> bool:
    """Whether there is a process that does not have the whole array. The same answer in each."""
    if not isinstance(array, jax.Array) or array.is_fully_addressable or array.is_fully_replicated:
        return False
    parts: dict[int, set[Any]] = {}
    for device, place in array.sharding.devices_indices_map(array.shape).items():
        bounds = (each.indices(size)[:2] for each, size in zip(place, array.shape, strict=True))
        parts.setdefault(device.process_index, set()).add(tuple(bounds))
    sizes = [
        sum(math.prod(stop - start for start, stop in part) for part in own)
        for own in parts.values()
    ]
    return min(sizes) < array.size


def _exchange(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Every process' answer: in one message where all are short, else in a second one as well."""
    text = np.frombuffer(json.dumps(answer, default=str).encode(), np.uint8)
    frame = np.zeros(FRAME, np.uint8)
    frame[:4] = np.array([len(text)], np.uint32).view(np.uint8)
    frame[4 : 4 + len(text)] = text[: FRAME - 4]
    frames = np.ascontiguousarray(multihost_utils.process_allgather(frame))
    sizes = np.ascontiguousarray(frames[:, :4]).view(np.uint32)[:, 0].tolist()
    texts = frames[:, 4:]
    if max(sizes) > FRAME - 4:
        # A power of two: few shapes, few programs.
        whole = np.zeros(2 ** (max(sizes) - 1).bit_length(), np.uint8)
        whole[: len(text)] = text
        texts = multihost_utils.process_allgather(whole)
    return [json.loads(bytes(row[:size]).decode()) for row, size in zip(texts, sizes, strict=True)]
