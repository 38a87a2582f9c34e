"""One moment of a training on disk: written whole or not at all, and known when it is damaged.

A checkpoint is a folder `<epoch>-<step>`, in which lie
- `model.keras`, Keras' own format: weights and optimizer; it opens without glassnet.
- `training.json` and `training.npz`, what Keras leaves out: position, shuffle, metrics, History, …
  All of a model that Keras cannot save, such as one of a class without `get_config`.
- `SHA256SUMS` of these, as `sha256sum --check` reads them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message, system_reason
from glassnet.training.keras_model import Model, References, Variables
from glassnet.training.processes import alone, are_several

FORMAT = 1  # raised when an older glassnet would misread a newer checkpoint
NAME = re.compile(r"(\d{8,})-(\d{8,})")
PARTIAL = ".partial"  # ending of what is being written, or removed
MODEL = "model.keras"
JSON, ARRAYS = "training.json", "training.npz"
SUMS = "SHA256SUMS"
# An array stands in the JSON as this key with [its name in the .npz, its dtype].
ARRAY = "__array__"

Place = tuple[int, int]
"""Epochs finished, and steps taken in the epoch under way."""
Index = tuple[str, int]
"""One of a model's variables: the group's name in `Variables`, and the number in it."""


@dataclass(frozen=True)
class Checkpoint:
    """A folder that was read and found whole; its content as JSON's types and NumPy arrays."""

    path: Path
    content: Mapping[str, Any]

    @property
    def position(self) -> Place:
        """The training's epoch, and its step in the epoch."""
        return self.content["epoch"], self.content["step"]

    def variables(self, model: Model) -> Variables:
        """The model's variables at that moment. Loads most of them into the model itself."""
        if self.content["model"]:
            model.load_weights(self.path / MODEL)
        values = References.of(model).copy()
        for group, apart in self.content["variables"].items():
            for number, value in apart.items():
                getattr(values, group)[int(number)] = value
        return values


# Reading ----------------------------------------------------------------------------------------


def newest(path: str | Path) -> Checkpoint | None:
    """Read the checkpoint at `path`, or the newest readable one in it; None if it has none yet.

    Raises:
        SettingError: there is no such folder, or none of its checkpoints can be read.

    Warns:
        UserWarning: a checkpoint is damaged, and the one before it is taken.
    """
    path = Path(path)
    if not path.is_dir():
        found = "file" if path.exists() else "nothing"
        raise SettingError(message("checkpoint-no-folder", path=str(path), found=found))
    is_checkpoint = NAME.fullmatch(path.resolve().name) is not None
    candidates = [path] if is_checkpoint else within(path)
    for candidate in reversed(candidates):
        try:
            return _read(candidate)
        except _Damaged as damage:
            named = {"path": str(candidate), "reason": str(damage)}
            if candidate == candidates[0]:
                raise SettingError(message("checkpoint-unreadable", **named)) from None
            warnings.warn(message("checkpoint-damaged", **named), stacklevel=3)
    return None


def within(folder: Path) -> list[Path]:
    """The checkpoints in a folder, oldest first, damaged ones included."""
    return sorted((p for p in folder.iterdir() if NAME.fullmatch(p.name)), key=_place)


class _Damaged(Exception):
    """A checkpoint is not as it was written; the reason."""


def _read(path: Path) -> Checkpoint:
    try:
        sums = [line.split("  ", 1) for line in (path / SUMS).read_text("ascii").splitlines()]
        for expected, name in sums:
            if _sha256(path / name) != expected:
                raise _Damaged(message("checkpoint-changed", file=name))
        text = (path / JSON).read_text("utf-8")
        tree = json.loads(text)
        if tree["format"] != FORMAT:
            formats = {"found": str(tree["format"]), "known": str(FORMAT)}
            raise SettingError(message("checkpoint-format", path=str(path), **formats))
        model = {MODEL} if tree["model"] else set[str]()
        if {name for _, name in sums} != {JSON, ARRAYS} | model:
            raise _Damaged(message("checkpoint-changed", file=SUMS))
        with np.load(path / ARRAYS, allow_pickle=False) as arrays:
            return Checkpoint(path, json.loads(text, object_hook=partial(_restored, arrays)))
    except SettingError:
        raise
    except OSError as error:
        name = Path(error.filename).name if error.filename else message("checkpoint-unnamed-file")
        raise _Damaged(f"{name}: {system_reason(error)}") from None
    except (ValueError, LookupError) as error:  # no JSON, no numbers, a pickle in the .npz
        raise _Damaged(" ".join(str(error).split())) from None


# Writing ----------------------------------------------------------------------------------------


