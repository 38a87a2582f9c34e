"""One training for all pictures of a Recording."""

from __future__ import annotations

from typing import Any

import pytest
from recorded_by_hand import trained

EVERYTHING = ["images", "weights", "activations", "gradient_norms", "boundary"]


@pytest.fixture(scope="session")
def training() -> Any:
    """(recording of everything at each of 12 steps, history, dataset), to be looked at only."""
    return trained(EVERYTHING)
