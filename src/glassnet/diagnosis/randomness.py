"""The random states that a diagnosis must leave as they are."""

from __future__ import annotations

import random
from collections.abc import Generator
from contextlib import contextmanager

from glassnet.training.batching import GeneratorState


@contextmanager
def randomness_kept() -> Generator[None]:
    """Put NumPy's and Python's global generators back: Keras draws seeds from the latter."""
    state, python = GeneratorState.read(), random.getstate()
    try:
        yield
    finally:
        state.write()
        random.setstate(python)
