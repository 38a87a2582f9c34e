"""What a seed may be, wherever one is given."""

from __future__ import annotations

from glassnet.errors import SettingError

# numpy.random.seed, which Keras' set_random_seed calls, takes 32 bits.
MOST_SEED = 2**32 - 1


def check_seed(seed: int) -> None:
    """Raises SettingError for a seed below 0 or beyond 32 bits."""
    if not 0 <= seed <= MOST_SEED:
        raise SettingError(f"seed {seed}: expected a whole number, 0 to {MOST_SEED}.")
