"""Loading what is heavy, in the order and to the extent that the shell needs it."""

from __future__ import annotations

import importlib
import sys
from typing import Any

# Keras imports these if they are installed, for features that no command uses: its scikit-learn
# wrappers, its image galleries, data frames. Together they took 1.3 of 2.1 s.
UNUSED_BY_COMMANDS = ("sklearn", "pandas", "matplotlib.pyplot")


def import_keras() -> None:
    """Import Keras without the optional packages of UNUSED_BY_COMMANDS.

    For a process of our own only: in somebody else's, Keras would go without them for good.
    """
    hidden = [name for name in UNUSED_BY_COMMANDS if name not in sys.modules]
    # None is how Python itself marks a module that must not be found.
    modules: dict[str, Any] = sys.modules
    modules.update(dict.fromkeys(hidden))
    try:
        importlib.import_module("keras")
    finally:
        for name in hidden:
            del modules[name]


def import_matplotlib() -> None:
    """Import what a PNG of a figure needs."""
    for module in ("matplotlib.figure", "matplotlib.backends.backend_agg", "PIL.PngImagePlugin"):
        importlib.import_module(module)
