"""Embeddings for the Projector page of TensorBoard: a layer's outputs as points in space.

The projector reads no event files but a folder's `projector_config.pbtxt`, which names the files of
vectors and labels beside it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import jax
import keras
import numpy as np
import pyarrow as pa
from google.protobuf import text_format
from numpy.typing import ArrayLike, NDArray
from pyarrow import csv
from tensorboard.plugins.projector import projector_config_pb2
from tensorboard.plugins.projector.metadata import PROJECTOR_FILENAME

from glassnet.errors import SettingError
from glassnet.recording.log import Log
from glassnet.text import did_you_mean, message
from glassnet.training.keras_model import References
from glassnet.training.keras_outputs import layer_outputs
from glassnet.training.processes import here, readable

# A tab or an end of line would begin a new value or row.
_ESCAPED = str.maketrans({"\t": r"\t", "\n": r"\n", "\r": r"\r"})
BLANK = "(blank)"  # the page passes over empty lines, and all labels below would move up

Batch = Callable[[], tuple[Any, Any]]  # the probe's x and y; called if there is no Embedding layer
# As Keras has it, a file of labels in the log folder, or one for each layer's name; ours: the
# labels themselves.
Metadata = str | Path | Mapping[str, str | Path] | Sequence[Any] | None
_projector: Any = projector_config_pb2  # generated, without types


@dataclass(frozen=True)
class Embeddings:
    """Rows of `Embedding` layers, or without such a layer the last hidden one's outputs."""

    metadata: Metadata  # None for the probe's targets, where the points are the probe's rows

    def check(self, model: Any, batch: Batch) -> None:
        """Raise SettingError for metadata that do not fit, before anything is trained."""
        layers = _embedding_layers(model)
        if isinstance(self.metadata, Mapping):
            for name in cast(Mapping[str, Any], self.metadata):
                if name not in layers:
                    hint = did_you_mean(name, layers)
                    raise SettingError(message("embeddings-layer", name=name, hint=hint))
            return
        rows = {name: layer.input_dim for name, layer in layers.items()}
        rows = rows or {"": len(jax.tree.leaves(batch()[0])[0])}
        if self.metadata is None or isinstance(self.metadata, str | Path):
            return
        if not hasattr(self.metadata, "__len__"):
            raise SettingError(message("embeddings-metadata", found=repr(self.metadata)))
        found = len(self.metadata)
        for name, expected in rows.items():
            if found != expected:
                counts = {"found": found, "expected": expected}
                raise SettingError(message("embeddings-labels", layer=name or "none", **counts))

    def write(self, log: Log, folder: Path, model: Any, batch: Batch) -> None:
        """Have the log's thread write them into `folder`, which is below the log folder."""
        layers = _embedding_layers(model)
        points: dict[str, Any] = {
            name: readable(layer.embeddings.value) for name, layer in layers.items()
        }
        targets = None
        if not points:
            probe, targets = batch()
            points = _last_hidden(model, probe)
        labels = self._labels(targets)
        for name, vectors in points.items():
            file = self._file(name)
            write = partial(write_embeddings, folder, name, np.asarray(vectors), labels, file)
            log.job(write)

    def _labels(self, targets: Any) -> list[NDArray[Any]] | None:
        if isinstance(self.metadata, str | Path | Mapping):
            return None
        labels = targets if self.metadata is None else self.metadata
        return None if labels is None else [np.squeeze(label) for label in labels]

    def _file(self, layer: str) -> Path | None:
        """The file of a layer's labels, seen from the folder below the log folder."""
        named: Any = self.metadata
        if isinstance(named, Mapping):
            named = cast(Mapping[str, Any], named).get(layer)
        return Path("..", named) if isinstance(named, str | Path) else None


def write_embeddings(
    folder: Path,
    name: str,
    vectors: ArrayLike,
    labels: Sequence[Any] | None = None,
    metadata: Path | None = None,
) -> None:
    """Add points to a run's folder, or replace those of that name; other embeddings stay.

    TensorBoard looks for embeddings when it first sees a run, and keeps the vectors it shows: what
    is written later it shows when it is restarted.

    Args:
        folder: the run's, such as `train`; made if missing. Files are replaced whole.
        name: their name on the page, such as the layer's.
        vectors: [rows, …] numbers, a point a row; flattened to [rows, dimensions] float32.
        labels: one for each row, to colour and search by. Tabs and ends of lines in them are
            written as \\t, \\n, \\r.
        metadata: an existing file of labels, seen from the folder, to use instead.

    Raises:
        SettingError: vectors that are no points, labels for another number of rows, or an existing
            configuration that cannot be read.
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
        if len(labels) != len(points):
            counts = {"found": len(labels), "expected": len(points)}
            raise SettingError(message("embeddings-rows", **counts))
        files[entry.metadata_path] = "".join(f"{_escaped(label)}\n" for label in labels).encode()
    files[PROJECTOR_FILENAME] = text_format.MessageToString(config).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():  # the configuration last: what it names is there
        beside = folder / f".{file}.{os.getpid()}"
        beside.write_bytes(content)
        beside.replace(folder / file)


def _embedding_layers(model: Any) -> dict[str, Any]:
    return {x.name: x for x in model.layers if isinstance(x, keras.layers.Embedding)}


def _last_hidden(model: Any, probe: Any) -> dict[str, Any]:
    variables = here(References.of(model).read())
    outputs = layer_outputs(model, variables.trainable, variables.non_trainable, probe)
    name = list(outputs)[-2] if len(outputs) > 1 else list(outputs)[-1]
    return {name: outputs[name]}


def _points(vectors: ArrayLike) -> NDArray[np.float32]:
    """An array of points, [rows, dimensions]."""
    try:
        points = np.asarray(vectors, np.float32)
    except (TypeError, ValueError) as error:
        raise SettingError(message("embeddings-not-array", reason=str(error))) from error
    if points.ndim < 2 or not points.size:
        raise SettingError(message("embeddings-shape", found=str(points.shape)))
    return points.reshape(len(points), -1)


def _config(path: Path) -> Any:
    """The folder's configuration so far."""
    config = _projector.ProjectorConfig()
    if path.exists():
        try:
            text_format.Parse(path.read_text(), config)
        except (text_format.ParseError, UnicodeDecodeError) as error:
            reason = str(error).splitlines()[0]
            said = message("embeddings-config", path=str(path), reason=reason)
            raise SettingError(said) from error
    return config


def _tsv(points: NDArray[np.float32]) -> bytes:
    """Points as text, exact for float32: TensorBoard fails on a binary file that reads as text."""
    table = pa.table({str(number): column for number, column in enumerate(points.T)})
    out = io.BytesIO()
    csv.write_csv(table, out, csv.WriteOptions(include_header=False, delimiter="\t"))
    return out.getvalue()


def _escaped(value: Any) -> str:
    text = str(value).translate(_ESCAPED)
    return text if text.strip() else BLANK
