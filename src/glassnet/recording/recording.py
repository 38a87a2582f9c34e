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
from glassnet.fitting.callbacks import FitArguments
from glassnet.recording.histogram import Histogram
from glassnet.recording.probe import subject
from glassnet.recording.record_options import interval, listed
from glassnet.recording.recorder import Record, Recorded, receiver, recorders
from glassnet.training.observation import Every, Observers

# What a checkpoint keeps of a recording: each is written whole, every ten seconds or so.
MOST_KEPT = 128 << 20  # bytes


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

    `gn.Checkpoints` keeps what was recorded, all of it in each checkpoint, if that is 128 MiB at
    most, and a resumed training goes on with it. Where it was not kept, or other records were asked
    for, `first_epoch` says from where on there is something.

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
        self._records = listed(record)
        self._every = interval(every)
        self._probe = probe
        self._parts: dict[str, list[Recorded]] = {}
        self._first_epoch: int | None = None
        self._watched = False

    def observers(self, fitting: FitArguments) -> Observers:
        """See `glassnet.fitting.callbacks`."""
        self._watched = True
        self._parts.clear()
        self._first_epoch = None
        seen = subject(fitting, self._records, self._probe)
        found = recorders(seen, self._records, self._every)
        return {each: receiver(each, self._take) for each in found}

    def checkpoint_state(self) -> dict[str, Any] | None:
        """All that was recorded; None where that is more than a checkpoint keeps."""
        series = self.series
        arrays = jax.tree.leaves([each.values for each in series.values()])
        if sum(array.nbytes for array in arrays) > MOST_KEPT:
            return None
        return {
            "wanted": self._wanted,
            "first_epoch": self._first_epoch,
            "series": [{"tag": tag, **vars(each)} for tag, each in series.items()],
        }

    def resume_from(self, state: Mapping[str, Any]) -> None:
        """Go on with what `checkpoint_state` gave, unless something else was recorded then."""
        if state.get("wanted") != self._wanted:
            return
        self._first_epoch = state["first_epoch"]
        for each in state["series"]:
            values = each["values"]
            values = Histogram(*values) if isinstance(values, list) else values
            recorded = Recorded(each["what"], each["tag"], each["steps"], values)
            self._parts[each["tag"]] = [recorded]

    @property
    def _wanted(self) -> str:
        """How often is not part of it: a training that goes on for longer is looked at less."""
        return repr((self._records, jax.tree.map(np.shape, self._probe)))

    def on_chunk_end(self, trainer: Any) -> None:
        """See `glassnet.fitting.callbacks`."""
        if self._first_epoch is None:
            self._first_epoch = trainer.epoch

    def on_train_begin(self, logs: Any = None) -> None:
        if not self._watched:
            raise SettingError("Recording: it sees inside gn.fit only: use it, not model.fit.")

    def on_train_end(self, logs: Any = None) -> None:
        self._watched = False

    @property
    def first_epoch(self) -> int:
        """The first epoch that it saw: not 0 where the training was resumed without what it had."""
        return self._first_epoch or 0

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
