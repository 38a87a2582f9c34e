"""Whether a step is worth rewriting: what its products cost in our forms, and in XLA's own.

XLA's are calls of a library with threads. Each costs its call and those of the kernels around it,
since a loop with one of them is no native function; ours cost their multiplications on one core.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glassnet.graph.capture import Captured, Equation, timed_operations
from glassnet.training.fusion import convolutions, matrix_products

SMALL = 4096
"""Multiplications up to which XLA's own form of a product is good enough."""

CALLS = 75_000
"""ns that a step with a convolution spends on calling kernels where it is no native function."""

THREADS = 0.85
"""Share of XLA's estimated time that remains on an idle machine, where it splits other work."""

CLEARLY = 0.7
"""Share of XLA's estimated time that ours must not exceed where a product is large.

Estimated and measured, ours / XLA's, on two cores with batches of 32: GRU(32) twice on 30 steps
0.5, 0.8; LSTM(64) on 50 steps 0.94, 0.95; 64-256-256-10 1.1, 0.8 to 1.1; 784-128-10 with batches of
128 1.4, 1.5. Where it is close, threads are worth more on a machine with more cores.
"""

_PRODUCTS: Mapping[str, Any] = {
    "dot_general": matrix_products,
    "conv_general_dilated": convolutions,
}
"""Products, and the module that says how large one is, what it costs and whether it has a form."""


def pays(captured: Captured) -> bool:
    """Whether to rewrite a step: all its products have a form, and together these cost less.

    Together, because a loop with one product left to XLA is no native function, and because the
    first convolution of a network gains most and the others' gradients lose.
    """
    found = [each for each in timed_operations(captured) if each[0].primitive.name in _PRODUCTS]
    if not all(_has_form(equation) for equation, _ in found):
        return False
    products = {name: [0.0, 0.0] for name in _PRODUCTS}
    for equation, times in found:
        total = products[equation.primitive.name]
        costs = _ask(equation, "costs")
        total[:] = (sum_ + times * cost for sum_, cost in zip(total, costs, strict=True))
    ours, xla = products["conv_general_dilated"]
    calls = CALLS if xla else 0
    if all(_is_small(equation) for equation, _ in found):
        return ours <= THREADS * xla + calls
    more_ours, more_xla = products["dot_general"]
    return ours + more_ours <= CLEARLY * (xla + more_xla + calls)


def _has_form(equation: Equation) -> bool:
    return _ask(equation, "is_rewritten") or _ask(equation, "multiplications") <= SMALL


def _is_small(equation: Equation) -> bool:
    return _PRODUCTS[equation.primitive.name] is convolutions or _ask(equation, "is_small")


def _ask(equation: Equation, question: str) -> Any:
    family = _PRODUCTS[equation.primitive.name]
    return getattr(family, question)(equation.params, *(atom.aval for atom in equation.invars))
