"""Keras' History of trainings whose epochs take less time than their lists."""

from __future__ import annotations

from typing import Any

import keras

from glassnet.training.epochs import EpochLogs

Lists = dict[str, list[Any]]


class History(keras.callbacks.History):
    """Keras' History. What came chunk by chunk is put into its lists when these are asked for:
    a list of Python's numbers costs 0.1 µs an epoch, as much as training a tiny network."""

    reads_model = 0

    def __init__(self) -> None:
        self._waiting: list[EpochLogs] = []
        super().__init__()

    @property
    def history(self) -> Lists:
        """Name -> a value for each epoch."""
        self._fill()
        return self._lists

    @history.setter
    def history(self, lists: Lists) -> None:
        self._fill()
        self._lists = lists

    @property
    def epoch(self) -> list[int]:
        """The numbers of the epochs, counted from 0."""
        self._fill()
        return self._numbers

    @epoch.setter
    def epoch(self, numbers: list[int]) -> None:
        self._fill()
        self._numbers = numbers

    def on_epochs_end(self, finished: EpochLogs) -> None:
        """See `FitCallback`."""
        self._waiting.append(finished)

    def _fill(self) -> None:
        waiting = self._waiting[:]
        self._waiting.clear()  # in place: a copy of this History has the same lists
        for finished in waiting:
            extend(self, finished)


def extend(history: keras.callbacks.History, finished: EpochLogs) -> None:
    """Add epochs to the lists of a History."""
    history.epoch.extend(range(finished.first, finished.first + finished.count))
    finished.extend(history.history)


def with_history(callbacks: Any) -> list[Any]:
    """`fit`'s callbacks, and a History unless one is there."""
    several = keras.tree.flatten(callbacks or [])
    is_there = any(isinstance(each, keras.callbacks.History) for each in several)
    return several if is_there else [*several, History()]
