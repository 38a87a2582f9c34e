"""Points to compare at, and what is said without any; what SymPy cannot do."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.calculus import Derivation, derive
from glassnet.calculus.cross_checks import POINTS, sample_points
from glassnet.calculus.evaluate import evaluate
from glassnet.calculus.formula import read_formula
from glassnet.calculus.grammar import letter
from glassnet.calculus.simplify import shorter

NARROW = [
    "log(x-20)",
    "asin(x-9)",
    "sqrt(x-15) + sqrt(30-x)",
    "asin(x-900)",
    "acos(100*(x-9))",
    "log(x-2000) + log(2001-x)",
    "log(a*x-900)*sqrt(1-a^2)",
]


@pytest.mark.parametrize("text", NARROW)
def test_points_are_found_where_there_are_few(text: str) -> None:
    formula = read_formula(text)
    found = sample_points(formula.expression, formula.letters, np.random.default_rng(0))
    assert {len(values) for values in found.values()} == {POINTS}
    assert np.isfinite(evaluate(formula.expression, found)).all()
    derivation = derive(text, "x")
    assert isinstance(derivation, Derivation)
    sympy, autodiff, _ = derivation.check()
    assert sympy.agrees
    assert autodiff.agrees
    assert sympy.points == autodiff.points == POINTS


def test_a_given_point_is_looked_at_first() -> None:
    x = letter("x")
    found = sample_points(
        read_formula("log(x)").expression, [x], np.random.default_rng(0), {x: 1e4}
    )
    assert (np.abs(found[x][:10] - 1e4) < 10).all()
    derivation = derive("sqrt(1e-6 - (x - 123456.5)^2)", "x")
    assert isinstance(derivation, Derivation)
    assert derivation.check(x="123456.5")[0].points > 0


@pytest.mark.parametrize("text", ["log(-x^2 - 1)", "max(x, log(x-x-1))"])
def test_without_points_nobody_agrees(text: str) -> None:
    derivation = derive(text)
    assert isinstance(derivation, Derivation)
    assert [(check.agrees, check.points) for check in derivation.check()] == [(None, 0)] * 3


@pytest.mark.parametrize(
    "text",
    [
        "max(x, log(x-x-1))",
        "relu(log(x-x-1))",
        "abs(acos(x-x-4))",
        "max(x, sqrt(0*x-1))",
        "max(sin((x*1)^2), acos(x-x-2^2))",
    ],
)
def test_what_has_no_real_value_can_be_differentiated_and_asked_for(text: str) -> None:
    derivation = derive(text)
    assert isinstance(derivation, Derivation)
    derivation.limit()
    shorter(derivation.result)


def test_a_letter_h_is_another_than_that_of_the_limit() -> None:
    for wrt, expected in (("k", "h"), ("h", "k")):
        derivation = derive("k*h", wrt)
        assert isinstance(derivation, Derivation)
        assert str(derivation.limit()) == expected
