"""Rows of any shape from NumPy's own files: images, sequences, tokens."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.text import message, system_reason

SUFFIX = ".npz"


class Arrays(NamedTuple):
    """x: [rows, …], or several by name; y likewise."""

    x: NDArray[Any] | dict[str, NDArray[Any]]
    y: NDArray[Any] | dict[str, NDArray[Any]]


def load_arrays(path: Path, inputs: Sequence[str] = (), targets: Sequence[str] = ()) -> Arrays:
    """The arrays of a file that `np.savez(path, x=x, y=y)` wrote.

    Args:
        path: of the file.
        inputs, targets: the names of a model's inputs and targets, where they are known. A single
            one may be called x or y in the file too; of several each has an array of its name, and
            x or y is a dict of them.

    Raises:
        DataError: it cannot be read, lacks an array, has objects in one, or not as many rows in
            each. Nothing in the file is run.
    """
    place = str(path)
    try:
        found: Any = np.load(path, allow_pickle=False)
        with found if isinstance(found, NpzFile) else nullcontext({}) as file:
            known = tuple(file)
            names = [
                _found("x", inputs, known, taken=()),
                _found("y", targets, known, taken=inputs),
            ]
            parts = [{name: file[name] for name in each} for each in names]
    except OSError as error:
        raise DataError(message("data-npz", place=place, why=system_reason(error))) from error
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        why = " ".join(str(error).split())[:200]
        raise DataError(message("data-npz", place=place, why=why)) from error
    if not all(names):
        raise DataError(_lacking(place, known, inputs, targets))
    _check_rows(place, {name: each for part in parts for name, each in part.items()})
    x, y = (
        part if len(given) > 1 else next(iter(part.values()))
        for part, given in zip(parts, (inputs, targets), strict=True)
    )
    return Arrays(x, y)


def _found(
    single: str, names: Sequence[str], known: Sequence[str], taken: Sequence[str]
) -> tuple[str, ...]:
    """The arrays to read for x or y; () if one is missing. taken: names that mean something else.

    single: what an only array may be called as well.
    """
    if len(names) > 1:
        return tuple(names) if set(names) <= set(known) else ()
    possible = (*names, *(() if single in taken else (single,)))
    return next(((each,) for each in possible if each in known), ())


def _lacking(
    place: str, known: Sequence[str], inputs: Sequence[str], targets: Sequence[str]
) -> str:
    has = ", ".join(known) or "-"
    if max(len(inputs), len(targets)) <= 1:
        return message("data-npz-names", place=place, known=has)
    expected = {"inputs": ", ".join(inputs) if len(inputs) > 1 else "x"}
    expected["targets"] = ", ".join(targets) if len(targets) > 1 else "y"
    if len(targets) == 1 and "y" in inputs:
        expected["targets"] = targets[0]
    return message("data-npz-named", place=place, known=has, **expected)


def _check_rows(place: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    rows = {name: len(each) if each.ndim else 0 for name, each in arrays.items()}
    if len(set(rows.values())) > 1 or 0 in rows.values():
        counts = ", ".join(f"{name} {count}" for name, count in rows.items())
        raise DataError(message("data-npz-rows", place=place, counts=counts))
