"""What can be seen in the networks that a lesson has trained, one module a lesson.

Each has `demonstrate(models, seed)`, where `models` are the trained networks by name. Importing
this package loads neither Keras nor JAX.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Demonstration(NamedTuple):
    """What a lesson shows.

    Attributes:
        lines: text, in the language in use.
        numbers: the same for JSON.
        draw: makes the picture.
    """

    lines: list[str]
    numbers: dict[str, Any]
    draw: Callable[[], Figure]
