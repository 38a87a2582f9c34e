"""Steps of gradient descent against closed forms, Keras' own optimizers and SymPy."""

from __future__ import annotations

import itertools
import math
from typing import Any

import keras
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import glassnet as gn
from glassnet.descent.keras_move import DESCENT_OPTIMIZERS, KerasMove
from glassnet.errors import SettingError
from glassnet.text import using

BOWL = "x^2 + 10*y^2"
START = {"x": 3, "y": 1}


@given(rate=st.floats(0.001, 1.5), start=st.floats(-100, 100).filter(lambda x: abs(x) > 1e-3))
@settings(max_examples=25, deadline=None)
def test_a_parabola_shrinks_by_one_factor_a_step(rate: float, start: float) -> None:
    found = gn.descend("x^2", {"x": start}, rate=rate, steps=10)
    for step in found.steps:
        # At a rate of 1/2 the factor is 0, but for the rounding of the rate.
        expected = (1 - 2 * rate) ** step.number * start
        assert step.point[0] == pytest.approx(expected, rel=1e-9, abs=1e-14 * abs(start))
        assert step.value == pytest.approx(step.point[0] ** 2)


def test_each_point_is_the_one_before_and_its_update() -> None:
    found = gn.descend(BOWL, START, rate=0.03, steps=7)
    assert [step.number for step in found.steps] == list(range(8))
    assert found.steps[-1].update is None
    for before, after in itertools.pairwise(found.steps):
        assert before.update is not None
        assert after.point == pytest.approx(np.add(before.point, before.update))
        assert before.update == pytest.approx(-0.03 * np.array(before.gradient))


def keras_path(optimizer: keras.optimizers.Optimizer, steps: int) -> list[float]:
    """The bowl's gradient written by hand, a float32 variable, and nothing of glassnet."""
    point = keras.Variable(np.array([3.0, 1.0], "float32"))
    path = [np.array(point)]
    for _ in range(steps):
        optimizer.apply([np.array([2.0, 20.0], "float32") * np.array(point)], [point])
        path.append(np.array(point))
    return np.array(path).tolist()


OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.02),
    "momentum": lambda: keras.optimizers.SGD(0.02, momentum=0.9),
    "nesterov": lambda: keras.optimizers.SGD(0.02, momentum=0.9, nesterov=True),
    "adam": lambda: keras.optimizers.Adam(0.02),
    "rmsprop": lambda: keras.optimizers.RMSprop(0.02),
    "adagrad": lambda: keras.optimizers.Adagrad(0.02),
    "lion": lambda: keras.optimizers.Lion(0.02),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_steps_are_those_of_keras(name: str) -> None:
    found = gn.descend(BOWL, START, rate=0.02, steps=15, optimizer=name)
    expected = keras_path(OPTIMIZERS[name](), 15)
    assert np.allclose([step.point for step in found.steps], expected, rtol=1e-4, atol=1e-5)
    assert keras.config.floatx() == "float32", "Keras' setting is left as it was"


def test_adam_follows_its_paper_in_float64() -> None:
    """Kingma & Ba (2015), algorithm 1, with Keras' place of ε."""
    found = gn.descend(BOWL, START, rate=0.1, steps=12, optimizer="adam")
    point, m, v = np.array([3.0, 1.0]), np.zeros(2), np.zeros(2)
    for t, step in enumerate(found.steps, 1):
        assert step.point == pytest.approx(point, rel=1e-12)
        gradient = np.array([2.0, 20.0]) * point
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        point = point - 0.1 * math.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-7)


def test_plain_steps_are_those_of_keras_in_float64() -> None:
    found = gn.descend("(1-x)^2 + 100*(y-x^2)^2", {"x": -1.2, "y": 1}, rate=0.001, steps=30)
    move = KerasMove(keras.optimizers.SGD, 0.001)
    for before, after in itertools.pairwise(found.steps):
        # Compiled, a product and a sum may be rounded once instead of twice.
        assert move(before.point, before.gradient) == pytest.approx(after.point, rel=1e-15)


