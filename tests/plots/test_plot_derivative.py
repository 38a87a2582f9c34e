"""A formula's tangent and secants, against SymPy's derivative."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy

from glassnet.calculus import DomainError, PointError, derive
from glassnet.errors import SettingError
from glassnet.plots.derivative import MOST_PANELS, plot_derivative
from glassnet.plots.save import save
from glassnet.text import using

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
    ("sin(50x)", "x", {"x": 1}, sympy.sin(50 * X), X),
    ("tan(x)", "x", {"x": 1}, sympy.tan(X), X),
    ("x^10", "x", {"x": 1}, X**10, X),
    ("exp(x/1000)", "x", {"x": 1}, sympy.exp(X / 1000), X),
    ("log(x)", "x", {"x": 1000}, sympy.log(X), X),
    ("cosh(50x)", "x", {"x": 0}, sympy.cosh(50 * X), X),
]


def line(ax: Any, start: str) -> np.ndarray:
    (found,) = [each for each in ax.lines if str(each.get_label()).startswith(start)]
    return np.asarray(found.get_xydata(), float)


def secants(ax: Any) -> list[tuple[float, np.ndarray]]:
    """Each secant's h, and its line."""
    labels = [str(each.get_label()) for each in ax.lines]
    named = [label for label in labels if label.startswith("secant, slope ")]
    return [(float(label.split("h = ")[1].rstrip(")")), line(ax, label)) for label in named]


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

    tangent = line(ax, "tangent, slope ")
    assert slope(tangent) == pytest.approx(expected, abs=1e-9)
    assert np.interp(here, *tangent.T) == pytest.approx(height, abs=1e-6)
    (curve,) = [np.asarray(ax.lines[0].get_xydata(), float)]
    others = {letter: value for letter, value in point.items() if letter != by}
    with np.errstate(all="ignore"):  # where there is none
        values = sympy.lambdify(by, function.subs(others), "numpy")(curve[:, 0])
    inside = np.isfinite(curve[:, 1])
    assert inside.sum() > 1000
    wanted = np.broadcast_to(values, curve[:, 0].shape)[inside]
    np.testing.assert_allclose(curve[inside, 1], wanted, rtol=1e-9, atol=1e-12)

    away = []
    for h, secant in secants(ax):
        end = float(function.subs({**point, by: point[by] + sympy.Rational(str(h))}))
        assert slope(secant) == pytest.approx((end - height) / h, rel=1e-9, abs=1e-9)
        away.append(abs(slope(secant) - expected))
    assert len(away) == 3
    assert away == sorted(away, reverse=True)
    if text != "7":
        assert away[2] <= 0.7 * away[0]  # that they close on it can be seen


def test_secants_end_where_there_is_a_value() -> None:
    (ax,) = plot_derivative(derive("sqrt(1-x)", "x"), {"x": 0}).axes
    assert [h for h, _ in secants(ax)] == [1, 0.5, 0.25]


def test_the_title_says_what_is_drawn() -> None:
    (ax,) = plot_derivative(derive("x^3", "x^2"), {"x": 2}).axes
    assert ax.get_title(loc="left") == "df/dx = 3⋅x²\n(x = 2)"
    assert ax.lines[0].get_label() == "df/dx"
    assert line(ax, "tangent, slope 12 (d²f/dx²)").size
    (ax,) = plot_derivative(derive("x^2"), {"x": 3}).axes
    secant = line(ax, "secant, slope 8 (h = 2)")  # (25 - 9)/2
    assert slope(secant) == pytest.approx(8)


def test_no_line_joins_both_sides_of_a_pole() -> None:
    for text, at in (("tan(x)", 1.4), ("1/(x-1)", 0.5), ("abs(x)/x", 0.5), ("1/(x-1)^2", 0.5)):
        (ax,) = plot_derivative(derive(text, "x"), {"x": at}).axes
        x, y = np.asarray(ax.lines[0].get_xydata(), float).T
        low, high = ax.get_ylim()
        joined = np.isfinite(y[1:]) & np.isfinite(y[:-1]) & (np.abs(np.diff(y)) > (high - low) / 2)
        assert not np.any(joined & (np.sign(y[1:]) != np.sign(y[:-1]))), text
        assert np.all(np.diff(x) >= 0)


def test_where_there_is_no_value_the_picture_is_shaded_and_says_so() -> None:
    (ax,) = plot_derivative(derive("log(x)", "x"), {"x": 0.25}).axes
    (shade,) = ax.patches
    left, right = ax.get_xlim()
    x, width = shade.get_x(), shade.get_width()
    assert (x, x + width) == pytest.approx((left, 0), abs=0.01 * (right - left))
    assert [words.get_text() for words in ax.get_legend().get_texts()][-1] == "no value"
    assert not [each for each in ax.lines if each.get_marker() == "x"]


def test_the_legend_lies_beside_the_curve() -> None:
    figure = plot_derivative(derive("sin(50x)", "x"), {"x": 1})
    (ax,) = figure.axes
    figure.draw_without_rendering()
    inside, legend = ax.get_window_extent(), ax.get_legend().get_window_extent()
    assert legend.x0 >= inside.x1
    assert legend.x1 <= figure.bbox.x1


def test_a_gradient_has_a_panel_for_each_variable() -> None:
    figure = plot_derivative(derive("x^2*y + y"), {"x": 1, "y": 2})
    first, second = figure.axes[::-1]
    assert {first.get_xlabel(), second.get_xlabel()} == {"x", "y"}
    by = {ax.get_xlabel(): ax for ax in figure.axes}
    assert slope(line(by["x"], "tangent")) == pytest.approx(4)
    assert slope(line(by["y"], "tangent")) == pytest.approx(2)
    assert by["x"].get_position().y0 > by["y"].get_position().y0
    many = plot_derivative(derive("+".join("abcdghkm")))
    assert len(many.axes) == MOST_PANELS
    assert [words.get_text() for words in many.texts] == ["further variables are not drawn"]


def test_its_words_are_korean_where_a_font_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def legend() -> str:
        (ax,) = plot_derivative(derive("log(x)", "x"), {"x": 0.25}).axes
        return "; ".join(each.get_text() for each in ax.get_legend().get_texts())

    with using("ko"):
        monkeypatch.setattr(
            "glassnet.plots.drawing.figures.families_for", lambda _: (["DejaVu Sans"], "")
        )
        assert "; 접선, 기울기 4 (df/dx); 값이 없음" in legend()
        assert "; 할선, 기울기 " in legend()
        missing = lambda words: (["DejaVu Sans"], "값")
        monkeypatch.setattr("glassnet.plots.drawing.figures.families_for", missing)
        assert "; tangent, slope 4 (df/dx); no value" in legend()


def test_letters_that_may_not_be_equal_are_set_apart() -> None:
    for text in ("log(x - y)", "log(y - x)", "1/(x - y)"):
        assert plot_derivative(derive(text)).axes, text


def test_without_a_point_it_is_one_with_a_derivative() -> None:
    (ax,) = plot_derivative(derive("abs(x - 1)", "x"), None).axes
    assert "(x = 0.5)" in ax.get_title(loc="left")
    with pytest.raises(SettingError, match="no point with a derivative was found"):
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
    with pytest.raises(DomainError, match="not differentiable at x = 0"):
        plot_derivative(derive("abs(x)", "x"), {"x": 0})
