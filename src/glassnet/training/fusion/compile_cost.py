"""What it takes to compile a rewritten step, known before it is written out.

LLVM takes more than twice as long for twice the code, so the bound is on a whole program. Times are
of two cores; an epoch with a partial batch has the step twice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from glassnet.graph.capture import Captured, Equation, Rule, capture, operations, shape_of
from glassnet.graph.replay import INLINED

MOST_OPERATIONS = 4300
"""Operations of a rewritten step up to which it is worth the time that compiling takes.

One native function takes 0.4 ms and more for each. Compiling a step of n layers of 12 units,
batches of 32:

| n | operations | rewritten: compile, step | as it was: compile, step |
|---|---|---|---|
| 4 | 1,978 | 0.8 s, 7 µs | 0.5 s, 17 µs |
| 8 | 4,006 | 1.6 s, 13 µs | 0.6 s, 33 µs |
| 16 | 8,062 | 3.9 s, 26 µs | 0.6 s, 67 µs |
| 30 | 15,160 | 9.3 s, 47 µs | 0.5 s, 142 µs |

At the bound compiling takes a second longer; a program that was compiled once comes from the cache.
Forms of less code do not help: with loops over pairs of outer products, a third of the operations,
eight layers took as long to compile, and twice as long to run.
"""

QUICK = 2200
"""Operations up to which a step is rewritten however short a training is.

LSTM(16), with 1,516 operations, and 64-32-10, with 1,164, compile sooner than what they were.
"""

NS_PER_OPERATION, GAINED = 200_000, 0.5
"""What each operation of a larger step adds to compiling; the share of `costs.saved` that it gains.

Measured on two cores of an AMD EPYC, without a partial batch; with one twice as much is added:

| network, batches of 32 | operations | compile | step | made up after | estimated |
|---|---|---|---|---|---|
| Conv3D(4) twice, 6×6×6 | 2,721 | + 0.5 s | 1,844 → 364 µs | 380 steps | 730 |
| GRU(32) twice, 30 steps | 2,834 | + 0.5 s | 2,032 → 1,144 µs | 580 | 930 |
| Bidirectional(LSTM(16)), 10 steps | 2,569 | + 0.2 s | 433 → 135 µs | 710 | 1,700 |
| Conv1D(8) four times, 64 | 3,656 | + 0.8 s | 675 → 252 µs | 1,900 | 2,000 |
| Conv2D(8), pooling, Conv2D(16), 8×8 | 2,268 | + 0.4 s | 186 → 53 µs | 2,800 | 9,000 |
| ConvLSTM1D(4), 6 steps of 8 | 3,967 | + 1.2 s | 562 → 206 µs | 3,500 | 2,200 |
| GRU(16) three times, 10 steps | 3,259 | + 1.7 s | 539 → 228 µs | 5,300 | 2,100 |
| 4 × Dense(16), LayerNormalization | 3,273 | + 0.6 s | 77 → 25 µs | 11,000 | 18,000 |
| 6 × Dense(16) | 3,827 | + 0.8 s | 35 → 9 µs | 32,000 | 15,000 |
"""

OPERATIONS_PER_SLICE = 25
"""What one operand of a `concatenate` of images or sequences counts: 15 ms, as patches are made.

Two Conv3D of 27 places have 17 of these beside 2,296 operations, twice with a partial batch.
"""


def made_up_after(operations: int, saved: float) -> float:
    """Steps after which compiling a rewritten step is made up for: 0 if it is small.

    saved: ns a step, as `costs.saved` estimates them.
    """
    if operations <= QUICK:
        return 0
    if operations > MOST_OPERATIONS or saved <= 0:
        return math.inf
    return NS_PER_OPERATION * operations / (GAINED * saved)


def written_operations(captured: Captured, rules: Mapping[str, Rule]) -> int:
    """How many operations `captured` has under these rules, slices counted as so many.

    A rule is carried out once for each kind of operation, not for each of 60 equal layers: to write
    out what is too large takes longer than to find that it is.
    """
    known: dict[str, int] = {}

    def size(equation: Equation) -> int:
        name = equation.primitive.name
        if name in INLINED:
            return 0
        # A loop's rule runs its body, whose operations follow here.
        if name not in rules or name == "scan":
            return _size(equation)
        shapes = [str(atom.aval) for atom in equation.invars]
        key = f"{name} {shapes} {equation.params}"
        if key not in known:
            known[key] = _rewritten(equation, rules[name])
        return known[key]

    return sum(map(size, operations(captured)))


def _rewritten(equation: Equation, rule: Rule) -> int:
    """The operations of what the rule makes of an operation."""
    left = False

    def results(*operands: object) -> list[object]:
        nonlocal left
        found = rule(equation.params, *operands)
        left = found is NotImplemented
        return [] if left else list(found)

    found = capture(results, *(shape_of(atom) for atom in equation.invars))
    return _size(equation) if left else sum(map(_size, operations(found)))


def _size(equation: Equation) -> int:
    joins = (
        equation.primitive.name == "concatenate" and len(shape_of(equation.outvars[0]).shape) > 2
    )
    return 1 + joins * OPERATIONS_PER_SLICE * len(equation.invars)
