"""Importing Keras without what no command uses: a third of the time."""

from __future__ import annotations

import gc
import importlib
import sys
from types import ModuleType
from typing import Any

from glassnet import backend
from glassnet.signals import interrupts_deferred

# Keras imports these if they are installed, for features that no command uses: its scikit-learn
# wrappers, data frames, its image galleries. Without them it loads in 0.8 s instead of 2.1.
OPTIONAL = ("sklearn", "pandas", "matplotlib")

# Keras imports these whether or not they are ever used: attention on TPUs, and solvers for sparse
# systems, which bring SciPy with them. Without them it loads in two thirds of the time.
UNCONDITIONAL = (
    "jax.experimental.pallas.ops.tpu.splash_attention",
    "jax.experimental.sparse.linalg",
)


class StandIn(ModuleType):
    """A module with every name and nothing behind any of them."""

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)  # what Python asks of modules, such as __path__
        return StandIn(f"{self.__name__}.{name}")


def import_keras() -> None:
    """Import Keras without OPTIONAL and UNCONDITIONAL, which can still be imported afterwards.

    For a process of our own only: in somebody else's, Keras would go without them for good.

    Raises:
        BackendError: JAX cannot start.
    """
    # None is how Python itself marks a module that must not be found.
    unused: dict[str, Any] = {
        **dict.fromkeys(OPTIONAL),
        **{name: StandIn(name) for name in UNCONDITIONAL},
    }
    for name in unused.keys() & sys.modules.keys():
        del unused[name]
    sys.modules.update(unused)
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
        for name in unused:
            del sys.modules[name]
    backend.check_started()
