"""The rows of each batch: an epoch's layout, and its shuffled order drawn as Keras draws it.

Keras takes one `np.random.permutation` of all rows an epoch from NumPy's global generator
(`shuffle=True`), or one of each batch's rows (`shuffle="batch"`). Drawing the same numbers ahead,
as index arrays, makes the compiled program see the very batches `keras.Model.fit` would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import jax
import numpy as np
from jax import lax
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training.keras_model import Tree
from glassnet.training.sharding import divided

Shuffle = bool | Literal["batch"]
Order = NDArray[np.int32]
Fetch = Callable[[Any], Tree]
"""The number of a step in its epoch -> its batch."""

# What one call of the epoch program holds at most: logs of so many epochs, orders of so many rows.
MOST_EPOCHS = 2**18
MOST_ORDERED_ROWS = 2**18

# The layout of an epoch -------------------------------------------------------------------------


@dataclass(frozen=True)
class BatchLayout:
    """`rows` in batches of `batch_size`; the last one is partial where they do not divide."""

    rows: int  # at least 1
    batch_size: int  # at most `rows`
    shuffled: bool  # whether each epoch comes with an order, [rows] int32

    @property
    def full_steps(self) -> int:
        """Steps with a full batch; at least 1."""
        return self.rows // self.batch_size

    @property
    def remainder(self) -> int:
        """Rows of the last, partial batch; 0 if there is none."""
        return self.rows % self.batch_size

    @property
    def steps(self) -> int:
        """Steps per epoch."""
        return self.full_steps + (self.remainder > 0)

    @property
    def most_epochs(self) -> int:
        """How many epochs one call of the epoch program can hold."""
        fitting = MOST_ORDERED_ROWS // self.rows if self.shuffled else MOST_EPOCHS
        return max(1, min(MOST_EPOCHS, fitting))

    def rows_of(self, step: int, order: Order | None) -> Order:
        """The row numbers of the epoch's `step`-th batch, counted from 0."""
        batch = slice(step * self.batch_size, (step + 1) * self.batch_size)
        return np.arange(self.rows, dtype=np.int32)[batch] if order is None else order[batch]

    def fetch(self, data: Tree, order: jax.Array | None) -> Fetch:
        """The epoch's full batches. data: leaves [rows, …]; order: [rows] int32."""
        size = self.batch_size
        if self.full_steps == 1:
            return lambda step: divided(self._rows(data, order, 0, size))
        return lambda step: divided(self._rows(data, order, step * size, size))

    def fetch_rest(self, data: Tree, order: jax.Array | None) -> Tree:
        """The epoch's last, partial batch."""
        return divided(self._rows(data, order, self.full_steps * self.batch_size, self.remainder))

    def check(self, step: int, order: Order | None) -> None:
        """Raise SettingError where an epoch cannot stand at `step` with this order."""
        expected = range(self.rows) if self.shuffled and step else ()
        found = () if order is None else np.sort(order)
        if not np.array_equal(expected, found) or not 0 <= step < self.steps:
            shuffled = "yes" if self.shuffled else "no"
            sizes = {"rows": self.rows, "batch": self.batch_size}
            raise SettingError(message("training-state-data", **sizes, shuffled=shuffled))

    def _rows(self, data: Tree, order: jax.Array | None, start: Any, size: int) -> Tree:
        if order is None:
            if size == self.rows:
                return data
            return jax.tree.map(lambda a: lax.dynamic_slice_in_dim(a, start, size), data)
        indices = lax.dynamic_slice_in_dim(order, start, size)
        return jax.tree.map(lambda a: a.at[indices].get(mode="promise_in_bounds"), data)


# The order of the rows --------------------------------------------------------------------------


class GeneratorState(NamedTuple):
    """NumPy's global generator (a Mersenne Twister) at one moment, as arrays."""

    key: NDArray[np.uint32]  # [624]
    position: NDArray[np.int64]  # []
    has_gauss: NDArray[np.int64]  # []
    gauss: NDArray[np.float64]  # []

    @classmethod
    def read(cls) -> GeneratorState:
        """The generator's state now; SettingError if another kind of generator has been set."""
        state = np.random.get_state(legacy=False)
        if state["bit_generator"] != "MT19937":
            raise SettingError(message("training-generator", generator=state["bit_generator"]))
        inner = state["state"]
        arrays = (inner["key"], inner["pos"], state["has_gauss"], state["gauss"])
        return cls(*map(np.array, arrays))

    def write(self) -> None:
        """Set the global generator to this state."""
        position, has_gauss = int(self.position), int(self.has_gauss)
        key, gauss = np.asarray(self.key), float(self.gauss)
        np.random.set_state(("MT19937", key, position, has_gauss, gauss))


def check_shuffle(shuffle: object) -> Shuffle:
    """`shuffle` as one of True, False, "batch"; SettingError for anything else."""
    if shuffle == "batch":
        return "batch"
    if shuffle in (True, False, None):  # Keras takes None for False
        return bool(shuffle)
    raise SettingError(message("training-shuffle", value=repr(shuffle)))


