"""Embeddings for the Projector page of TensorBoard: a layer's outputs as points in space.

The projector reads no event files but a folder's `projector_config.pbtxt`, which names the files of
vectors and labels beside it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
from google.protobuf import text_format
from numpy.typing import ArrayLike, NDArray
from pyarrow import csv
from tensorboard.plugins.projector import projector_config_pb2
from tensorboard.plugins.projector.metadata import PROJECTOR_FILENAME

from glassnet.errors import SettingError

# A tab or an end of line would begin a new value or row.
_ESCAPED = str.maketrans({"\t": r"\t", "\n": r"\n", "\r": r"\r"})
BLANK = "(blank)"  # the page passes over empty lines, and all labels below would move up

Labels = Sequence[Any]
_projector: Any = projector_config_pb2  # generated, without types


def write_embeddings(
    folder: Path,
    name: str,
    vectors: ArrayLike,
    labels: Labels | Mapping[str, Labels] | None = None,
    metadata: Path | None = None,
) -> None:
    """Add points to a run's folder, or replace those of that name; other embeddings stay.

    TensorBoard looks for embeddings when it first sees a run, and keeps the vectors it shows: what
    is written later it shows when it is started anew.

    Args:
        folder: the run's, such as `train`; made if missing. Files are replaced whole.
        name: what the page calls them, such as the layer.
        vectors: [rows, …] numbers, a point a row; flattened to [rows, dimensions] float32.
        labels: one for each row, or column → one for each row, to colour and search by. Tabs and
            ends of lines in them are written as \\t, \\n, \\r.
        metadata: a file of labels that is there already, seen from the folder, in their place.

    Raises:
        SettingError: vectors that are no points, labels for another number of rows, or a
            configuration already there that is none.
        OSError: the folder cannot be written.
    """
    points = _points(vectors)
    config: Any = _config(folder / PROJECTOR_FILENAME)
    stem = quote(name, safe="")  # a name such as net/hidden is no path
    entry = next((item for item in config.embeddings if item.tensor_name == name), None)
    entry = config.embeddings.add() if entry is None else entry
    entry.Clear()
    entry.tensor_name = name
    entry.tensor_shape.extend(points.shape)
    entry.tensor_path = f"{stem}.tensors.tsv"
    files = {entry.tensor_path: _tsv(points)}
    if metadata is not None:
        entry.metadata_path = metadata.as_posix()
    elif labels is not None:
        entry.metadata_path = f"{stem}.metadata.tsv"
        files[entry.metadata_path] = _metadata(labels, len(points)).encode()
    files[PROJECTOR_FILENAME] = text_format.MessageToString(config).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():  # the configuration last: what it names is there
        beside = folder / f".{file}.{os.getpid()}"
        beside.write_bytes(content)
        beside.replace(folder / file)


def _points(vectors: ArrayLike) -> NDArray[np.float32]:
    """[rows, dimensions]."""
    try:
        points = np.asarray(vectors, np.float32)
    except (TypeError, ValueError) as error:
        raise SettingError(f"write_embeddings: vectors are not an array: {error}.") from error
    if points.ndim < 2 or not points.size:
        raise SettingError(
            f"write_embeddings: vectors have shape {points.shape}, expected [rows, …], "
            "with at least one row and one number a row."
        )
    return points.reshape(len(points), -1)


def _config(path: Path) -> Any:
    """What is in the folder already."""
    config = _projector.ProjectorConfig()
    if path.exists():
        try:
            text_format.Parse(path.read_text(), config)
        except (text_format.ParseError, UnicodeDecodeError) as error:
            line = str(error).splitlines()[0]
            raise SettingError(
                f"write_embeddings: {path} is no configuration of the projector ({line}): move it "
                "away."
            ) from error
    return config


def _tsv(points: NDArray[np.float32]) -> bytes:
    """As text, exact for float32: of a binary file that happens to be text TensorBoard fails."""
    table = pa.table({str(number): column for number, column in enumerate(points.T)})
    out = io.BytesIO()
    csv.write_csv(table, out, csv.WriteOptions(include_header=False, delimiter="\t"))
    return out.getvalue()


def _metadata(labels: Labels | Mapping[str, Labels], rows: int) -> str:
    """Columns by tabs. To the page a first line with a tab is names, one without is a label."""
    columns = labels if isinstance(labels, Mapping) else {"label": labels}
    for column, values in columns.items():
        if len(values) != rows:
            raise SettingError(
                f"write_embeddings: {len(values)} labels ({column}) for {rows} rows of vectors."
            )
    lines = list(zip(*columns.values(), strict=True))
    if len(columns) > 1:
        lines = [tuple(columns), *lines]
    return "".join("\t".join(map(_escaped, line)) + "\n" for line in lines)


def _escaped(value: Any) -> str:
    text = str(value).translate(_ESCAPED)
    return text if text.strip() else BLANK
