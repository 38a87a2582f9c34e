"""What a learning rate may be."""

from __future__ import annotations

import math

from glassnet.errors import SettingError


def check_learning_rate(learning_rate: float | None) -> None:
    """Raises SettingError unless it is above 0 and finite, or None: the optimizer's own."""
    if learning_rate is not None and not (math.isfinite(learning_rate) and learning_rate > 0):
        raise SettingError(
            f"learning rate {learning_rate}: expected a number above 0, such as 0.01."
        )
