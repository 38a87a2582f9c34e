"""Derivatives step by step, against SymPy, JAX and finite differences."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st
from known import KNOWN, failures
from sampling import examples
from sympy import Expr, Mul, Symbol

from glassnet.calculus import FormulaError
from glassnet.calculus.cross_checks import check
from glassnet.calculus.evaluate import evaluate
from glassnet.calculus.expressions import UnreducedProduct, extent
from glassnet.calculus.formula import read_formula
from glassnet.calculus.functions import FUNCTIONS
from glassnet.calculus.grammar import letter
from glassnet.calculus.high_precision import PointValues
from glassnet.calculus.one_sided import one_sided_slopes
from glassnet.calculus.printing.style import FormulaStyle
from glassnet.calculus.rules import RULES
from glassnet.calculus.steps import differentiate

X = letter("x")


def test_known_derivatives() -> None:
    assert not failures(KNOWN, known_derivative)


def known_derivative(written: str) -> None:
    """At points where both have values, to rounding; and there are such points."""
    formula = read_formula(written)
    found, expected = (
        differentiate(formula.expression, X).after,
        read_formula(KNOWN[written]).expression,
    )
    generator = np.random.default_rng(1)
    letters = {*formula.expression.free_symbols, *expected.free_symbols, X}
    at = {symbol: generator.uniform(-3, 3, 200) for symbol in letters}
    with np.errstate(all="ignore"):
        ours, theirs = (np.broadcast_to(evaluate(f, at), 200) for f in (found, expected))
        here = np.isfinite(np.broadcast_to(evaluate(formula.expression, at), 200))
    both = np.isfinite(ours) & np.isfinite(theirs)
    assert both.sum() > 20
    # Where the function has a value, both have one or neither: log(x) is not 1/x at -1.
    np.testing.assert_array_equal(np.isfinite(ours)[here], np.isfinite(theirs)[here])
    np.testing.assert_allclose(ours[both], theirs[both], rtol=1e-9, atol=1e-9)


def expressions() -> st.SearchStrategy[str]:
    """Texts of formulas, with x in all of them, such as (x * sin(2))^(3)."""
    one_argument = sorted({*FUNCTIONS, "sqrt"})
    leaves = st.sampled_from(["x", "x", "x", "a", "2", "3", "0.5", "pi", "e"])

    def larger(
        some: st.SearchStrategy[str], any_: st.SearchStrategy[str]
    ) -> st.SearchStrategy[str]:
        pairs = st.one_of(st.tuples(some, any_), st.tuples(any_, some))
        return st.one_of(
            st.tuples(pairs, st.sampled_from("+-*/")).map("({0[0][0]} {0[1]} {0[0][1]})".format),
            st.tuples(st.sampled_from(one_argument), some).map("{0[0]}({0[1]})".format),
            st.tuples(some, st.integers(-3, 4)).map("({0[0]})^({0[1]})".format),
            st.tuples(st.sampled_from(["min", "max"]), pairs).map(
                "{0[0]}({0[1][0]}, {0[1][1]})".format
            ),
            pairs.map("({0[0]})^({0[1]})".format),
        )

    whatever = st.recursive(leaves, lambda inner: larger(inner, inner), max_leaves=3)
    return st.recursive(st.just("x"), lambda inner: larger(inner, whatever), max_leaves=5)


def differentiable(written: str) -> Expr:
    """The expression, of a text that is a formula with x in it and a value at some points."""
    try:
        expression = read_formula(written).expression
    except FormulaError:  # such as log(-1): generated without a look at its value
        assume(False)
        raise
    assume(expression.has(X))
    at = {symbol: np.random.default_rng(0).normal(0, 2, 400) for symbol in (X, letter("a"))}
    with np.errstate(all="ignore"):
        assume(np.isfinite(evaluate(expression, at)).sum() >= 20)
    return expression


REJECTED = [HealthCheck.filter_too_much, HealthCheck.too_slow]


@given(expressions())
@examples(600, suppress_health_check=REJECTED)
def test_all_witnesses_agree(written: str) -> None:
    """Formulas that are differentiated and have points to compare at; others do not count."""
    for found in check(differentiate(differentiable(written), X)):
        assert found.agrees is not False, (written, found)


def test_large_numbers_that_cancel_are_no_disagreement() -> None:
    text = "max(x, (3^x)^x) - (3^x)^x"
    assert all(found.agrees for found in check(differentiate(read_formula(text).expression, X)))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_agrees_with_all_witnesses(name: str) -> None:
    checks = check(differentiate(read_formula(f"{name}(x)").expression, X))
    assert all(found.agrees and found.points for found in checks), checks


def test_each_rule_is_used() -> None:
    used: set[str] = set()
    for written in (*KNOWN, "max(x, 1)", *(f"{name}(x)" for name in FUNCTIONS)):
        step = differentiate(read_formula(written).expression, X)
        again = differentiate(step.after, X)
        used |= {part.rule for each in (step, again) for _, part in each.walk()}
    assert used >= {*RULES, "chain"} - {"function"}
    assert used >= {row.rule for row in FUNCTIONS.values()}


def test_a_chain_names_its_inner_function_and_both_derivatives() -> None:
    step = differentiate(read_formula("log(σ(w*x + b))").expression, X)
    assert step.rule == "chain"
    assert step.inner is not None
    u, inner = step.inner
    assert (str(u), FormulaStyle().plain(inner)) == ("u", "sigmoid(w*x + b)")
    outer, inside = step.parts
    assert (outer.variable, str(outer.before), str(outer.after)) == (u, "log(u)", "1/u")
    assert (inside.variable, inside.before) == (X, inner)
    letters = [part.inner[0] for _, part in step.walk() if part.inner]
    assert len(letters) == len(set(letters)), "a letter means one thing"


def test_a_definition_lends_its_name_to_the_inner_function() -> None:
    formula = read_formula("z = w*x + b\nσ(z)")
    step = differentiate(formula.expression, X, formula.named)
    assert step.inner is not None
    assert str(step.inner[0]) == "z"


def test_a_name_that_is_a_letter_too_names_no_inner_function() -> None:
    x, b = letter("x"), letter("b")
    named = {read_formula("x + 1").expression: b}
    step = differentiate(read_formula("(x + 1)^(2b)").expression, X, named)
    assert step.inner is not None
    assert step.inner[0] not in (x, b)
    assert all(found.agrees for found in check(step))


def test_no_step_only_rewrites() -> None:
    checked: set[tuple[Expr, Symbol]] = set()  # formulas have steps in common
    assert not failures(KNOWN, partial(no_step_only_rewrites, checked=checked))
    assert len(checked) > len(KNOWN)


def no_step_only_rewrites(written: str, checked: set[tuple[Expr, Symbol]]) -> None:
    """Each differentiates something smaller than its whole, and says the derivative of that."""
    step = differentiate(read_formula(written).expression, X)
    for _, whole in step.walk():
        for part in whole.parts:
            outer = whole.inner is not None and part.variable == whole.inner[0]
            assert outer or extent(part.before)[0] < extent(whole.before)[0]
            assert outer or part.before.free_symbols <= whole.before.free_symbols
        if (whole.before, whole.variable) not in checked:
            checked.add((whole.before, whole.variable))
            assert all(found.agrees for found in check(whole)), (whole.before, whole.after)


def test_what_the_rule_gives_and_what_it_comes_to_are_the_same() -> None:
    assert not failures(KNOWN, what_the_rule_gives_and_what_it_comes_to)


def what_the_rule_gives_and_what_it_comes_to(written: str) -> None:
    step = differentiate(read_formula(written).expression, X)
    for _, part in step.walk():
        if part.applied is None:
            continue
        applied = part.applied.replace(
            UnreducedProduct, lambda *factors: Mul(*factors, evaluate=False)
        )
        letters = {*part.before.free_symbols, X}
        at = {each: np.random.default_rng(2).uniform(0.1, 3, 50) for each in letters}
        with np.errstate(all="ignore"):
            values = [np.broadcast_to(evaluate(f, at), 50) for f in (applied, part.after)]
            both = np.isfinite(values[0]) & np.isfinite(values[1])
        np.testing.assert_allclose(values[0][both], values[1][both], rtol=1e-9, atol=1e-12)


# Formula -> its derivative, as it is written.
NEAT = {
    "(x-1)(x-2)": "2*x - 3",
    "(x-1)/(x+1)": "2/(x + 1)^2",
    "3(x+1)^2 - 6x": "6*x",
    "x*x*x": "3*x^2",
    "x^4": "4*x^3",
    "x*y*x": "2*x*y",
    "log(x^2)": "2/x",
    "log(σ(w*x + b))": "w*(1 - sigmoid(w*x + b))",
    "sqrt(1+sqrt(x))": "1/(4*sqrt(x)*sqrt(1 + sqrt(x)))",
    "abs(x)": "sign(x)",
    "abs(x)^3": "3*x*abs(x)",
    "relu(2x-1)": "2*step(2*x - 1)",
    "relu(w*x)": "w*step(w*x)",
    "relu(x)^2": "2*relu(x)",
    "max(x, 2)": "step(x - 2)",
    "0.1x^2 + x/4": "0.2*x + 0.25",
    "x/(1-x)": "1/(1 - x)^2",
    "x^y": "y*x^(y - 1)",
    "sin(x)/x": "(x*cos(x) - sin(x))/x^2",
}


@pytest.mark.parametrize("written", NEAT)
def test_a_derivative_is_written_as_a_book_has_it(written: str) -> None:
    formula = read_formula(written)
    step = differentiate(formula.expression, X)
    assert FormulaStyle.of(formula).plain(step.after) == NEAT[written]


def test_names_along_nested_chains() -> None:
    step = differentiate(read_formula("(y - σ(log(x)))^2").expression, X, called="f")
    named = [(part.called, str(part.inner[0])) for _, part in step.walk() if part.inner]
    assert named == [("f", "u"), ("g", "v")]  # y is a letter, and y - σ(v) is called u
    step = differentiate(read_formula("log(σ(sin(2x)))").expression, X, called="f")
    named = [(part.called, str(part.inner[0])) for _, part in step.walk() if part.inner]
    assert named == [("f", "u"), ("u", "v"), ("v", "z")]


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
    step = differentiate(read_formula(written).expression, X)
    found = one_sided_slopes(step, PointValues({X: np.float64(at)}))
    assert list(map(float, found)) == pytest.approx(expected)
