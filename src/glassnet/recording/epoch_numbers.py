"""Loss and metrics over epochs, gathered until they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.recording import summaries
from glassnet.recording.summaries import Column


class EpochNumbers:
    """Numbers by Keras' folders and tags: `val_loss` is `epoch_loss` in `validation`."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], tuple[list[int], list[float]]] = {}

    def add(self, epochs: Sequence[int], logs: Mapping[str, NDArray[Any]]) -> None:
        """logs: name → [epochs]; results with more axes have no chart and are left out."""
        for name, values in logs.items():
            if values.ndim == 1:
                part = "validation" if name.startswith("val_") else "train"
                tag = f"epoch_{name.removeprefix('val_')}"
                steps, numbers = self._waiting.setdefault((part, tag), ([], []))
                steps.extend(epochs)
                numbers.extend(values.tolist())

    def take(self) -> Iterator[tuple[str, list[Column], NDArray[np.int64]]]:
        """Folder, columns and their epochs, of all that was added since the last time."""
        found, self._waiting = self._waiting, {}
        together: dict[tuple[str, tuple[int, ...]], list[Column]] = {}
        for (part, tag), (epochs, numbers) in found.items():
            column = summaries.scalars(tag, numbers)
            together.setdefault((part, tuple(epochs)), []).append(column)
        for (part, epochs), columns in together.items():
            yield part, columns, np.array(epochs)
