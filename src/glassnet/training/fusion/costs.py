"""Whether a step is worth rewriting: what its products cost in our forms, and in XLA's own.

XLA's are calls of a library with threads. Each costs its call and those of the kernels around it,
since a loop with one of them is no native function; ours cost their multiplications on one core.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from glassnet.graph.capture import Captured, Equation, timed_operations
from glassnet.training.fusion import convolutions, matrix_products

SMALL = 4096
"""Multiplications up to which XLA's own form of a product is good enough."""

SHORT_SIDE, MATRIX = 32, 2**15
"""A matrix's shorter side, and its numbers times its products in a step, from which XLA is faster
at multiplying it by a vector."""

CALLS = 75_000
"""ns that a step with a convolution spends on calling kernels where it is no native function."""

THREADS = 0.65
"""Share of XLA's estimated time that remains on two cores, between which it splits work."""

CLEARLY = 0.71
"""Share of XLA's estimated time that ours must not exceed where a product is large.

Estimated and measured on two cores, a step by our forms / by XLA's:

| network | batch | estimated | measured |
|---|---|---|---|
| 64-128-128-10 | 32 | 0.5 | 0.77 |
| 64-256-256-10 | 16 | 0.4 | 0.54 |
| 64-256-256-10 | 32 | 0.7 | 0.74 |
| 64-256-256-10 | 64 | 1.0 | 1.2 |
| 64-512-512-10 | 16 | 0.95 | 1.15 |
| 64-512-512-10 | 32 | 1.15 | 1.3 |
| 784-128-10 | 16 | 0.43 | 0.70 |
| 784-128-10 | 32 | 0.72 | 1.0 to 1.2 |
| 784-128-128-10 | 32 | 0.70 | 0.82 |
| 784-32-10 | 128 | 0.72 | 1.1 |
| 784-128-10 | 128 | 1.4 | 1.5 |
| GRU(32) twice, 30 steps | 32 | 0.4 | 0.8 |
| LSTM(64), 50 steps | 32 | 0.5 | 0.82 |
| LSTM(96), 50 steps | 32 | 0.6 | 0.97 |

Where it is close, threads are worth more on a machine with more cores.
"""

FAR = 0.4
"""The same with convolutions, where threads share out the images.

Estimated and measured on two cores, batches of 32, 3×3 windows if not said otherwise:

| channels | images | estimated | measured |
|---|---|---|---|
| 4 | 28×28 | 0.17 | 0.40 |
| 8 | 28×28 | 0.32 | 0.37 |
| 8 (5×5) | 28×28 | 0.37 | 0.33 |
| 16 | 16×16 | 0.19 | 0.47 |
| 16 (5×5) | 28×28 | 0.49 | 0.85 |
| 32 | 16×16 | 0.71 | 0.67 |
| 32 | 28×28 | 0.72 | 1.27 |
"""

_PRODUCTS: Mapping[str, Any] = {
    "dot_general": matrix_products,
    "conv_general_dilated": convolutions,
}
"""Products, and the module that says how large one is, what it costs and whether it has a form."""

LARGE = 100_000
"""ns of a step's products from which native code is asked for; XLA finds smaller ones itself."""


def is_large(captured: Captured) -> bool:
    """Whether a step takes so long in our forms that XLA may not find it worth native code."""
    return _total(_products(captured))[0] >= LARGE


def is_of_vectors(captured: Captured) -> bool:
    """Whether all products have a vector in them, and one of them a large matrix (`MATRIX`).

    So it is with batches of one row, a single unit or a single input. XLA writes such products as
    native code itself. µs a step:

    | network | batch | rewritten | left as it was |
    |---|---|---|---|
    | LSTM(16), 20 steps | 1 | 16.6 | 21.8 |
    | LSTM(64), 20 steps | 1 | 117 | 75 |
    | LSTM(128), 20 steps | 1 | 513 | 280 |
    | 64-128-16-4 | 1 | 6.5 | 11.0 |
    | 100-64-10 | 1 | 5.2 | 6.2 |
    | 64-256-16-4 | 1 | 24.7 | 34.9 |
    | 784-128-10 | 1 | 68 | 60 |
    | 30-1 | 569 | 30.4 | 36.2 |
    | 100-1 | 256 | 21.2 | 17.1 |
    | 784-1 | 32 | 14.0 | 10.1 |
    """
    products = _products(captured)
    if not all(_family(each) is matrix_products for each, _ in products):
        return False
    sides = [_ask(each, "beside_vector") for each, _ in products]
    counts = [times * _ask(each, "multiplications") for each, times in products]
    return all(sides) and any(
        side >= SHORT_SIDE and count >= MATRIX for side, count in zip(sides, counts, strict=True)
    )


def pays(captured: Captured) -> bool:
    """Whether to rewrite a step: all its products have a form, and together these cost less.

    Together, because a loop with one product left to XLA is no native function, and because the
    first convolution of a network gains most and the others' gradients lose.
    """
    found = _products(captured)
    if not all(_has_form(equation) for equation, _ in found):
        return False
    convolved = [each for each in found if _family(each[0]) is convolutions]
    if all(_is_small(equation) for equation, _ in found):
        ours, xla = _total(convolved)
        return ours <= THREADS * xla + CALLS
    ours, xla = _total(found)
    return ours <= (FAR if convolved else CLEARLY) * xla


def saved(captured: Captured) -> float:
    """ns that a step's products take less in our forms than in XLA's, roughly."""
    ours, xla = _total(_products(captured))
    return xla - ours


def _products(captured: Captured) -> Sequence[tuple[Equation, int]]:
    return [each for each in timed_operations(captured) if each[0].primitive.name in _PRODUCTS]


def _total(products: Sequence[tuple[Equation, int]]) -> tuple[float, float]:
    """ns in our forms, in XLA's."""
    costs = [(times, _ask(equation, "costs")) for equation, times in products]
    return (
        sum(times * ours for times, (ours, _) in costs),
        sum(times * xla for times, (_, xla) in costs),
    )


def _has_form(equation: Equation) -> bool:
    return _ask(equation, "is_rewritten") or _ask(equation, "multiplications") <= SMALL


def _is_small(equation: Equation) -> bool:
    return _family(equation) is convolutions or _ask(equation, "is_small")


def _family(equation: Equation) -> Any:
    return _PRODUCTS[equation.primitive.name]


def _ask(equation: Equation, question: str) -> Any:
    operands = (atom.aval for atom in equation.invars)
    return getattr(_family(equation), question)(equation.params, *operands)
