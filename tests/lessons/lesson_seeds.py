"""The seeds over which a lesson's claim is shown."""

from __future__ import annotations

from typing import Any

import pytest


def seeds(quick: int) -> list[Any]:
    """20 seeds, of which so many in the quick suite."""
    later = (pytest.param(seed, marks=pytest.mark.long) for seed in range(quick, 20))
    return [*range(quick), *later]
