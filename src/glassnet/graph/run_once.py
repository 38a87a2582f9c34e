"""How to compile a program that runs once or a few times (`jax.jit`'s `compiler_options`).

Compiling takes longer than running there, so both optimisations that take long are left out:
LLVM's, and XLA's own writing of fused loops. Matrix products and convolutions are as fast as
before, what is elementwise takes up to twice as long again. Values and gradients of all nodes of a
graph, first call and later ones (`python -m benchmarks.run_once`; AMD EPYC, two cores):

    network                    numbers  LLVM's left out   both left out
    64-512-512-3, 32 rows       0.4 M   0.34 s, 1.9 ms    0.13 s, 2.0 ms
    LSTM(16) × 20, 256 rows     2.5 M   1.45 s,  11 ms    0.82 s,  15 ms
    two Conv2D, 32 rows         2.7 M   1.13 s,  17 ms    0.22 s,  29 ms
    two Conv2D, 256 rows         21 M   1.72 s, 181 ms    0.62 s, 258 ms
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from glassnet.graph.capture import NO_RULES, Captured, capture
from glassnet.graph.replay import replay
from glassnet.graph.self_comparisons import compares_with_itself

MANY = 2**24  # numbers: beyond, each run takes tenths of a second longer

LARGE: Mapping[str, Any] = {"xla_backend_optimization_level": 0}
# Where the user has switched XLA's passes off, its fused loops stay: without them and without the
# pass `fusion`, XLA multiplies by an operand that it has not transposed.
_passes_are_off = "xla_disable_hlo_passes" in os.environ.get("XLA_FLAGS", "")
SMALL: Mapping[str, Any] = {**LARGE, "xla_cpu_use_fusion_emitters": _passes_are_off}


def unless_compared(chosen: Mapping[str, Any], captured: Captured) -> Mapping[str, Any]:
    """These options, for a function that compares no numbers with themselves; XLA's own for others.

    Without LLVM's optimisations the gradient of a maximum was lost behind a GroupNormalization.
    """
    inlined = capture(replay(captured, NO_RULES), *captured.example)
    return {} if compares_with_itself(inlined) else chosen


def options(numbers: int) -> dict[str, Any]:
    """The options for a program that computes so many numbers."""
    return dict(SMALL if numbers < MANY else LARGE)
