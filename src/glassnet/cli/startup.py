"""Loading what is heavy, in the order and to the extent that the shell needs it."""

from __future__ import annotations

import gc
import importlib
import sys
from typing import Any

from glassnet.runs.signals import interrupts_deferred

# Keras imports these if they are installed, for features that no command uses: its scikit-learn
# wrappers, data frames, its image galleries. Without them it loads in 0.8 s instead of 2.1.
UNUSED_BY_COMMANDS = ("sklearn", "pandas", "matplotlib")


def import_keras() -> None:
    """Import Keras without the optional packages of UNUSED_BY_COMMANDS.

    For a process of our own only: in somebody else's, Keras would go without them for good.
    """
    hidden = [name for name in UNUSED_BY_COMMANDS if name not in sys.modules]
    # None is how Python itself marks a module that must not be found.
    modules: dict[str, Any] = sys.modules
    modules.update(dict.fromkeys(hidden))
    # Thousands of new modules and functions, none of them garbage: looking for some among them took
    # a fifth of the time. After freeze() later searches leave them out too.
    gc.disable()
    try:
        # JAX aborts the process if Ctrl-C comes while its compiled part loads.
        with interrupts_deferred():
            importlib.import_module("keras")
    finally:
        gc.freeze()
        gc.enable()
        for name in hidden:
            del modules[name]
