"""Seeds of random numbers: of weights, of shuffles, of points."""

from __future__ import annotations

from numbers import Integral

from glassnet.errors import SettingError
from glassnet.text import message

# numpy.random.seed, which Keras' set_random_seed calls, takes 32 bits.
MOST_SEED = 2**32 - 1


def check_seed(seed: int) -> None:
    """Raise SettingError for a seed that is no whole number, below 0 or beyond 32 bits."""
    if not (isinstance(seed, Integral) and 0 <= seed <= MOST_SEED):
        raise SettingError(message("data-seed", found=str(seed), most=str(MOST_SEED)))
