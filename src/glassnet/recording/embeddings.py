"""What `embeddings_freq` shows: embedding layers, or the last hidden layer, as points in space."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.recording.layer_outputs import layer_outputs
from glassnet.recording.log import Log
from glassnet.recording.projector import write_embeddings
from glassnet.text import did_you_mean
from glassnet.training.keras_model import References

# As Keras has it, a file of labels in the log folder, or one for each layer's name; ours: the
# labels themselves.
Batch = Callable[[], tuple[Any, Any]]  # the probe's x and y; asked for where there is no layer
Metadata = str | Path | Mapping[str, str | Path] | Sequence[Any] | None


@dataclass(frozen=True)
class Embeddings:
    """Rows of `Embedding` layers; of a model without, its last hidden layer's outputs on the probe.

    metadata: None for the probe's targets, where the points are the probe's rows.
    """

    metadata: Metadata

    def check(self, model: Any, batch: Batch) -> None:
        """Raise SettingError for metadata that do not fit, before anything is trained."""
        layers = _layers(model)
        if isinstance(self.metadata, Mapping):
            unknown = [
                name for name in cast(Mapping[str, Any], self.metadata) if name not in layers
            ]
            if unknown:
                raise SettingError(
                    f"TensorBoard: embeddings_metadata: no Embedding layer {unknown[0]!r} in the "
                    f"model.{did_you_mean(unknown[0], layers)}"
                )
            return
        rows = {f"layer {name}": layer.input_dim for name, layer in layers.items()}
        rows = rows or {"the probe": len(jax.tree.leaves(batch()[0])[0])}
        if self.metadata is None or isinstance(self.metadata, str | Path | Mapping):
            return
        if not hasattr(self.metadata, "__len__"):
            raise SettingError(
                f"TensorBoard: embeddings_metadata: expected labels, a file's name or layers' "
                f"files, got {self.metadata!r}."
            )
        for name, expected in rows.items():
            if len(self.metadata) != expected:
                raise SettingError(
                    f"TensorBoard: embeddings_metadata: {len(self.metadata)} labels for the "
                    f"{expected} rows of {name}."
                )

    def write(self, log: Log, folder: Path, model: Any, batch: Batch) -> None:
        """Have the log's thread write them into `folder`, which is below the log folder."""
        layers = _layers(model)
        points: dict[str, Any] = {name: layer.embeddings.value for name, layer in layers.items()}
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


def _layers(model: Any) -> dict[str, Any]:
    return {x.name: x for x in model.layers if isinstance(x, keras.layers.Embedding)}


def _last_hidden(model: Any, probe: Any) -> dict[str, Any]:
    variables = References.of(model).read()
    outputs = layer_outputs(model, *variables[:2], probe)
    name = list(outputs)[-2] if len(outputs) > 1 else list(outputs)[-1]
    return {name: outputs[name]}
