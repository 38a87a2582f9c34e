"""The order of the rows in each epoch, drawn as Keras draws it.

Keras takes one `np.random.permutation` of all rows an epoch from NumPy's global generator
(`shuffle=True`), or one of each batch's rows (`shuffle="batch"`). Drawing the same numbers ahead,
as index arrays, makes the compiled program see the very batches `keras.Model.fit` would.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, cast

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
        """The generator's state now."""
        _, key, position, has_gauss, gauss = cast(tuple[Any, ...], np.random.get_state())
        return cls(np.array(key), np.array(position), np.array(has_gauss), np.array(gauss))

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
