"""How to compile a program of steps, for each form of a step (`jax.jit`'s `compiler_options`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glassnet.graph.capture import Captured, Equation, operations
from glassnet.training.compilation import WITHOUT_THREADS

# With it a loop of steps inside a loop of epochs copies more of what both carry, in every step: of
# 64-1024-1024-10 a kernel of a million weights. And with hundreds of arrays it takes long itself:
# 0.3 of the 3.7 s that compiling 60 layers takes.
_NO_SIMPLER_LOOPS = "simplify-while-loops"

NATIVE: Mapping[str, Any] = {
    "xla_disable_hlo_passes": f"{WITHOUT_THREADS['xla_disable_hlo_passes']},{_NO_SIMPLER_LOOPS}",
    # LLVM's -O3 writes out rows of up to 16 numbers before it looks for vectors, and then finds
    # none. With -O2 4-32-16-4 takes 4.1 µs instead of 6.1.
    "xla_backend_optimization_level": 2,
    # XLA asks for 256 bits even where a processor has 512; others have what they have.
    "xla_cpu_prefer_vector_width": 512,
    # No kernels of the YNN library (an empty list of kinds): XLA takes them for sums of 4,096
    # numbers and more, and a loop with one is no native function. With them one layer of 128
    # units, a bias gradient too long, takes 11.2 µs instead of 6.7.
    "xla_cpu_experimental_ynn_fusion_type": "",
}
"""Of rewritten steps, whose loop is one native function."""

KERNEL_CALLS: Mapping[str, Any] = {
    "xla_disable_hlo_passes": _NO_SIMPLER_LOOPS,
    # Looks at whole live ranges before it copies what a loop carries. On two cores, µs a step with
    # XLA's defaults and with both options:
    #
    # | network | batch | defaults | both |
    # |---|---|---|---|
    # | 64-512-512-10 | 128 | 1,370 | 1,280 |
    # | 64-1024-1024-10 | 64 | 2,760 | 2,500 |
    # | 64-512-512-10 | 32 | 685 | 610 |
    # | 60 layers of 12 units | 32 | 300 | 235 |
    # | 6 × Dense(16), BatchNormalization | 32 | 47 | 37 |
    # | 784-128-10 | 128 | 440 | 440 |
    "xla_cpu_copy_insertion_use_region_analysis": True,
}
"""Of steps that keep their products, by default and with `fused=False`: kernel calls if large."""

IN_THREADS: Mapping[str, Any] = {"xla_disable_hlo_passes": _NO_SIMPLER_LOOPS}
"""Of such steps with convolutions, or with batches of products as in attention.

These run in threads beside each other, and can only where they do not share what is carried: ten
convolutions of 4 channels on 12×12 take 3.1 ms a step with its copies, and 3.5 by `KERNEL_CALLS`;
two transformer blocks 1.76 and 1.84.
"""


def of_kernel_calls(captured: Captured) -> Mapping[str, Any]:
    """The options for a step that is left to XLA's kernels."""
    return IN_THREADS if any(map(_is_in_threads, operations(captured))) else KERNEL_CALLS


def _is_in_threads(equation: Equation) -> bool:
    if equation.primitive.name == "dot_general":
        _, (batched, _) = equation.params["dimension_numbers"]
        return bool(batched)
    return equation.primitive.name == "conv_general_dilated"
