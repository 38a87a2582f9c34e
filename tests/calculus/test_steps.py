"""Derivatives step by step, against SymPy, JAX and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known import KNOWN

from glassnet.calculus.errors import FormulaError
from glassnet.calculus.evaluate import value
from glassnet.calculus.formula import letter, read
from glassnet.calculus.functions import FUNCTIONS
from glassnet.calculus.rules import RULES
from glassnet.calculus.sides import sides
from glassnet.calculus.steps import differentiate
from glassnet.calculus.witnesses import check
from glassnet.calculus.writing import Writing

X = letter("x")


@pytest.mark.parametrize("written", KNOWN)
def test_known_derivatives(written: str) -> None:
    """At points where both have values, to rounding; and there are such points."""
    formula = read(written)
    found, expected = differentiate(formula.expression, X).after, read(KNOWN[written]).expression
    generator = np.random.default_rng(1)
    letters = {*formula.expression.free_symbols, *expected.free_symbols, X}
    at = {symbol: generator.uniform(-3, 3, 200) for symbol in letters}
    with np.errstate(all="ignore"):
        ours, theirs = (np.broadcast_to(value(f, at), 200) for f in (found, expected))
    both = np.isfinite(ours) & np.isfinite(theirs)
    assert both.sum() > 20
    np.testing.assert_allclose(ours[both], theirs[both], rtol=1e-9, atol=1e-9)


def expressions() -> st.SearchStrategy[str]:
    one_argument = sorted({*FUNCTIONS, "sqrt"})
    leaves = st.sampled_from(["x", "x", "x", "a", "2", "3", "0.5", "pi", "e"])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from("+-*/"), inner).map("({0[0]} {0[1]} {0[2]})".format),
            st.tuples(st.sampled_from(one_argument), inner).map("{0[0]}({0[1]})".format),
            st.tuples(inner, st.integers(-3, 4)).map("({0[0]})^({0[1]})".format),
            st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
                "{0[0]}({0[1]}, {0[2]})".format
            ),
            st.tuples(inner, inner).map("({0[0]})^({0[1]})".format),
        ),
        max_leaves=8,
    )


@given(expressions())
@settings(max_examples=300, deadline=None)
def test_all_witnesses_agree(written: str) -> None:
    try:
        expression = read(written).expression
    except FormulaError:
        return  # such as log(-1): generated without a look at its value
    for found in check(differentiate(expression, X)):
        assert found.agrees is not False, (written, found)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_agrees_with_all_witnesses(name: str) -> None:
    checks = check(differentiate(read(f"{name}(x)").expression, X))
    assert all(found.agrees and found.points for found in checks), checks


def test_each_rule_is_used() -> None:
    used: set[str] = set()
    for written in (*KNOWN, "max(x, 1)", *(f"{name}(x)" for name in FUNCTIONS)):
        step = differentiate(read(written).expression, X)
        again = differentiate(step.after, X)
        used |= {part.rule for each in (step, again) for _, part in each.walk()}
    assert used >= {*RULES} - {"function"}
    assert used >= {row.rule for row in FUNCTIONS.values()}


def test_a_chain_names_its_inner_function_and_both_derivatives() -> None:
    step = differentiate(read("log(σ(w*x + b))").expression, X)
    assert step.rule == "chain"
    assert step.inner is not None
    u, inner = step.inner
    assert (str(u), Writing().plain(inner)) == ("u", "sigmoid(w*x + b)")
    outer, inside = step.parts
    assert (outer.variable, str(outer.before), str(outer.after)) == (u, "log(u)", "1/u")
    assert (inside.variable, inside.before) == (X, inner)
    letters = [part.inner[0] for _, part in step.walk() if part.inner]
    assert len(letters) == len(set(letters)), "a letter means one thing"


def test_a_definition_lends_its_name_to_the_inner_function() -> None:
    formula = read("z = w*x + b\nσ(z)")
    step = differentiate(formula.expression, X, formula.named)
    assert step.inner is not None
    assert str(step.inner[0]) == "z"


def test_a_name_that_is_a_letter_too_names_no_inner_function() -> None:
    x, b = letter("x"), letter("b")
    named = {read("x + 1").expression: b}
    step = differentiate(read("(x + 1)^(2b)").expression, X, named)
    assert step.inner is not None
    assert step.inner[0] not in (x, b)
    assert all(found.agrees for found in check(step))


def test_no_step_only_rewrites() -> None:
    """Each uses a rule on something smaller than the whole, down to what has no parts."""
    step = differentiate(read("(2x+1)^3*sin(x)/x").expression, X)
    for _, part in step.walk():
        assert all(part.before != inner.before or part.rule == "chain" for inner in part.parts)


SIDES = {
    ("abs(x)", 0.0): (-1, 1),
    ("relu(x)", 0.0): (0, 1),
    ("relu(x)^2", 0.0): (0, 0),
    ("max(x, x^2)", 1.0): (1, 2),
    ("min(x, 0) + max(x, 0)", 0.0): (1, 1),
    ("abs(x^3)", 0.0): (0, 0),
    ("x^2", 3.0): (6, 6),
}


@pytest.mark.parametrize(("written", "at"), SIDES)
def test_the_derivatives_of_both_sides(written: str, at: float) -> None:
    expected = SIDES[written, at]
    assert sides(read(written).expression, X, {X: np.float64(at)}) == pytest.approx(expected)