@pytest.mark.parametrize("name", sorted(DESCENT_OPTIMIZERS.entries))
def test_every_optimizer_goes_downhill(name: str) -> None:
    found = gn.descend("x^2 + y^2", START, rate=0.01, steps=3, optimizer=name)
    assert found.steps[-1].value < found.steps[0].value


FORMULAS = ["sin(x)*y^2 + x*y", "exp(x)/(1+y^2)", "log(sigmoid(x - 2*y))", "x^3 - 3*x*y^2"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_gradients_and_curvatures_are_sympys(formula: str) -> None:
    x, y = sympy.symbols("x y", real=True)
    written = formula.replace("sigmoid(x - 2*y)", "1/(1 + exp(-(x - 2*y)))")
    f = sympy.sympify(written, {"x": x, "y": y})
    found = gn.descend(formula, {"x": 0.3, "y": -0.7}, rate=0.05, steps=4)
    for step in found.steps:
        at = dict(zip((x, y), step.point, strict=True))
        assert step.value == pytest.approx(float(f.subs(at)))
        assert step.gradient == pytest.approx([float(f.diff(v).subs(at)) for v in (x, y)])
        hessian = np.array(sympy.hessian(f, (x, y)).subs(at).evalf(), float)
        assert found.curvatures_at(step) == pytest.approx(np.linalg.eigvalsh(hessian))


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov"])
@pytest.mark.parametrize(("a", "b"), [(1, 10), (3, 0.5), (7, 7)])
def test_the_limit_parts_rates_that_converge_from_those_that_diverge(
    name: str, a: float, b: float
) -> None:
    bowl = f"{a}*x^2 + {b}*y^2"
    limit = gn.descend(bowl, START, rate=0.001, steps=1, optimizer=name).rate_limit
    assert limit is not None
    ends = [
        gn.descend(bowl, START, rate=share * limit, steps=300, optimizer=name).steps[-1].value
        for share in (0.97, 1.03)
    ]
    assert ends[0] < 0.1 < 1000 < ends[1]


def test_an_optimizer_that_scales_its_steps_has_no_limit() -> None:
    assert gn.descend("x^2", {"x": 1}, optimizer="adam", steps=1).rate_limit is None
    assert gn.descend("-x^2", {"x": 1}, steps=1).rate_limit is None


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("x^2 + y^2", "minimum"),
        ("-x^2 - 2*y^2", "maximum"),
        ("x^2 - y^2", "saddle"),
        ("x*y", "saddle"),
        ("x^2 + y^4", "undecided"),
    ],
)
def test_a_start_without_a_gradient_stays_and_says_what_it_is(formula: str, kind: str) -> None:
    for optimizer in ("sgd", "adam"):
        found = gn.descend(formula, {"x": 0, "y": 0}, optimizer=optimizer)
        assert (found.end, found.stationary, len(found.steps)) == ("stationary", kind, 1)


def test_an_exact_start_is_exact() -> None:
    """The float nearest to π/2 is no zero of cos; π/2 is."""
    assert gn.descend("sin(x)", {"x": "pi/2"}).stationary == "maximum"
    assert gn.descend("sin(x)", {"x": math.pi / 2}, steps=2).stationary is None


def test_a_step_out_of_the_domain_ends_it() -> None:
    found = gn.descend("log(x)", {"x": 1}, rate=0.6)
    assert [step.point for step in found.steps] == [(1.0,), (0.4,)]
    assert found.steps[-1].update == pytest.approx((-1.5,))
    assert found.end == "left"
    assert "no value at x = -1.1" in found.why
    with pytest.raises(gn.DomainError, match="no value"):
        gn.descend("log(x)", {"x": 0})


def test_a_kink_ends_it() -> None:
    found = gn.descend("abs(x)", {"x": 1}, rate=0.5)
    assert (found.end, len(found.steps)) == ("left", 2)
    assert "not differentiable at x = 0" in found.why


