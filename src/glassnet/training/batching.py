"""The order of the rows in each epoch, drawn as Keras draws it.

Keras takes one `np.random.permutation` of all rows an epoch from NumPy's global generator
(`shuffle=True`), or one of each batch's rows (`shuffle="batch"`). Drawing the same numbers ahead,
as index arrays, makes the compiled program see the very batches `keras.Model.fit` would.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError

Shuffle = bool | Literal["batch"]


class GeneratorState(NamedTuple):
    """NumPy's global generator (a Mersenne Twister) at one moment, as arrays."""

    key: NDArray[np.uint32]  # [624]
    position: NDArray[np.int64]  # []
    has_gauss: NDArray[np.int64]  # []
    gauss: NDArray[np.float64]  # []

    @classmethod
    def read(cls) -> GeneratorState:
        """The generator's state now.

        Raises:
            SettingError: somebody has set another kind of generator in its place.
        """
        state = np.random.get_state(legacy=False)
        if state["bit_generator"] != "MT19937":
            raise SettingError(
                f"NumPy's global generator is a {state['bit_generator']}, and glassnet draws from "
                "the MT19937 that NumPy starts with: call "
                "np.random.set_bit_generator(np.random.MT19937(seed))."
            )
        inner = state["state"]
        arrays = (inner["key"], inner["pos"], state["has_gauss"], state["gauss"])
        return cls(*map(np.array, arrays))

    def write(self) -> None:
        """Set the global generator to this state."""
        np.random.set_state(
            (
                "MT19937",
                np.asarray(self.key),
                int(self.position),
                int(self.has_gauss),
                float(self.gauss),
            )
        )


def check_shuffle(shuffle: object) -> Shuffle:
    """`shuffle` as one of True, False, "batch".

    Raises:
        SettingError: it is none of them.
    """
    if shuffle == "batch":
        return "batch"
    if shuffle in (True, False):
        return bool(shuffle)
    raise SettingError(f"shuffle: expected True, False or 'batch', got {shuffle!r}.")


def draw_orders(epochs: int, rows: int, batch_size: int, shuffle: Shuffle) -> NDArray[np.int32]:
    """The next `epochs` orders from NumPy's global generator: [epochs, rows] int32."""
    whole = shuffle is True or (shuffle == "batch" and batch_size >= rows)
    if whole and rows <= FEW_ROWS and epochs >= MANY_EPOCHS:
        return _many_permutations(epochs, rows)
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


# A call of np.random.permutation takes 3 to 5 µs, thirty times a step of a tiny network. Within
# these bounds the same numbers come sooner, six times for four rows, from whole arrays of words.
FEW_ROWS = 8
MANY_EPOCHS = 64


def _many_permutations(count: int, rows: int) -> NDArray[np.int32]:
    """`count` successive `np.random.permutation(rows)`: [count, rows] int32.

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

    orders = np.tile(np.arange(rows, dtype=np.int32), (count, 1))
    every = np.arange(count)
    for last, draw in zip(lasts, draws, strict=True):
        orders[every, last], orders[every, draw] = orders[every, draw], orders[:, last].copy()
    return orders


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
    following = after.data  # a list would hold every place, of which a third are starts
    starts: list[int] = []
    place = 0
    for _ in range(count):
        starts.append(place)
        place = following[place]
    if place >= end:
        return None
    used, places = place, np.array(starts)
    draws: list[NDArray[Any]] = []
    for accept, mask in zip(accepts, masks, strict=True):
        draws.append(words[accept[places]] & mask)
        places = accept[places] + 1
    return used, draws