def draw_orders(epochs: int, layout: BatchLayout, shuffle: Shuffle) -> NDArray[np.int32]:
    """Draw the next `epochs` orders from NumPy's global generator: [epochs, rows] int32."""
    rows, batch_size = layout.rows, layout.batch_size
    if _are_few(epochs, layout, shuffle):
        counts = (min(AT_ONCE, epochs - done) for done in range(0, epochs, AT_ONCE))
        return np.concatenate([_many_permutations(count, rows) for count in counts])
    orders = np.empty((epochs, rows), np.int32)
    for order in orders:
        if shuffle == "batch":
            for start in range(0, rows, batch_size):
                stop = min(start + batch_size, rows)
                order[start:stop] = np.random.permutation(stop - start) + start
        elif shuffle:
            order[:] = np.random.permutation(rows)
        else:
            order[:] = np.arange(rows)
    return orders


def skip_orders(epochs: int, layout: BatchLayout, shuffle: Shuffle) -> None:
    """Leave the generator as `draw_orders` does."""
    if _are_few(epochs, layout, shuffle):
        for done in range(0, epochs, AT_ONCE):
            _accepted(min(AT_ONCE, epochs - done), layout.rows)
    else:
        for _ in range(epochs):
            draw_orders(1, layout, shuffle)


def _are_few(epochs: int, layout: BatchLayout, shuffle: Shuffle) -> bool:
    """Whether whole epochs' orders are drawn from arrays of words."""
    whole = shuffle is True or (shuffle == "batch" and layout.batch_size >= layout.rows)
    return whole and layout.rows <= FEW_ROWS and epochs >= MANY_EPOCHS


# A call of np.random.permutation takes 3 to 5 µs, thirty times a step of a tiny network. Within
# these bounds the same numbers come sooner, six times for four rows, from whole arrays of words.
FEW_ROWS = 8
MANY_EPOCHS = 64
AT_ONCE = 2**14  # epochs: the words of more do not fit into the cache


def _many_permutations(count: int, rows: int) -> NDArray[np.int32]:
    """`count` successive `np.random.permutation(rows)`: [count, rows] int32."""
    orders = np.tile(np.arange(rows, dtype=np.int32), (count, 1))
    every = np.arange(count)
    for last, draw in zip(range(rows - 1, 0, -1), _accepted(count, rows), strict=True):
        orders[every, last], orders[every, draw] = orders[every, draw], orders[:, last].copy()
    return orders


def _accepted(count: int, rows: int) -> list[NDArray[Any]]:
    """The draws of `count` shuffles: for each place that is swapped, the last first, [count].

    NumPy's legacy generator shuffles by Fisher and Yates: for last = rows-1 … 1 it takes 32-bit
    words, masked to the bits of `last`, until one is at most `last`, and swaps that place with the
    last. All draws are found here at once: which word each would accept, wherever it started.
    """
    lasts = np.arange(rows - 1, 0, -1).astype(np.uint32)
    masks = np.array([2 ** int(last).bit_length() - 1 for last in lasts], np.uint32)
    expected = float(np.sum((masks + 1.0) / (lasts + 1.0))) * count
    start = GeneratorState.read()
    words = _words(int(expected + 8 * np.sqrt(expected) + 64))
    while (found := _draws(words, count, lasts, masks)) is None:
        words = np.concatenate([words, _words(len(words))])
    used, draws = found
    start.write()
    _words(used)  # leave the generator where NumPy would
    return draws


def _words(count: int) -> NDArray[np.uint32]:
    """The generator's next 32-bit words."""
    return np.random.randint(0, 2**32, count, np.uint32)


def _draws(
    words: NDArray[np.uint32], count: int, lasts: NDArray[Any], masks: NDArray[Any]
) -> tuple[int, list[NDArray[Any]]] | None:
    """How many words `count` shuffles use, and their accepted draws: for each last, [count].

    None if the words do not suffice.
    """
    end = len(words)
    accepts: list[NDArray[Any]] = []  # the first word from each place on that each draw accepts
    place_of = np.arange(end + 1, dtype=np.int32)
    after = place_of  # where a shuffle that starts at each place ends
    for last, mask in zip(lasts, masks, strict=True):
        accept = place_of
        if mask != last:  # else every word will do
            places = place_of.copy()
            places[:-1][(words & mask) > last] = end
            accept = np.minimum.accumulate(places[::-1])[::-1]
            after = accept[after]
        accepts.append(accept)
        after = np.minimum(after + 1, end)
    starts = _starts(after, count + 1)
    used, places = int(starts[-1]), starts[:-1]
    if used >= end:
        return None
    draws: list[NDArray[Any]] = []
    for accept, mask in zip(accepts, masks, strict=True):
        draws.append(words[accept[places]] & mask)
        places = accept[places] + 1
    return used, draws


def _starts(after: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """0, after[0], after[after[0]], …: four at a time, for Python takes each step by itself."""
    second = after[after]
    fourth = second[second].data  # a list would hold every place, of which few are starts
    places: list[int] = []
    place = 0
    for _ in range(-(-count // 4)):
        places.append(place)
        place = fourth[place]
    first = np.array(places, np.int32)
    pairs = np.stack([first, second[first]], axis=-1).reshape(-1)
    return np.stack([pairs, after[pairs]], axis=-1).reshape(-1)[:count]
