"""Derivations as people use them: values, tables, limits, forms of output."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from known import KNOWN, failures
from rich.cells import cell_len
from sampling import examples
from test_steps import expressions

import glassnet as gn
from glassnet.calculus import Derivation, DomainError, FormulaError, Gradient, PointError, derive
from glassnet.calculus.evaluate import evaluate
from glassnet.calculus.formula import read_formula
from glassnet.calculus.grammar import letter
from glassnet.calculus.printing.style import FormulaStyle
from glassnet.calculus.simplify import ordered
from glassnet.calculus.steps import differentiate


def one(text: str, wrt: str | None = None, **more: bool) -> Derivation:
    found = derive(text, wrt, **more)
    assert isinstance(found, Derivation)
    return found


def test_the_value_at_a_point() -> None:
    # The note's example: what w does to log(sigmoid(w*x + b)).
    found = one("log(sigmoid(w*x + b))", "w").at(w=-2, x=5, b=3)
    assert found == pytest.approx(5 * (1 - 1 / (1 + math.exp(7))))
    assert one("sin(x)").at(x="pi") == pytest.approx(-1)
    assert one("sin(x)").at({"x": "pi/3"}) == pytest.approx(0.5)
    assert one("w_1*x", "w_1").at({"w_1": 1, "x": 2}) == 2
    assert one("7").at() == 0
    assert gn.derive("3", wrt="x").at(x=2) == 0
    assert gn.derive("3", wrt="x").at() == 0


def test_higher_and_mixed_derivatives() -> None:
    x, y = letter("x"), letter("y")
    for wrt in ("x^2", "x²", "x*x", "x x"):
        assert str(one("x^3", wrt)).replace(" ", "") == "d²f/dx²=6*x"
    assert str(one("x^2*y^3", "x*y")) == "∂²f/∂y∂x = 6*x*y^2"
    mixed = one("sin(x*y)*e^x", "x^2*y")
    expected = sympy.diff(sympy.sin(x * y) * sympy.exp(x), x, x, y)
    at = {x: 0.7, y: -1.3}
    assert mixed.at(x=0.7, y=-1.3) == pytest.approx(float(expected.subs(at)))
    assert [check.agrees for check in mixed.check()] == [True] * 9
    relu = one("relu(x)^3", "x^3")
    assert relu.at(x=2) == 6
    assert relu.at(x=-2) == 0


def test_a_gradient_is_a_sequence_of_derivations() -> None:
    found = derive("w*x + b")
    assert isinstance(found, Gradient)
    assert [each.label for each in found] == ["∂f/∂w", "∂f/∂x", "∂f/∂b"]
    assert found.at(w=2, x=3, b=1) == (3, 2, 1)
    assert derive("w*x + b", ["w", "b"]).at(w=2, x=3, b=1) == (3, 1)
    assert len(derive("w*x + b", "w, x")) == 2


def test_definitions_are_written_out_on_request() -> None:
    plain, written = one("sigmoid(x)"), one("sigmoid(x)", definitions=True)
    assert "sigmoid" in str(plain)
    assert "sigmoid" not in str(written)
    assert {step.rule for step in written.steps} >= {"chain", "exponential", "sum"}
    for number in (-3, 0, 2):
        assert written.at(x=number) == pytest.approx(plain.at(x=number))


def test_the_table_of_quotients_closes_on_the_derivative() -> None:
    table = one("x^3").limit_table(x=1)
    assert (table.value, table.derivative) == (1, 3)
    for row in table.rows[:5]:  # (1+h)^3 = 1 + 3h + 3h² + h³
        assert row.forward == pytest.approx(3 + 3 * row.h + row.h**2, rel=1e-9)
        assert row.central == pytest.approx(3 + row.h**2, rel=1e-9)
    # Where the error of a quotient and rounding are alike: h² ~ eps, and h³ ~ eps.
    assert 1e-10 <= table.forward_turns <= 1e-6
    assert 1e-7 <= table.central_turns <= 1e-3
    assert math.isnan(one("sqrt(x)").limit_table(x=0.5).rows[0].central)


def test_the_limit_is_above_the_table_in_a_notebook() -> None:
    table = one("0.5x^2", "x").limit_table(x=1)
    shown = table._repr_html_()
    assert r"\lim_{h \to 0} \frac{0.5 \left(x + h\right)^{2} - 0.5 x^{2}}{h}" in shown
    assert shown.index("lim_") < shown.index("<table>")
    assert shown.count("<tr>") == 1 + len(table.rows)
    assert f"<td>1e-01</td><td>{1.05:.12g}</td><td>1</td>" in shown


@pytest.mark.parametrize("text", ["x^3", "sin(x)", "e^(2x)", "1/x", "sigmoid(x)", "x*log(x)"])
def test_the_limit_is_the_derivative(text: str) -> None:
    derivation = one(text)
    found = derivation.limit()
    assert found is not None
    x = letter("x")
    for number in (0.5, 1.5, 3.0):
        assert float(found.subs(x, number)) == pytest.approx(derivation.at(x=number))


def test_a_limit_that_is_none_is_not_told() -> None:
    assert one("x^x^x^x").limit() is None


# Formula, letter, point, what is said.
NOWHERE = [
    ("log(x)", "x", {"x": -1}, "no value at x = -1"),
    ("1/x", "x", {"x": 0}, "no value at x = 0"),
    ("abs(x)", "x", {"x": 0}, "from the left the slope is -1, from the right 1"),
    ("relu(w*x)", "w", {"w": 0, "x": -2}, "from the left the slope is -2, from the right 0"),
    ("max(x, 1)", "x", {"x": 1}, "from the left the slope is 0, from the right 1"),
    ("sqrt(x)", "x", {"x": 0}, "its slope is not finite"),
    ("relu(x)", "x^2", {"x": 0}, "not differentiable at x = 0"),
]


@pytest.mark.parametrize(("text", "wrt", "at", "said"), NOWHERE)
def test_no_derivative_at_a_point(text: str, wrt: str, at: dict[str, float], said: str) -> None:
    derivation = one(text, wrt)
    with pytest.raises(DomainError, match=said) as caught:
        derivation.at(at)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.left, again.right) == (
        str(caught.value),
        caught.value.left,
        caught.value.right,
    )


def test_smooth_where_the_rules_have_no_value() -> None:
    assert one("abs(x)^3").at(x=0) == 0
    assert one("relu(x)^2").at(x=0) == 0


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "no value for x"),
        ({"x": 1, "y": 2}, "y: the formula has no such variable"),
        ({"x": math.inf}, "expected a finite number"),
        ({"x": "b"}, "expected a number, such as 3"),
    ],
)
def test_a_point_that_is_none(values: dict[str, float | str], said: str) -> None:
    with pytest.raises(PointError, match=said):
        one("x^2").at(values)


def test_letters_besides_the_arguments_are_held_constant() -> None:
    found = one("f(x) = a*x")
    assert found.label == "∂f/∂x"
    assert found.at(x=1, a=3) == 3
    assert one("f(x) = a*x", "a").at(x=2, a=3) == 2
    with pytest.raises(PointError, match="no value for a"):
        found.at(x=1)


@pytest.mark.parametrize(
    ("formula", "wrt", "said"),
    [
        (None, None, "found NoneType"),
        (b"x", None, "found bytes"),
        ("x", [1], "with respect to 1: expected a variable"),
        ("x", 1, "with respect to 1: expected a variable"),
        ("x", [], r"with respect to \[\]: expected a variable"),
        ("wx + b", "w", r"Read wx as one variable; for a product write w\*x"),
        ("x = 1", None, "x = … only defines x"),
        ("x = 1", "x", "x = … only defines x"),
    ],
)
def test_what_cannot_be_asked_for(formula: Any, wrt: Any, said: str) -> None:
    with pytest.raises(FormulaError, match=said):
        derive(formula, wrt)


def test_the_same_twice_is_derived_once() -> None:
    assert isinstance(derive("x*y", "x,x"), Derivation)
    assert len(derive("x*y", "x, y, x")) == 2


@pytest.mark.parametrize("wrt", ["", "x,", "x^", "x^0", "x^7", "2", "x+y", "x^9999999999", "q"])
def test_with_respect_to_nothing_that_can_be(wrt: str) -> None:
    with pytest.raises(FormulaError) as caught:
        derive("x^2", wrt)
    assert "\n" not in str(caught.value)


def test_a_derivative_too_large_for_another_is_refused() -> None:
    product = "*".join(f"sin({n}x)" for n in range(1, 60))
    with pytest.raises(FormulaError, match="parts; expected 5,000 or fewer"):
        derive(product, "x^4")


def test_every_form_of_output_has_every_step() -> None:
    assert not failures(KNOWN, every_form_has_every_step)


def every_form_has_every_step(text: str) -> None:
    derivation = one(text, "x") if letter("x") in read_formula(text).letters else one("7")
    n_steps = len(derivation.steps)
    assert derivation.latex().count(r"\intertext{") == n_steps + 2  # the heading, and an end
    assert derivation.markdown().count("**") == 2 * n_steps
    shown = derivation._repr_html_()
    assert (shown.count("<li>"), shown.count("$$")) == (n_steps, 4)
    assert derivation._repr_latex_().startswith(r"$\displaystyle \frac{")


def test_html_escapes_what_it_shows() -> None:
    found = one("relu(x)")._repr_html_()
    assert "x < 0" not in found
    assert "&lt;" in found


@given(expressions())
@examples(400)
def test_what_is_written_can_be_read_again(written: str) -> None:
    """The formula, and its derivative too."""
    try:
        formula = read_formula(written)
    except FormulaError:
        return
    writing = FormulaStyle.of(formula)
    at = {symbol: np.linspace(-2.3, 2.9, 17) for symbol in (letter("x"), letter("a"))}
    for f in (formula.expression, differentiate(formula.expression, letter("x")).after):
        plain = writing.plain(f)
        try:
            again = read_formula(plain).expression
        except FormulaError as error:
            again, said = None, str(error)
            # What is divided by was no 0 while it was not computed.
            known = ("no real value", "value of this part", "division by zero", "0 to a power")
            found = any(each in said for each in known)
        else:
            found = True
        assert found, plain
        if again is None:
            continue
        with np.errstate(all="ignore"):
            one, other = (np.broadcast_to(evaluate(each, at), 17) for each in (f, again))
        both = np.isfinite(one) & np.isfinite(other)
        np.testing.assert_allclose(one[both], other[both], rtol=1e-9)


WRITTEN = {
    "--x": ("-(-x)", r"-\left(-x\right)"),
    "x - -x": ("x - (-x)", r"x - \left(-x\right)"),
    "a/(b*c)": ("a/(b*c)", r"\frac{a}{b c}"),
    "x/(2/x)": ("x/(2/x)", r"\frac{x}{\frac{2}{x}}"),
    "-(x+1)/2": ("-(x + 1)/2", r"-\frac{x + 1}{2}"),
    "0.1x^2 + x/4": ("0.1*x^2 + x/4", r"0.1 x^{2} + \frac{x}{4}"),
    "x*(-3)": ("x*(-3)", r"x \cdot \left(-3\right)"),
    "2*3": ("2*3", r"2 \cdot 3"),
    "(e^x)^2": ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
    "5 - 3x/4": ("5 - 3*x/4", r"5 - \frac{3 x}{4}"),
    "x^y^2": ("x^(y^2)", r"x^{y^{2}}"),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_formula_is_written_as_it_was_read(text: str) -> None:
    formula = read_formula(text)
    writing = FormulaStyle.of(formula)
    assert (writing.plain(formula.expression), writing.latex(formula.expression)) == WRITTEN[text]


def test_a_korean_label_takes_its_room() -> None:
    drawn = (
        FormulaStyle().pretty(read_formula("x/(x + 1)").expression, before="간단히: ").splitlines()
    )
    assert [cell_len(line) for line in drawn] == [cell_len(drawn[0])] * 3
    assert drawn[1] == "간단히: ─────"


def test_what_sympy_computes_comes_in_a_books_order() -> None:
    x, y = letter("x"), letter("y")
    for found, written in (
        ((2 - 2 * x) / (-1 + x**3 - 3 * x**2 + 3 * x), "(2 - 2*x)/(x^3 - 3*x^2 + 3*x - 1)"),
        ((x - 1) ** 2, "(x - 1)^2"),
        (y * x ** (y - 1), "y*x^(y - 1)"),
        (1 - sympy.sin(y + x * 2), "1 - sin(2*x + y)"),
    ):
        assert FormulaStyle().plain(ordered(found)) == written


def test_every_form_says_what_is_held_and_what_was_defined() -> None:
    found = one("u = w*x + b\nσ(u)^2", "w")
    forms = (found.latex(), found.markdown(), found._repr_html_())
    for form in forms:
        assert "only $w$ changes" in form
        assert "$x$, $b$ are held constant" in form
        assert "u = w x + b" in form.replace("&= ", "= ")
        assert r"u = \sigma\left" not in form
        assert r"$g = " not in form
    mixed = one("x^2*y", "x*y")
    assert "$x$ is held constant" in mixed.markdown()
    assert "$y$ is held constant" in mixed.markdown()
    gradient = derive("x*y")
    assert isinstance(gradient, Gradient)
    assert gradient._repr_latex_().count(r"\partial f") == 2


@pytest.mark.parametrize(
    "formula", ["tanh(relu(x))", "relu(x^2 - 1)^2", "max(sin(x), cos(x))^2", "max(x^2, x)^-1"]
)
def test_pieces_that_are_raised_are_written(formula: str) -> None:
    second = gn.derive(formula, "x^2")
    for written in (second.latex(), second.markdown(), second._repr_html_()):
        assert written.count("{") == written.count("}")
        assert "cases" in written


@pytest.mark.parametrize(
    ("formula", "wrt"), [("5", "pi"), ("2e", "e"), ("3", "sin"), ("x", "π"), ("½x", "x")]
)
def test_what_is_no_letter_is_none(formula: str, wrt: str) -> None:
    with pytest.raises(gn.FormulaError):
        gn.derive(formula, wrt)


def test_numbers_that_vanish_in_a_product() -> None:
    with pytest.raises(gn.FormulaError, match="outside the range"):
        gn.derive("1e-300*1e-300*x")
    assert gn.derive("0*x + 0.5*0*x", "x").at(x=1) == 0
