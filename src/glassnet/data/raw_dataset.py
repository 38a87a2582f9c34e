"""Classes of rows with the numbers as the file has them, for what has to be exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.data.files import DEFAULT_MAX_BYTES
from glassnet.data.preparation import Preparation
from glassnet.data.sources import is_built_in, load, path_of


@dataclass(frozen=True, eq=False)
class RawDataset:
    """Rows without any scaling: a file's own numbers, words one-hot, true and false 1 and 0.

    Attributes:
        name: the built-in name or the file's stem.
        x: [rows, features] float64.
        labels: [rows], indices into `class_names`.
        feature_names: a name a column of x.
        target_name: the name of the classes' column.
        class_names: two or more.
        row_numbers: [rows], each row's number; in a CSV file the header is row 1.
    """

    name: str
    x: NDArray[np.float64]
    labels: NDArray[np.int64]
    feature_names: tuple[str, ...]
    target_name: str
    class_names: tuple[str, ...]
    row_numbers: NDArray[np.int64]


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
    if not is_built_in(data):
        path = path_of(data, rows=rows, noise=noise)
        # Loads pyarrow, which a truth table does not need.
        from glassnet.data import from_file

        table, target, features = from_file.split_columns(path, target, ignore, max_bytes)
        learned = from_file.read_target(table, target, ("binary", "classes"))
        if learned.task == "regression":
            raise table.error("data-target-not-classes", target)
        cells = {name: table.cells(name, exact=True) for name in features}
        columns = tuple(from_file.prepared_column(table, *pair) for pair in cells.items())
        preparation = Preparation(columns)
        from_file.check_width(table, preparation, max_bytes)
        blocks = [
            column.encode(values).astype(np.float64)
            if values.dtype.kind != "f"
            else values[:, None]
            for column, values in zip(columns, cells.values(), strict=True)
        ]
        return RawDataset(
            path.stem,
            np.concatenate(blocks, axis=1),
            learned.y.reshape(-1).astype(np.int64),
            preparation.feature_names,
            target,
            learned.class_names,
            table.row_numbers,
        )
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
