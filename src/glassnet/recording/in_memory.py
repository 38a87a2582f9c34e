"""`gn.Recording`: what happens inside training, as arrays to look at afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.recording.probe import subject
from glassnet.recording.recorder import Record, Recorded, receiver, recorders
from glassnet.training.callbacks import Fitting
from glassnet.training.observation import Every, Observers


@dataclass(frozen=True)
class Series:
    """One tag's values over a training.

    steps: [n], counted from 1. values: numbers [n]; a histogram's minimum, maximum [n] and counts
    [n, 30]; or arrays [n, …].
    """

    what: str
    steps: NDArray[np.int64]
    values: Any


class Recording(keras.callbacks.Callback):
    """Keep what happens inside `gn.fit` in memory.

        recording = gn.Recording(["gradient_norms", "weights"], every=10)
        gn.fit(model, x, y, callbacks=[recording])
        recording["hidden/kernel/gradient_norm"].values

    Args:
        record: names of quantities, or `gn.Record`s.
        every: how often, a number of steps or an `Every`.
        probe: x of the batch on which layers' outputs are shown; by default the first 256 rows.
    """

    reads_model = False

    def __init__(
        self,
        record: str | Record | Sequence[str | Record],
        *,
        every: int | Every = 1,
        probe: Any = None,
    ) -> None:
        super().__init__()
        asked = [record] if isinstance(record, str | Record) else record
        self._records = [Record(each) if isinstance(each, str) else each for each in asked]
        self._every = every if isinstance(every, Every) else Every(every)
        self._probe = probe
        self._parts: dict[str, list[Recorded]] = {}
        self._watched = False

    def observers(self, fitting: Fitting) -> Observers:
        """See `glassnet.training.callbacks`."""
        self._watched = True
        self._parts.clear()
        seen = subject(fitting, self._records, self._probe)
        found = recorders(seen, self._records, self._every)
        return {each: receiver(each, self._take) for each in found}

    def on_train_begin(self, logs: Any = None) -> None:
        if not self._watched:
            raise SettingError("Recording: it sees inside gn.fit only: use it, not model.fit.")

    def on_train_end(self, logs: Any = None) -> None:
        self._watched = False

    @property
    def series(self) -> Mapping[str, Series]:
        """Everything recorded so far, by tag."""
        return {tag: self[tag] for tag in self._parts}

    def __getitem__(self, tag: str) -> Series:
        """One tag's values. Raises KeyError if nothing was recorded under it."""
        if tag not in self._parts:
            raise KeyError(f"{tag!r} was not recorded. There are: {', '.join(self._parts)}")
        parts = self._parts[tag]
        steps = np.concatenate([part.steps for part in parts])
        values = jax.tree.map(lambda *leaves: np.concatenate(leaves), *[p.values for p in parts])
        return Series(parts[0].what, steps, values)

    def _take(self, recorded: list[Recorded]) -> None:
        for each in recorded:
            self._parts.setdefault(each.tag, []).append(each)
