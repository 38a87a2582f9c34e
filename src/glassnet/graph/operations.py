"""The operations: the field's names for JAX's primitives, what kind each is, and its formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from jax import lax

from glassnet.graph.graph import Step

Params = Mapping[str, Any]
Constants = Sequence[Any]
"""The operands' values, None for those that are not constant."""

# JAX's name -> the field's, where they differ.
FIELD_NAMES: Mapping[str, str] = {
    "conv_general_dilated": "convolution",
    "cumsum": "cumulative_sum",
    "div": "divide",
    "dot_general": "matmul",
    "integer_pow": "power",
    "logistic": "sigmoid",
    "max": "maximum",
    "min": "minimum",
    "mul": "multiply",
    "neg": "negative",
    "pow": "power",
    "reduce_max": "max",
    "reduce_min": "min",
    "reduce_prod": "product",
    "reduce_sum": "sum",
    "reduce_window_max": "pool_max",
    "reduce_window_sum": "pool_sum",
    "select_n": "where",
    "sub": "subtract",
}


def _all_equal(value: Any, number: float) -> bool:
    return value is not None and bool(np.all(value == number))


def _beside_neutral(neutral: float) -> Callable[[Params, Constants], int | None]:
    """Find, of two operands, the one beside the neutral number."""
    return lambda params, operands: next(
        (1 - n for n, value in enumerate(operands) if _all_equal(value, neutral)), None
    )


def _selected(params: Params, operands: Constants) -> int | None:
    which = operands[0]
    if which is None or np.any(which != which.flat[0]):
        return None
    return 1 + int(which.flat[0])


# JAX's name -> the number of the operand that the result equals, or None. Keras guards against an
# empty batch, divides by 1, copies: to a reader nothing happens there.
IDENTITIES: Mapping[str, Callable[[Params, Constants], int | None]] = {
    **dict.fromkeys(
        ("copy", "convert_element_type", "broadcast_in_dim", "reshape"),
        lambda params, operands: 0,
    ),
    "div": lambda params, operands: 0 if _all_equal(operands[1], 1) else None,
    "max": _beside_neutral(-np.inf),
    "mul": _beside_neutral(1),
    "select_n": _selected,
}