def write(
    folder: Path, model: Model, content: Mapping[str, Any], apart: list[Index] | None, keep: int
) -> list[Index] | None:
    """Write a checkpoint beside its place, give it its name, and keep the newest `keep`.

    Args:
        content: the future `Checkpoint.content`, with all of the model's variables.
        apart: the variables that Keras' file leaves out; None if that is not known yet. Returned,
            as far as it is known.

    Raises:
        SettingError: the disk is full or fails, or something cannot be kept without pickle: then
            the checkpoints in the folder are as they were.
    """
    name = f"{content['epoch']:08d}-{content['step']:08d}"
    partial = folder / f".{name}{PARTIAL}"
    try:
        partial.mkdir()
        saved = _save(model, partial / MODEL)
        # Of several processes only one writes: it could not load into a model that all hold.
        if saved and apart is None and not are_several():
            apart = left_out(model, partial / MODEL)
        variables = _values(content["variables"], apart if saved else None)
        arrays: dict[str, Any] = {}
        whole = {"format": FORMAT, **content, "model": saved, "variables": variables}
        tree = _packed(whole, arrays)
        (partial / JSON).write_text(json.dumps(tree) + "\n", encoding="utf-8")
        np.savez(partial / ARRAYS, **arrays)
        sums = [f"{_sha256(each)}  {each.name}\n" for each in sorted(partial.iterdir())]
        (partial / SUMS).write_text("".join(sums), encoding="ascii")
        for each in (*partial.iterdir(), partial):
            _sync(each)
        _remove(folder / name)  # a damaged one, from which this training did not go on
        partial.rename(folder / name)
        _sync(folder)
        _prune(folder, (content["epoch"], content["step"]), keep)
    except OSError as error:
        named = {"folder": str(folder), "name": name, "resume": repr(str(folder))}
        said = message("checkpoint-not-written", **named, reason=system_reason(error))
        raise SettingError(said) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return apart


def left_out(model: Model, file: Path) -> list[Index]:
    """The variables that Keras' file does not give back bit for bit.

    Seed generators and metrics, in Keras 3.15; found by loading the file, for models of all kinds:
    a variable that is loaded holds another array than before. The model is left as it was.
    """
    references = References.of(model)
    before = references.read()
    try:
        model.load_weights(file)
        after = references.read()
    finally:
        references.assign(before)
    return [
        (group, number)
        for group, *both in zip(References._fields, before, after, strict=False)
        for number, (old, new) in enumerate(zip(*both, strict=True))
        if new is old or np.asarray(new).tobytes() != np.asarray(old).tobytes()
    ]


def remove_stale(folder: Path) -> None:
    """Remove what a killed process left half written or half removed. The folder is locked."""
    for path in folder.glob(f".*{PARTIAL}"):
        shutil.rmtree(path, ignore_errors=True)


def _save(model: Model, file: Path) -> bool:
    """Save architecture, weights and optimizer; False if Keras cannot.

    `save_weights`, which can, ends the process where the disk is full: h5py 3.16 crashes on closing
    a file that it writes there itself. `save` writes its HDF5 in memory.
    """
    try:
        with alone():  # to find an attribute's default, Keras makes a second optimizer
            model.save(file)
    except OSError:
        raise
    except Exception:
        # Keras raises all kinds where it, or a layer's own get_config, cannot describe the model.
        file.unlink(missing_ok=True)
        return False
    return True


def _values(values: Variables, chosen: list[Index] | None) -> dict[str, dict[int, Any]]:
    """The chosen variables, or all, by group and number."""
    return {
        group: {n: each for n, each in enumerate(several) if chosen is None or (group, n) in chosen}
        for group, several in zip(References._fields, values, strict=False)
    }


def _packed(tree: Any, arrays: dict[str, Any], path: str = "") -> Any:
    """A tree in JSON's types alone: its arrays move to `arrays`. SettingError for other types."""
    match tree:
        case None | bool() | int() | float() | str():
            return tree
        case np.generic():
            return _packed(tree.item(), arrays, path)
        case Mapping():
            start = f"{path}/" if path else ""
            items = cast(Mapping[Any, Any], tree).items()
            return {str(key): _packed(item, arrays, f"{start}{key}") for key, item in items}
        case list() | tuple():
            items = enumerate(cast(list[Any], tree))
            return [_packed(item, arrays, f"{path}/{number}") for number, item in items]
        case _ if hasattr(tree, "dtype") and tree.dtype != object:
            arrays[path] = np.asarray(tree)
            return {ARRAY: [path, str(tree.dtype)]}
        case _:
            raise SettingError(message("checkpoint-type", path=path, type=type(tree).__name__))


def _restored(arrays: Mapping[str, NDArray[Any]], item: dict[str, Any]) -> Any:
    """The array that stands in the JSON as `item`; else the item itself."""
    if ARRAY not in item:
        return item
    name, dtype = item[ARRAY]
    return arrays[name].view(np.dtype(dtype))  # NumPy writes bfloat16 as plain bytes


def _prune(folder: Path, now: Place, keep: int) -> None:
    """Keep the newest checkpoints up to `now`; later ones are of a training that went back."""
    checkpoints = within(folder)
    kept = [path for path in checkpoints if _place(path) <= now][-keep:]
    for path in checkpoints:
        if path not in kept:
            _remove(path)


def _remove(path: Path) -> None:
    """Remove a checkpoint so that a kill leaves none that looks whole."""
    if path.exists():
        hidden = path.with_name(f".{path.name}.removed{PARTIAL}")
        path.rename(hidden)
        shutil.rmtree(hidden, ignore_errors=True)


def _place(path: Path) -> Place:
    epoch, _, step = path.name.partition("-")
    return int(epoch), int(step)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    folder = path.is_dir()
    if folder and sys.platform == "win32":
        return  # Windows opens no folders
    # Windows only synchronises what is open for writing.
    descriptor = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
