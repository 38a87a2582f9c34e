"""Sources of data: a name in DATASETS, or a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from glassnet.data.built_in import GATES, SHAPES, gate, parity, shape
from glassnet.data.dataset import Dataset, RawDataset, Task
from glassnet.data.files import DEFAULT_MAX_BYTES
from glassnet.errors import DataError, SettingError
from glassnet.seed import check_seed
from glassnet.text import did_you_mean, message

DATASETS: dict[str, Callable[..., Dataset]] = {
    **{name: partial(gate, name) for name in GATES},
    "parity:N": parity,
    **{name: partial(shape, name) for name in SHAPES},
}


def load(
    data: str | os.PathLike[str],
    *,
    target: str | None = None,
    seed: int = 0,
    rows: int | None = None,
    noise: float | None = None,
    ignore: Sequence[str] = (),
    prefer: Collection[Task] = (),
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> Dataset:
    """Load a built-in dataset or a file.

    A name in DATASETS wins over a file of that name; `./xor` is the file. Every column of a file
    but the target becomes features: numbers standardised, true/false 1 and 0, text one-hot. Text,
    booleans and a few whole numbers are learned as classes, any other number by regression, with y
    standardised too (`preparation.target` has its mean and scale). Rows keep the file's order.

    Args:
        data: a row of DATASETS (`xor`, `parity:3`, `moons`), or the path of a CSV file (UTF-8, with
            a header) or a Parquet file.
        target: the column of a file to learn.
        seed: seed of a 2-D shape.
        rows: number of points of a 2-D shape.
        noise: standard deviation, in the shape's own unit.
        ignore: columns of a file to leave out.
        prefer: the tasks preferred where a file's target allows several: whole numbers that repeat
            can be learned as classes (`binary` if two) and by `regression`.
        max_bytes: the largest file that is read, and the largest x that is made; 2 GiB by default.

    Raises:
        DataError: data that cannot be used.
        SettingError: a setting that this data does not take, or out of range.
    """
    check_seed(seed)
    data = _text_of(data)
    name, argument = _split(data)
    if name not in DATASETS:
        path = _path_of(data, rows=rows, noise=noise)
        # Loads pyarrow, which a truth table does not need.
        from glassnet.data.from_file import from_file

        return from_file(path, target, ignore, prefer, max_bytes)
    _refuse(data, target=target, ignore=", ".join(ignore) or None)
    if name in SHAPES:
        return DATASETS[name](seed=seed, rows=rows, noise=noise)
    _refuse(data, rows=rows, noise=noise)
    return DATASETS[name](*argument)


def load_raw(
    data: str,
    *,
    target: str | None = None,
    ignore: Sequence[str] = (),
    seed: int = 0,
    rows: int | None = None,
    noise: float | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> RawDataset:
    """Load what `load` loads, with the same arguments, but unscaled and in float64.

    Raises:
        DataError: as for `load`; a target that is no class; numbers that float64 merges, or whole
            numbers that it changes.
        SettingError: as for `load`.
    """
    if _split(data)[0] not in DATASETS:
        path = _path_of(data, rows=rows, noise=noise)
        from glassnet.data.from_file import raw_from_file

        return raw_from_file(path, target, ignore, max_bytes)
    found = load(data, target=target, ignore=ignore, seed=seed, rows=rows, noise=noise)
    return RawDataset(
        found.name,
        found.x.astype(str).astype(np.float64),  # 0.1 is 0.1, not the float32 next to it
        found.y.reshape(-1).astype(np.int64),
        found.feature_names,
        found.target_name,
        found.class_names,
        np.arange(1, len(found.x) + 1),
    )


def _text_of(data: Any) -> str:
    """The name of a dataset or a file as text. Raises DataError for what is no name."""
    if not isinstance(data, str | os.PathLike):
        raise DataError(message("data-form", found=type(data).__name__))
    return os.fsdecode(data)


def _path_of(data: str, **settings: object) -> Path:
    """The path of a file. settings: those that only 2-D shapes take, None where not given."""
    _refuse(data, **settings)
    path = Path(data)
    if not data or (not path.suffix and path.name == data and not path.exists()):
        hint = did_you_mean(data, DATASETS)
        raise DataError(message("data-unknown", name=data, hint=hint))
    return path


def _split(data: str) -> tuple[str, tuple[int, ...]]:
    """`parity:3` -> the table's name `parity:N` and (3,); anything else as it is and ()."""
    family, _, number = data.partition(":")
    name = f"{family}:N"
    if name not in DATASETS:
        return data, ()
    try:
        return name, (int(number),)
    except ValueError:
        raise SettingError(message("data-whole-number", found=data, family=family)) from None


def _refuse(data: str, **settings: object) -> None:
    for setting, value in settings.items():
        if value is not None:
            given = {"setting": setting, "value": str(value)}
            raise SettingError(message("data-setting-unused", data=data, **given))
