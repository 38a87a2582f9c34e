"""Each operation in words of mathematics: what it computes, and what a gradient becomes by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from glassnet.graph.graph import Step


class Formula(NamedTuple):
    """value: of operands {0}, {1}, …. gradients: for each operand what its gradient is, from that
    of the result, {g}, the result, {y}, and the operands.

    Signs and names of operations only, the same in every language. [z > 0] is 1 where it is true
    and else 0 (Iverson's bracket); ⋆ is what networks call a convolution, and ∗ the one that turns
    the kernel round.
    """

    value: str
    gradients: tuple[str, ...]


FORMULAS: Mapping[str, Formula] = {
    "abs": Formula("|{0}|", ("{g} · sign({0})",)),
    "add": Formula("{0} + {1}", ("{g}", "{g}")),
    "add_any": Formula("{0} + {1}", ("{g}", "{g}")),
    "convolution": Formula("{0} ⋆ {1}", ("{g} ∗ {1}", "{0} ⋆ {g}")),
    "cos": Formula("cos({0})", ("−{g} · sin({0})",)),
    "cosh": Formula("cosh({0})", ("{g} · sinh({0})",)),
    "divide": Formula("{0} / {1}", ("{g} / {1}", "−{g} · {y} / {1}")),
    "erf": Formula("erf({0})", ("{g} · 2/√π · exp(−{0}²)",)),
    "exp": Formula("exp({0})", ("{g} · {y}",)),
    "expm1": Formula("exp({0}) − 1", ("{g} · ({y} + 1)",)),
    "log": Formula("log({0})", ("{g} / {0}",)),
    "log1p": Formula("log(1 + {0})", ("{g} / (1 + {0})",)),
    "logaddexp": Formula(
        "log(exp({0}) + exp({1}))", ("{g} · exp({0} − {y})", "{g} · exp({1} − {y})")
    ),
    "matmul": Formula("{0} · {1}", ("{g} · {1}ᵀ", "{0}ᵀ · {g}")),
    "max": Formula("max {0}", ("{g} · [{0} = {y}]",)),
    "maximum": Formula("max({0}, {1})", ("{g} · [{0} > {1}]", "{g} · [{1} > {0}]")),
    "min": Formula("min {0}", ("{g} · [{0} = {y}]",)),
    "minimum": Formula("min({0}, {1})", ("{g} · [{0} < {1}]", "{g} · [{1} < {0}]")),
    "multiply": Formula("{0} · {1}", ("{g} · {1}", "{g} · {0}")),
    "negative": Formula("−{0}", ("−{g}",)),
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

# Of several numbers: `{g}` goes where the number came from.
GATHERED = frozenset(("concatenate", "dynamic_slice", "gather", "pad", "split", "stack"))


def formula_of(step: Step) -> Formula:
    """The table's row, or one in general terms."""
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
    back = "{g}" if step.operation in GATHERED else "{g} · ∂{y}/∂{%d}"
    return Formula(
        f"{step.operation}({places})",
        tuple(back % number if "%d" in back else back for number in range(len(step.operands))),
    )