# Each number of the result depends on one number of each operand. Some are functions with a custom
# derivative.
ELEMENTWISE = frozenset(
    {
        *("abs", "add", "add_any", "divide", "maximum", "minimum", "multiply", "negative", "power"),
        *("reduce_precision", "sign", "square", "sqrt", "cbrt", "rsqrt", "subtract", "where"),
        *("exp", "exp2", "expm1", "log", "log1p", "logaddexp", "erf", "erf_inv", "erfc", "lgamma"),
        *("sin", "cos", "tan", "asin", "acos", "atan", "atan2"),
        *("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
        *("relu", "relu6", "sigmoid", "silu", "swish", "stop_gradient"),
    }
)

# Elementwise too, and without a gradient: comparisons, rounding, bits.
PIECEWISE_CONSTANT = frozenset(
    {
        *("eq", "ne", "lt", "le", "gt", "ge", "is_finite", "and", "or", "xor", "not"),
        *("floor", "ceil", "round", "clamp", "rem", "nextafter", "population_count"),
        *("shift_left", "shift_right_logical", "shift_right_arithmetic"),
    }
)

# What draws random numbers; "random_wrap" makes a key of a seed.
RANDOM = frozenset(("random_bits", "random_wrap", "threefry2x32"))


def _as_it_is(step: Step, operands: Sequence[Any]) -> Sequence[Any]:
    return step.apply(*operands)


def _gathered(step: Step, operands: Sequence[Any]) -> Sequence[Any]:
    """−1 in place of rows that do not exist: NaN is no integer."""
    names = ("dimension_numbers", "slice_sizes", "indices_are_sorted", "unique_indices", "mode")
    return [lax.gather(*operands, **{name: step.params[name] for name in names}, fill_value=-1)]


# Operations that only move numbers, each as a function of integers in the numbers' places.
MOVES: Mapping[str, Callable[[Step, Sequence[Any]], Sequence[Any]]] = {
    **dict.fromkeys(("broadcast_in_dim", "copy", "expand_dims", "identity"), _as_it_is),
    **dict.fromkeys(("reshape", "squeeze"), _as_it_is),
    **dict.fromkeys(("transpose", "rev", "slice", "dynamic_slice", "split"), _as_it_is),
    "gather": _gathered,
    **dict.fromkeys(("concatenate", "stack", "pad", "where"), _as_it_is),
    **dict.fromkeys(
        ("convert_element_type", "sum"),
        lambda step, operands: [operands[0].reshape(step.results[0].shape)],
    ),
}


def only_moves(step: Step) -> bool:
    """Whether a step only moves numbers. The sum of a single number does."""
    is_sum = step.operation == "sum" and step.operands[0].size != step.results[0].size
    return step.operation in MOVES and not is_sum


class Formula(NamedTuple):
    """Templates made of symbols and operations' names, the same in every language.

    [z > 0] is 1 where it is true, else 0 (Iverson's bracket); ⋆ is what networks call convolution
    (cross-correlation), ∗ the convolution that flips the kernel.
    """

    value: str  # the result, of the operands {0}, {1}, …
    gradients: tuple[str, ...]  # each operand's, of the result's {g}, the result {y}, {0} …


FORMULAS: Mapping[str, Formula] = {
    "abs": Formula("|{0}|", ("{g} · sign({0})",)),
    "add": Formula("{0} + {1}", ("{g}", "{g}")),
    "and": Formula("{0} ∧ {1}", ("0", "0")),
    "add_any": Formula("{0} + {1}", ("{g}", "{g}")),
    "convolution": Formula("{0} ⋆ {1}", ("{g} ∗ {1}", "{0} ⋆ {g}")),
    "cos": Formula("cos({0})", ("−{g} · sin({0})",)),
    "cosh": Formula("cosh({0})", ("{g} · sinh({0})",)),
    "divide": Formula("{0} / {1}", ("{g} / {1}", "−{g} · {y} / {1}")),
    "eq": Formula("[{0} = {1}]", ("0", "0")),
    "erf": Formula("erf({0})", ("{g} · 2/√π · exp(−{0}²)",)),
    "exp": Formula("exp({0})", ("{g} · {y}",)),
    "expm1": Formula("exp({0}) − 1", ("{g} · ({y} + 1)",)),
    "ge": Formula("[{0} ≥ {1}]", ("0", "0")),
    "gt": Formula("[{0} > {1}]", ("0", "0")),
    "le": Formula("[{0} ≤ {1}]", ("0", "0")),
    "log": Formula("log({0})", ("{g} / {0}",)),
    "log1p": Formula("log(1 + {0})", ("{g} / (1 + {0})",)),
    "logaddexp": Formula(
        "log(exp({0}) + exp({1}))", ("{g} · exp({0} − {y})", "{g} · exp({1} − {y})")
    ),
    "lt": Formula("[{0} < {1}]", ("0", "0")),
    "matmul": Formula("{0} · {1}", ("{g} · {1}ᵀ", "{0}ᵀ · {g}")),
    "max": Formula("max {0}", ("{g} · [{0} = {y}]",)),
    "maximum": Formula("max({0}, {1})", ("{g} · [{0} > {1}]", "{g} · [{1} > {0}]")),
    "min": Formula("min {0}", ("{g} · [{0} = {y}]",)),
    "minimum": Formula("min({0}, {1})", ("{g} · [{0} < {1}]", "{g} · [{1} < {0}]")),
    "multiply": Formula("{0} · {1}", ("{g} · {1}", "{g} · {0}")),
    "ne": Formula("[{0} ≠ {1}]", ("0", "0")),
    "negative": Formula("−{0}", ("−{g}",)),
    "not": Formula("¬{0}", ("0",)),
    "or": Formula("{0} ∨ {1}", ("0", "0")),
    "pool_max": Formula("pool_max({0})", ("{g} · [{0} = {y}]",)),
    "pool_sum": Formula("pool_sum({0})", ("{g}",)),
    "relu": Formula("relu({0})", ("{g} · [{0} > 0]",)),
    "rsqrt": Formula("1/√{0}", ("−{g} · {y}³ / 2",)),
    "sigmoid": Formula("σ({0})", ("{g} · {y}(1 − {y})",)),
    "sign": Formula("sign({0})", ("0",)),
    "silu": Formula("{0} · σ({0})", ("{g} · (σ({0}) + {y}(1 − σ({0})))",)),
    "sin": Formula("sin({0})", ("{g} · cos({0})",)),
    "sinh": Formula("sinh({0})", ("{g} · cosh({0})",)),
    "sqrt": Formula("√{0}", ("{g} / (2 · {y})",)),
    "square": Formula("{0}²", ("{g} · 2 · {0}",)),
    "stop_gradient": Formula("{0}", ("0",)),
    "subtract": Formula("{0} − {1}", ("{g}", "−{g}")),
    "sum": Formula("Σ {0}", ("{g}",)),
    "tan": Formula("tan({0})", ("{g} · (1 + {y}²)",)),
    "tanh": Formula("tanh({0})", ("{g} · (1 − {y}²)",)),
    # The second where the first is false, the third where it is true: JAX's order.
    "where": Formula("[¬{0}] · {1} + [{0}] · {2}", ("0", "{g} · [¬{0}]", "{g} · [{0}]")),
}

# Operations whose gradient {g} goes back to where each number came from.
GATHERED = MOVES.keys() - {"sum", "where"}


def formula_of(step: Step) -> Formula:
    """An operation's row of the table, or one in general terms."""
    if "dimension_numbers" in step.params and step.operation == "matmul":
        return matmul_formula(*(_is_transposed(step, number) for number in (0, 1)))
    known = FORMULAS.get(step.operation)
    if known is not None and len(known.gradients) == len(step.operands):
        return known
    places = ", ".join(f"{{{number}}}" for number in range(len(step.operands)))
    if step.operation == "power" and "y" in step.params:
        n = step.params["y"]
        lower = "" if n == 2 else f"^{n - 1}"
        return Formula(f"{{0}}^{n}", (f"{{g}} · {n} · {{0}}{lower}",))
    if step.operation == "power":
        return Formula("{0}^{1}", ("{g} · {1} · {y} / {0}", "{g} · {y} · log({0})"))
    if _looks_up_rows(step):  # a row that is looked up twice gets both gradients
        return Formula("{0}[{1}]", ("Σ ([{1}] ← {g})", "0"))
    numbers = range(len(step.operands))
    back = ("{g}" if step.operation in GATHERED else f"{{g}} · ∂{{y}}/∂{{{n}}}" for n in numbers)
    return Formula(f"{step.operation}({places})", tuple(back))


def matmul_formula(left: bool, right: bool) -> Formula:
    """A matrix product. left, right: whether that operand is transposed."""
    mark = ("", "ᵀ")
    first = f"{{1}}{mark[right]} · ({{g}})ᵀ" if left else f"{{g}} · {{1}}{mark[not right]}"
    second = f"({{g}})ᵀ · {{0}}{mark[left]}" if right else f"{{0}}{mark[not left]} · {{g}}"
    return Formula(f"{{0}}{mark[left]} · {{1}}{mark[right]}", (first, second))


# The transpose of a product of two transposed matrices, and the product of a column and a row.
EXCHANGED = Formula("{1} · {0}", ("{1}ᵀ · {g}", "{g} · {0}ᵀ"))
OUTER = (
    Formula("{0} · {1}ᵀ", ("{g} · {1}", "({g})ᵀ · {0}")),
    Formula("{1} · {0}ᵀ", ("({g})ᵀ · {1}", "{g} · {0}")),
)


def is_exchanged(step: Step) -> bool:
    """Whether a product is of two transposed matrices."""
    return step.operation == "matmul" and formula_of(step) == matmul_formula(True, True)


def _is_transposed(step: Step, number: int) -> bool:
    """Whether an operand is summed along another axis than a matrix on that side is."""
    summed, batch = (each[number] for each in step.params["dimension_numbers"])
    sizes = step.operands[number].shape
    free = [a for a, size in enumerate(sizes) if a not in (*summed, *batch) and size != 1]
    if not free or not summed:
        return False
    return summed[0] > free[0] if number else summed[0] < free[0]


def _looks_up_rows(step: Step) -> bool:
    if step.operation != "gather":
        return False
    numbers, sizes = step.params["dimension_numbers"], step.params["slice_sizes"]
    table = step.operands[0].shape
    alone = numbers.collapsed_slice_dims == numbers.start_index_map == (0,)
    return alone and sizes == (1, *table[1:]) and not numbers.operand_batching_dims
