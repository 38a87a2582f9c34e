"""A function compiled once for each structure and shape of its arguments, ahead of its call.

As `jax.jit`, but compilation is apart from running: its time can be told from a chunk's time, and
the cost of a call can be known before it is compiled.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import jax
import numpy as np

# XLA splits large operations between threads. Where it made the loop around one of them a native
# function as well (see glassnet.backend), the two cannot be linked: "Symbols not found:
# __xla_cpu_runtime_ParallelForkJoin".
WITHOUT_THREADS: Mapping[str, Any] = {"xla_disable_hlo_passes": "cpu-parallel-task-assigner"}


class Compiled:
    """A pure function of pytrees of arrays, compiled for the shapes it is called with.

    options: how to compile it (`jax.jit`'s `compiler_options`); asked for once it has been traced.
    donated: whether its first argument's arrays are given away, as Keras' `fit` does with a model's
        variables: a large network then trains in place, in half of the memory.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        options: Callable[[], Mapping[str, Any]],
        *,
        donated: bool = False,
    ) -> None:
        self._jitted = jax.jit(function, donate_argnums=(0,) if donated else ())
        self._options = options
        self._lowered: dict[Any, Any] = {}
        self._executables: dict[Any, Any] = {}
        self._flops: dict[Any, float] = {}
        self.compile_seconds = 0.0  # all its compilations so far

    def __call__(self, *arguments: Any) -> Any:
        key = _shapes(arguments)
        executable = self._executables.get(key)
        if executable is None:
            began = time.perf_counter()
            executable = self._executables[key] = self._compile(self._lower(key, arguments))
            self.compile_seconds += time.perf_counter() - began
        return executable(*arguments)

    def flops(self, *arguments: Any) -> float:
        """Floating-point operations, the body of each loop counted once."""
        key = _shapes(arguments)
        if key not in self._flops:
            cost: Any = self._lower(key, arguments).cost_analysis()
            self._flops[key] = float((cost or {}).get("flops", 0.0))
        return self._flops[key]

    def _compile(self, lowered: Any) -> Any:
        options = dict(self._options())
        try:
            return lowered.compile(options)
        except jax.errors.JaxRuntimeError:
            return lowered.compile({**options, **WITHOUT_THREADS})

    def _lower(self, key: Any, arguments: tuple[Any, ...]) -> Any:
        if key not in self._lowered:
            self._lowered[key] = self._jitted.lower(*arguments)
        return self._lowered[key]


def _shapes(arguments: Any) -> Any:
    leaves, structure = jax.tree.flatten(arguments)
    return structure, tuple((np.shape(leaf), leaf.dtype) for leaf in leaves)
