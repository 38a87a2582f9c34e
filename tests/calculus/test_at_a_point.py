"""What is said at a point: a derivative, those of both sides, no value, or too large."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sampling import examples

from glassnet.calculus import Derivation, DomainError, FormulaError, PointError, derive
from glassnet.calculus.formula import Exact
from glassnet.calculus.grammar import letter
from glassnet.text import using

INF = math.inf


def one(text: str, wrt: str | None = None) -> Derivation:
    found = derive(text, wrt)
    assert isinstance(found, Derivation)
    return found


# Formula, with respect to what, point -> the derivative; or those from the left and from the right,
# None where there are no values on that side.
POINTS: list[tuple[str, str, dict[str, Any], Any]] = [
    # roots of what touches 0
    ("sqrt(x^2)", "x", {"x": 0}, (-1, 1)),
    ("(abs(x)^2)^0.5", "x", {"x": 0}, (-1, 1)),
    ("(x^2)^(1/2) + x", "x", {"x": 0}, (0, 2)),
    ("(x^4)^(1/4)", "x", {"x": 0}, (-1, 1)),
    ("sqrt(sin(x)^2)", "x", {"x": 0}, (-1, 1)),
    ("sqrt(1-cos(x))", "x", {"x": 0}, (-math.sqrt(0.5), math.sqrt(0.5))),
    ("(1-cos(x^4))^(1/8)", "x", {"x": 0}, (-(0.5**0.125), 0.5**0.125)),
    ("sqrt(x^2+y^2)", "x", {"x": 0, "y": 0}, (-1, 1)),
    ("sqrt(x^2+y^2)", "y", {"x": 3, "y": 4}, 0.8),
    ("sqrt((x-y)^2)", "x", {"x": 1, "y": 1}, (-1, 1)),
    ("(x^2)^(1/3)", "x", {"x": 0}, (-INF, INF)),
    ("sqrt(abs(x))", "x", {"x": 0}, (-INF, INF)),
    ("sqrt(abs(x))^2", "x", {"x": 0}, (-1, 1)),
    ("sqrt(relu(x))", "x", {"x": 0}, (0, INF)),
    ("sqrt(x^4)", "x", {"x": 0}, 0),
    ("x^2*sqrt(abs(x))", "x", {"x": 0}, 0),
    ("abs(x)^(3/2)", "x", {"x": 0}, 0),
    # ends of where there are values
    ("sqrt(x)", "x", {"x": 0}, (None, INF)),
    ("x^(2/3)", "x", {"x": 0}, (None, INF)),
    ("x^(4/3)", "x", {"x": 0}, (None, 0)),
    ("sqrt(1-x)", "x", {"x": 1}, (-INF, None)),
    ("max(sqrt(x), 2)", "x", {"x": 0}, (None, 0)),
    ("max(acos(x), x)^2", "x", {"x": 1}, (2, None)),
    ("asin(x)", "x", {"x": 1}, (INF, None)),
    ("acos(x^2 + 1)", "x", {"x": 0}, (None, None)),
    ("x^x", "x", {"x": -2}, (None, None)),
    ("asin(cos(x))", "x", {"x": 0}, (1, -1)),
    ("acos(cos(x))", "x", {"x": 0}, (-1, 1)),
    ("sin(asin(cos(x)))", "x", {"x": 0}, 0),
    ("max(acos(x/x), (x/x)^1.5)", "x", {"x": 0.1}, 0),
    # powers with the variable above
    ("0^x", "x", {"x": 1}, 0),
    ("x^(x+1)", "x", {"x": 0}, (None, 1)),
    ("(x^2 - 2)^(x^2 - 2)", "x", {"x": 0}, (None, None)),
    ("(-x)^(abs(x)^1.5 + 1)", "x", {"x": 0}, (-1, None)),
    ("x^n", "x", {"x": 0, "n": 1}, 1),
    ("x^n", "x", {"x": -1, "n": 2}, -2),
    ("(-x)^x", "x", {"x": -2}, 0.25 * (math.log(2) + 1)),
    # kinks
    ("max(x, x^2)", "x", {"x": 1}, (1, 2)),
    ("relu(x) - relu(-x)", "x", {"x": 0}, 1),
    ("abs(abs(x) - 1)", "x", {"x": 0}, (1, -1)),
    ("relu(w*x + b)", "w", {"w": 1, "x": 2, "b": -2}, (0, 2)),
    # kinks at points that no float is
    ("abs(3x - 0.3)", "x", {"x": 0.1}, (-3, 3)),
    ("abs(3x - 0.3)", "x", {"x": "0.1"}, (-3, 3)),
    ("relu(0.1 + 0.2 - x)", "x", {"x": 0.3}, (-1, 0)),
    ("abs(sin(x))", "x", {"x": "pi"}, (-1, 1)),
    ("abs(x^2 - 2)", "x", {"x": "sqrt(2)"}, (-math.sqrt(8), math.sqrt(8))),
    ("abs(log(x) - 1)", "x", {"x": "e"}, (-1 / math.e, 1 / math.e)),
    ("cos(x)", "x", {"x": "pi/2"}, -1),
    # higher derivatives
    ("abs(x)^3", "x^2", {"x": 0}, 0),
    ("relu(x)^3", "x^2", {"x": 0}, 0),
    ("abs(x)^3", "x^3", {"x": 0}, (-6, 6)),
    ("abs(x)*x", "x^2", {"x": 0}, (-2, 2)),
    ("relu(x)^2", "x^2", {"x": 0}, (0, 2)),
    ("abs(x)^3*y", "x*y", {"x": 0, "y": 2}, 0),
    ("abs(x)^3*y", "x^2*y", {"x": 0, "y": 2}, 0),
    ("max(x, x^2)", "x^2", {"x": 2}, 2),
    # digits that a float loses on the way
    ("sigmoid(x)", "x", {"x": -40}, 4.248354255291589e-18),
    ("log(sigmoid(x))", "x", {"x": -40}, 1),
    ("log(sigmoid(x))", "x", {"x": -1000}, 1),
    ("-log(sigmoid(w*x + b))", "w", {"w": -5, "x": 10, "b": 0}, -10),
    ("log(1 - sigmoid(x))", "x", {"x": 40}, -1),
    ("log(1 - tanh(x))", "x", {"x": 400}, -2),
    ("1/(1 + exp(-x))", "x", {"x": -800}, 0),
    ("log(1 + exp(x))", "x", {"x": 800}, 1),
    ("tanh(exp(exp(exp(x))))", "x", {"x": 10}, 0),
    ("gelu(x)", "x", {"x": -1e200}, 0),
    ("sin(x)", "x", {"x": 1e300}, -0.16821444437424507),  # cos(1e300)
    ("sqrt((x - 1e300)^2)", "x", {"x": 1e300}, (-1, 1)),
    ("1e300*x", "x", {"x": 1e10}, 1e300),
    ("x/1e300", "x", {"x": 1e-300}, 1e-300),
]


@pytest.mark.parametrize(("text", "wrt", "at", "expected"), POINTS)
def test_a_derivative_or_those_of_both_sides(text: str, wrt: str, at: Any, expected: Any) -> None:
    derivation = one(text, wrt)
    if isinstance(expected, tuple):
        with pytest.raises(DomainError, match="is not differentiable at") as caught:
            derivation.at(at)
        assert (caught.value.left, caught.value.right) == pytest.approx(expected, nan_ok=True)
        assert not str(caught.value).startswith("the function") or len(derivation.stages) == 1
    else:
        found = derivation.at(at)
        assert found == pytest.approx(expected, rel=1e-12, abs=0)
        assert math.copysign(1, found) == 1 or found, "no -0"


NO_VALUE = [
    *("relu(-1/x^2)", "min(1/x^2, 1)", "max(-1/x^2, x)", "relu(log(abs(x)))", "exp(relu(log(x)))"),
    *("atan(1/x)", "exp(-1/x^2)", "tanh(1/x)", "exp(log(x))", "1/log(x)", "1/(1 + 1/x^2)"),
    *("softplus(log(x))", "erf(1/x)", "(1/x)^0", "x/x", "0^x", "x^x", "x*log(x)", "sin(1/x)*x^2"),
    *("1/sin(x + pi)", "tan(x - pi/2)", "1/(3x + 0.3 - 0.1*3)", "log(x)/log(1 + x)", "sqrt(x - 1)"),
]


@pytest.mark.parametrize("text", NO_VALUE)
def test_no_value_where_a_part_of_the_formula_has_none(text: str) -> None:
    with pytest.raises(DomainError, match="the function has no value at x = 0") as caught:
        one(text).at(x=0)
    assert (caught.value.left, caught.value.right) == (None, None)


@pytest.mark.parametrize(
    ("text", "x"), [("exp(x)", 1000), ("x^1000", 10), ("exp(exp(exp(x)))", 10), ("x^x", 500)]
)
def test_a_derivative_too_large_for_a_float(text: str, x: float) -> None:
    with pytest.raises(DomainError, match="too large for a 64-bit float"):
        one(text).at(x=x)


@pytest.mark.parametrize(
    ("text", "x"), [("sin(exp(exp(exp(x))))", 10), ("tan(sinh(x^2))", -40), ("cos(10^x)", 450)]
)
def test_numbers_that_are_not_computed_with(text: str, x: float) -> None:
    with pytest.raises(DomainError, match="too large to compute with"):
        one(text).at(x=x)


@pytest.mark.parametrize(
    ("text", "wrt", "x", "said"),
    [
        ("sqrt(x)", "x", 0, "its slope is not finite"),
        ("(x^2)^(1/3)", "x", 0, "from the left the slope is -∞, from the right ∞"),
        ("x^1.5", "x", 0, "from the right the slope is 0; to the left it has no values"),
        ("(1-x)^1.5", "x", 1, "from the left the slope is 0; to the right it has no values"),
        ("acos(x^2 + 1)", "x", 0, "it has no values on either side of that point"),
        ("abs(x)*x", "x^2", 0, "the first derivative is not differentiable"),
        ("abs(x)^3", "x^3", 0, "the second derivative is not differentiable"),
    ],
)
def test_what_is_in_the_way_is_told(text: str, wrt: str, x: float, said: str) -> None:
    with using("en"), pytest.raises(DomainError) as caught:
        one(text, wrt).at(x=x)
    assert said in str(caught.value)
    with using("ko"), pytest.raises(DomainError, match="미분가능하지 않습니다"):
        one(text, wrt).at(x=x)


@pytest.mark.parametrize(
    "value", [None, [1], 1 + 2j, 10**400, 10**5000, "1e400", math.nan, "a\nb"], ids=type
)
def test_what_is_no_number_is_refused_on_one_line(value: Any) -> None:
    with pytest.raises(PointError) as caught:
        one("x^2").at(x=value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 120


def test_a_point_keeps_what_was_given() -> None:
    found = one("x*y", "x").point(x=0.1, y="sqrt(2)/10")
    x, y = (found[letter(name)] for name in "xy")
    assert isinstance(x, Exact)
    assert isinstance(y, Exact)
    assert (x, y) == (0.1, math.sqrt(2) / 10)
    assert str(x.exact) == "1/10"
    again = pickle.loads(pickle.dumps(y))
    assert (again, str(again.exact)) == (y, str(y.exact))


def test_quotients_beside_a_point_that_the_rules_do_not_reach() -> None:
    table = one("abs(x)^3", "x^2").limit_table(x=0)
    assert (table.value, table.derivative) == (0, 0)
    assert table.rows[3].forward == pytest.approx(3e-3)
    table = one("log(1 + exp(x))").limit_table(x=800)  # e^800 is no float
    assert table.rows[1].central == pytest.approx(1)
    assert math.isnan(one("relu(-1/x^2)").limit_table(x=1).rows[0].central)


def test_rounding_that_turns_nothing_is_not_told_of() -> None:
    for text, x in (("cos(x)", 0), ("x^2", 0), ("sin(x)", 0)):
        table = one(text).limit_table(x=x)
        assert math.isnan(table.forward_turns)
        assert math.isnan(table.central_turns)


# An oracle of its own: the definition of a one-sided derivative, with 150 digits.


class Unclear(Exception):
    """So near to an end that rounding decides."""


ORACLE = mpmath.MPContext()
ORACLE.dps = 150
Written = tuple[str, Callable[[Any], Any]]


def clear(u: Any) -> Any:
    """u, if it is 0 or can be told from it: h^4 is 1e-100 below."""
    if 0 < abs(u) < ORACLE.mpf(10) ** -110:
        raise Unclear
    return u


def positive(u: Any) -> Any:
    if clear(u) <= 0:
        raise ValueError
    return u


def root(u: Any) -> Any:
    return ORACLE.sqrt(positive(u)) if u != 0 else u


def bounded(u: Any) -> Any:
    if clear(1 - abs(u)) < 0:
        raise ValueError
    return u


def divided(u: Any, v: Any) -> Any:
    return u / clear(v)


INNER: dict[str, Callable[[Any], Any]] = {
    "abs": abs,
    "relu": lambda u: max(u, ORACLE.zero),
    "sin": ORACLE.sin,
    "cos": ORACLE.cos,
    "exp": ORACLE.exp,
    "tanh": ORACLE.tanh,
    "atan": ORACLE.atan,
    "sigmoid": lambda u: 1 / (1 + ORACLE.exp(-u)),
    "sqrt": root,
    "log": lambda u: ORACLE.log(positive(u)),
    "asin": lambda u: ORACLE.asin(bounded(u)),
    "acos": lambda u: ORACLE.acos(bounded(u)),
}
BOTH: dict[str, Callable[[Any, Any], Any]] = {
    "max({}, {})": max,
    "min({}, {})": min,
    "({}) + ({})": lambda u, v: u + v,
    "({}) - ({})": lambda u, v: u - v,
    "({})*({})": lambda u, v: u * v,
    "({})/({})": divided,
}


def written() -> st.SearchStrategy[Written]:
    """A formula, and how it is computed."""
    leaves: list[Written] = [("x", lambda x: x), ("1", lambda _: ORACLE.one)]

    def applied(name: str, inner: Written) -> Written:
        return f"{name}({inner[0]})", lambda x: INNER[name](inner[1](x))

    def squared(inner: Written) -> Written:
        return f"({inner[0]})^2", lambda x: inner[1](x) ** 2

    def joined(form: str, one: Written, other: Written) -> Written:
        return form.format(one[0], other[0]), lambda x: BOTH[form](one[1](x), other[1](x))

    return st.recursive(
        st.sampled_from([leaves[0], leaves[0], leaves[1]]),
        lambda inner: st.one_of(
            st.builds(applied, st.sampled_from(sorted(INNER)), inner),
            st.builds(squared, inner),
            st.builds(joined, st.sampled_from(sorted(BOTH)), inner, inner),
        ),
        max_leaves=6,
    ).filter(lambda found: "x" in found[0].replace("max", "").replace("exp", ""))


def by_quotients(f: Callable[[Any], Any], x: int, way: int) -> float | None:
    """None without values there, infinite if two quotients differ."""
    here = f(ORACLE.mpf(x))
    try:
        first, second = (
            (f(x + way * h) - here) / (way * h) for h in (ORACLE.mpf(10) ** -k for k in (20, 25))
        )
    except (ValueError, ZeroDivisionError):
        return None
    return float(second) if abs(first - second) < 1e-8 * max(1, abs(second)) else INF


@given(written(), st.sampled_from([0, 1]))
@examples(1000)
def test_what_is_said_is_what_the_definition_says(formula: Written, x: int) -> None:
    text, f = formula
    try:
        derivation = one(text, "x")
    except FormulaError:
        assume(False)
        raise
    # The reader takes 1/(1/x) for x.
    assume("/(1)/" not in text and "/((1)/" not in text)
    try:
        f(ORACLE.mpf(x))
        expected = by_quotients(f, x, -1), by_quotients(f, x, 1)
    except Unclear:
        assume(False)
        raise
    except (ValueError, ZeroDivisionError):
        with pytest.raises(DomainError, match="has no value"):
            derivation.at(x=x)
        return
    left, right = expected
    if None in expected or INF in expected or left != pytest.approx(right, rel=1e-7, abs=1e-7):
        with pytest.raises(DomainError, match="is not differentiable") as caught:
            derivation.at(x=x)
        found = caught.value.left, caught.value.right
        assert [each is None for each in found] == [each is None for each in expected]
        for ours, theirs in zip(found, expected, strict=True):
            assert ours is None or theirs == INF or ours == pytest.approx(theirs, 1e-6, 1e-6)
            assert theirs != INF or not math.isfinite(ours)
    else:
        assert derivation.at(x=x) == pytest.approx(right, rel=1e-6, abs=1e-6)
