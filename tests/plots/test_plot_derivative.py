"""A formula's tangent and secants, against SymPy's derivative."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import sympy

from glassnet.calculus import DomainError, PointError, derive
from glassnet.errors import SettingError
from glassnet.plots.derivative import SECANTS, plot_derivative
from glassnet.plots.save import save

X, Y = sympy.symbols("x y")

# Formula, letters, point, the function that is drawn, its letter.
DRAWN = [
    ("x^2", "x", {"x": 3}, X**2, X),
    ("sin(x)", "x", {"x": 0.5}, sympy.sin(X), X),
    ("x^3 - 2x", "x", {"x": -1.5}, X**3 - 2 * X, X),
    ("log(x)", "x", {"x": 0.25}, sympy.log(X), X),
    ("1/x", "x", {"x": -2}, 1 / X, X),
    ("sigmoid(x)", "x", {"x": "log(3)"}, 1 / (1 + sympy.exp(-X)), X),
    ("x^2*y", "y", {"x": 3, "y": 2}, X**2 * Y, Y),
    ("x^3", "x^2", {"x": 2}, 3 * X**2, X),
    ("x^2*y^3", "x*y", {"x": 1, "y": 2}, 2 * X * Y**3, Y),
    ("7", "x", {}, sympy.Integer(7), X),
]


def line(ax: Any, start: str) -> np.ndarray:
    (found,) = [each for each in ax.lines if str(each.get_label()).startswith(start)]
    return np.asarray(found.get_xydata(), float)


def slope(points: np.ndarray) -> float:
    (x0, y0), (x1, y1) = points[0], points[-1]
    return (y1 - y0) / (x1 - x0)


@pytest.mark.parametrize(
    ("text", "wrt", "at", "function", "by"), DRAWN, ids=[text for text, *_ in DRAWN]
)
def test_the_tangent_has_the_slope_of_the_derivative_and_secants_close_on_it(
    text: str, wrt: str, at: dict[str, Any], function: sympy.Expr, by: sympy.Symbol
) -> None:
    derivation = derive(text, wrt)
    (ax,) = plot_derivative(derivation, at).axes
    point = {X: sympy.sympify(at.get("x", 0)), Y: sympy.sympify(at.get("y", 0))}
    here = float(point[by])
    height = float(function.subs(point))
    expected = float(sympy.diff(function, by).subs(point))

    tangent = line(ax, derivation.label)
    assert slope(tangent) == pytest.approx(expected, abs=1e-9)
    assert np.interp(here, *tangent.T) == pytest.approx(height, abs=1e-6)
    curve = line(ax, derivation.formula.name)
    others = {letter: value for letter, value in point.items() if letter != by}
    with np.errstate(all="ignore"):  # where there is none
        values = sympy.lambdify(by, function.subs(others), "numpy")(curve[:, 0])
    inside = np.isfinite(curve[:, 1])
    assert inside.sum() > 1000
    wanted = np.broadcast_to(values, curve[:, 0].shape)[inside]
    np.testing.assert_allclose(curve[inside, 1], wanted, rtol=1e-9, atol=1e-12)

    away = []
    for h in SECANTS:
        end = complex(function.subs({**point, by: point[by] + sympy.Rational(str(h))}))
        if not math.isfinite(end.real):
            continue
        secant = line(ax, f"h = {h:g}:")
        assert slope(secant) == pytest.approx((end.real - height) / h, abs=1e-9)
        away.append(abs(slope(secant) - expected))
    assert len(away) >= 2
    if text != "1/x":  # whose secants from -2 cross the pole
        assert away == sorted(away, reverse=True)


def test_a_secant_to_where_there_is_nothing_is_left_out() -> None:
    (ax,) = plot_derivative(derive("sqrt(1-x)", "x"), {"x": 0}).axes
    labels = [str(each.get_label()) for each in ax.lines]
    assert [label[:7] for label in labels if label.startswith("h = ")] == ["h = 1: ", "h = 0.5"]


def test_without_a_point_it_is_one_with_a_derivative() -> None:
    (ax,) = plot_derivative(derive("abs(x - 1)", "x"), None).axes
    assert "(x = 0.5)" in ax.get_title()
    with pytest.raises(SettingError, match="no point was found at which there is a derivative"):
        plot_derivative(derive("log(-x^2 - 1)", "x"))


@pytest.mark.parametrize("at", [1e-300, 0.001, 1e12, 1e300])
@pytest.mark.parametrize("text", ["x", "log(x)", "x*1e-200", "1/x"])
def test_points_far_out_can_be_drawn(text: str, at: float, tmp_path) -> None:
    try:
        figure = plot_derivative(derive(text, "x"), {"x": at})
    except DomainError:
        assert (text, at) == ("1/x", 1e-300)  # the derivative is beyond floats
        return
    assert save(figure, tmp_path / "a.png").stat().st_size > 1000
    low, high = figure.axes[0].get_ylim()
    assert low < float(sympy.sympify(text.replace("^", "**")).subs({X: at})) < high


def test_of_no_point_and_no_derivative_there_is_no_picture() -> None:
    with pytest.raises(PointError, match="no value for y"):
        plot_derivative(derive("x*y", "x"), {"x": 1})
    with pytest.raises(DomainError, match="no derivative at x = 0"):
        plot_derivative(derive("abs(x)", "x"), {"x": 0})