@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_divergence_ends_before_the_numbers_do(optimizer: str) -> None:
    found = gn.descend("x^4", {"x": 3}, rate=1, steps=1000, optimizer=optimizer)
    assert found.end == "left"
    assert found.diverges
    assert len(found.steps) < 20
    assert all(math.isfinite(step.value) for step in found.steps)


def test_letters_outside_the_parentheses_stay() -> None:
    found = gn.descend("f(x) = a*x^2", {"x": 3, "a": 2}, rate=0.1, steps=3)
    assert [step.point[0] for step in found.steps] == pytest.approx([3 * 0.6**n for n in range(4)])
    assert found.curvature == pytest.approx(4)


@pytest.mark.parametrize(
    ("formula", "start", "settings", "said"),
    [
        ("x*y*z", {}, {}, "expected one or two variables"),
        ("3", {}, {}, "without variables"),
        ("x^2", {}, {}, "no value for x"),
        ("x^2", {"x": 1}, {"rate": 0}, "learning rate 0"),
        ("x^2", {"x": 1}, {"rate": math.nan}, "learning rate nan"),
        ("x^2", {"x": 1}, {"steps": 0}, "steps 0: expected a whole number from 1 to 10,000"),
        ("x^2", {"x": 1}, {"optimizer": "adm"}, "Did you mean adam"),
        ("x^2", 3, {}, "start 3: expected a value for each variable"),
        ("x^2", "x=3", {}, "start 'x=3': expected a value for each variable"),
        ("x^2", {"x": 1}, {"rate": "0.1"}, "learning rate '0.1'"),
        ("x^2", {"x": 1}, {"rate": None}, "learning rate None"),
        ("x^2", {"x": 1}, {"steps": 2.5}, "steps 2.5: expected a whole number"),
        ("x^2", {"x": 1}, {"optimizer": None}, "optimizer NoneType: expected a name"),
    ],
)
def test_mistakes_are_one_line(
    formula: str, start: Any, settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(gn.errors.GlassnetError, match=said) as caught:
        gn.descend(formula, start, **settings)
    assert "\n" not in str(caught.value)


def test_unknown_optimizers_are_setting_errors() -> None:
    with pytest.raises(SettingError):
        gn.descend("x", {"x": 1}, optimizer="newton")


def test_text_and_html_have_every_number() -> None:
    found = gn.descend("x^2", {"x": 3}, rate=0.1, steps=2)
    for text in (str(found), found._repr_html_()):
        for number in ("2.4", "5.76", "4.8", "−0.48", "1.92", "3.6864", "3.84"):
            assert number in text
    assert "<td>−0.6</td>" in found._repr_html_()
    with using("ko"):
        assert "학습률 0.1" in str(found)


def test_a_long_descent_shows_its_ends() -> None:
    found = gn.descend("x^2", {"x": 3}, rate=0.01, steps=100)
    numbers = [line.split()[0] for line in str(found).splitlines()[3:-3]]
    assert numbers == [*map(str, range(20)), "…", *map(str, range(96, 101))]


@pytest.mark.parametrize(
    ("formula", "start", "is_bowl"),
    [("x^2 + y^2", {"x": 1, "y": 2}, True), ("a*x", {"a": 2, "x": 3}, False)],
)
def test_a_limit_of_the_rate_is_named_only_in_a_bowl(
    formula: str, start: dict[str, float], is_bowl: bool
) -> None:
    assert ("Largest curvature" in str(gn.descend(formula, start))) is is_bowl


def test_a_gradient_too_small_for_a_float_is_called_no_minimum() -> None:
    found = gn.descend("exp(x)", {"x": 5}, rate=1e5)
    assert found.stationary == "undecided"
    assert "do not tell whether this is a minimum" in str(found)


@pytest.mark.parametrize(("steps", "said"), [(1, "After 1 step:"), (2000, "After 2,000 steps:")])
def test_steps_are_counted_in_plain_english(steps: int, said: str) -> None:
    assert said in str(gn.descend("x^2", {"x": 3}, rate=1e-4, steps=steps))
