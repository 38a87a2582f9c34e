"""What happens inside training, as arrays to look at afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.fitting.callbacks import FitArguments
from glassnet.recording.quantities import Histogram, initial_boundary
from glassnet.recording.recorder import (
    Record,
    Series,
    as_every,
    as_records,
    probed_model,
    recorders,
)
from glassnet.text import did_you_mean, message
from glassnet.training.observation import Every, Observers

# What a checkpoint keeps of a recording: each is written whole, every ten seconds or so.
MOST_KEPT = 128 << 20  # bytes


class Recording(keras.callbacks.Callback):
    """What `gn.fit` records, in memory. The public one, with a page of its own, is `page`'s."""

    reads_model = False

    def __init__(
        self,
        record: str | Record | Sequence[str | Record],
        *,
        every: int | Every = 1,
        probe: Any = None,
    ) -> None:
        super().__init__()
        self._records = as_records(record)
        self._every = as_every(every)
        self._probe = probe
        self._parts: dict[str, list[Series]] = {}
        self._first_epoch: int | None = None
        self._initial_boundary: Callable[[], NDArray[Any] | None] = lambda: None
        self._by_gn_fit = False

    def observers(self, fitting: FitArguments) -> Observers:
        """The observers that record a training of `gn.fit`, which calls this at its start."""
        self._by_gn_fit = True
        self._parts.clear()
        self._first_epoch = None
        probed = probed_model(fitting, self._records, self._probe)
        self._initial_boundary = initial_boundary(probed)
        found = recorders(probed, self._records, self._every)
        return {each: each.receiver(self._take) for each in found}

    def checkpoint_state(self) -> dict[str, Any] | None:
        series = self.series
        arrays = jax.tree.leaves([each.values for each in series.values()])
        if sum(array.nbytes for array in arrays) > MOST_KEPT:
            return None
        return {
            "wanted": self._identity,
            "first_epoch": self._first_epoch,
            "initial_boundary": self._initial_boundary(),
            "series": [vars(each) for each in series.values()],
        }

    def resume_from(self, state: Mapping[str, Any]) -> None:
        if state.get("wanted") != self._identity:
            return
        self._first_epoch = state["first_epoch"]
        initial = state.get("initial_boundary")
        self._initial_boundary = lambda: initial
        for each in state["series"]:
            values: Any = each["values"]
            values = Histogram(*values) if isinstance(values, list) else values
            self._parts[each["tag"]] = [Series(**{**each, "values": values})]

    @property
    def _identity(self) -> str:
        """The quantities recorded, but not how often: a longer training is recorded less often."""
        return repr((self._records, jax.tree.map(np.shape, self._probe)))

    def on_chunk_end(self, trainer: Any) -> None:
        if self._first_epoch is None:
            self._first_epoch = trainer.epoch

    def on_train_begin(self, logs: Any = None) -> None:
        if not self._by_gn_fit:
            raise SettingError(message("recording-model-fit"))

    def on_train_end(self, logs: Any = None) -> None:
        self._by_gn_fit = False

    @property
    def first_epoch(self) -> int:
        """The first recorded epoch: not 0 if the training was resumed without what it had."""
        return self._first_epoch or 0

    @property
    def initial_boundary(self) -> NDArray[Any] | None:
        """[points of the grid, outputs], the predictions before the first step.

        None if "boundary" is not recorded, or not from the beginning.
        """
        return None if self.first_epoch else self._initial_boundary()

    @property
    def series(self) -> Mapping[str, Series]:
        """Everything recorded so far, by tag."""
        return {tag: self[tag] for tag in self._parts}

    def __getitem__(self, tag: str) -> Series:
        """One tag's values. Raises KeyError if nothing was recorded under it."""
        if tag not in self._parts:
            raise KeyError(message("recording-no-tag", tag=tag) + did_you_mean(tag, self._parts))
        parts = self._parts[tag]
        steps = np.concatenate([part.steps for part in parts])
        values = jax.tree.map(lambda *leaves: np.concatenate(leaves), *[p.values for p in parts])
        return Series(parts[0].what, tag, steps, values)

    def _take(self, recorded: list[Series]) -> None:
        for each in recorded:
            self._parts.setdefault(each.tag, []).append(each)
