"""Formulas are signs and names of operations: the same in every language, and right."""

from __future__ import annotations

import re
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

import glassnet as gn
from glassnet.graph.operations import FORMULAS, PIECEWISE_CONSTANT


@pytest.mark.parametrize("operation", FORMULAS)
def test_a_formula_has_no_words_but_names_of_operations(operation: str) -> None:
    row = FORMULAS[operation]
    words = re.findall(r"[^\W\d_][\w]+", " ".join([row.value, *row.gradients]).replace("{", " "))
    assert set(words) <= set(FORMULAS)


# Python's way to write what stands in a formula.
WRITTEN = {
    "·": "*", "−": "-", "²": "**2", "³": "**3", "π": "np.pi", "¬": "~", "[": "(", "]": ")",
}  # fmt: skip
KNOWN = {
    **{name: getattr(jnp, name) for name in ("cos", "cosh", "exp", "log", "sign", "sin", "sinh")},
    "erf": lax.erf,
    "σ": jax.nn.sigmoid,
    "np": np,
}
ONE_BY_ONE = {
    name: row
    for name, row in FORMULAS.items()
    if name not in PIECEWISE_CONSTANT
    and name not in ("convolution", "matmul", "max", "min", "pool_max", "pool_sum", "sum", "where")
}
COMPUTED = {
    "abs": jnp.abs, "add": jnp.add, "add_any": jnp.add, "cos": jnp.cos, "cosh": jnp.cosh,
    "divide": jnp.divide, "erf": lax.erf, "exp": jnp.exp, "expm1": jnp.expm1, "log": jnp.log,
    "log1p": jnp.log1p, "logaddexp": jnp.logaddexp, "maximum": jnp.maximum,
    "minimum": jnp.minimum, "multiply": jnp.multiply, "negative": jnp.negative,
    "relu": jax.nn.relu, "rsqrt": lax.rsqrt, "sigmoid": jax.nn.sigmoid, "sign": jnp.sign,
    "silu": jax.nn.silu, "sin": jnp.sin, "sinh": jnp.sinh, "sqrt": jnp.sqrt, "square": jnp.square,
    "stop_gradient": lax.stop_gradient, "subtract": jnp.subtract, "tan": jnp.tan, "tanh": jnp.tanh,
}  # fmt: skip


OPERANDS = (jnp.float32(0.7), jnp.float32(1.3))


def operands_of(operation: str) -> tuple[jax.Array, ...]:
    return OPERANDS[: len(ONE_BY_ONE[operation].gradients)]


@cache
def computed() -> dict[str, tuple[jax.Array, tuple[jax.Array, ...]]]:
    """Each operation's value and derivatives, in one program."""
    counts = {name: len(operands_of(name)) for name in ONE_BY_ONE}
    return jax.jit(
        lambda *operands: {
            name: jax.value_and_grad(COMPUTED[name], tuple(range(count)))(*operands[:count])
            for name, count in counts.items()
        }
    )(*OPERANDS)


@pytest.mark.parametrize("operation", ONE_BY_ONE)
def test_a_formulas_gradient_is_that_of_jax(operation: str) -> None:
    y, expected = computed()[operation]
    for formula, slope in zip(ONE_BY_ONE[operation].gradients, expected, strict=True):
        value = _value(formula, list(operands_of(operation)), y)
        assert value == pytest.approx(float(slope), rel=1e-5)


def _value(formula: str, operands: list[jax.Array], y: jax.Array) -> float:
    said = formula.format(*(f"x{n}" for n in range(len(operands))), g="g", y="y")
    for sign, written in WRITTEN.items():
        said = said.replace(sign, written)
    said = re.sub(r"√(\w+(?:\.\w+)?)", r"(\1)**0.5", said)
    said = re.sub(r"\by\(", "y*(", said)
    named = {f"x{n}": value for n, value in enumerate(operands)}
    return float(eval(said, {**KNOWN, **named, "g": 1.0, "y": y}))


def test_where_says_which_is_taken() -> None:
    """jnp.where takes its second where the condition is true, and lax.select_n its third."""
    x = np.array([-2.0, 3.0], np.float32)
    trace = gn.trace(lambda x: jnp.sum(jnp.where(x > 0, x**3, jnp.sin(x))), x)
    assert trace["where"].formula == "[¬gt] · sin + [gt] · power"
    assert trace["power"].gradient_formula == "∂L/∂where · [gt]"
    np.testing.assert_array_equal(trace["power"].gradient, [0, 1])
    np.testing.assert_array_equal(trace["sin"].gradient, [1, 0])
