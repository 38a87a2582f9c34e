"""The Pencil room against gn.derive, gn.trace, SymPy and finite differences."""

from __future__ import annotations

import math
import time
from typing import Any

import msgspec
import pytest
import sympy

import glassnet as gn
from glassnet.page.causes import Causes
from glassnet.page.guide.shelf import Shelf
from glassnet.page.handlers import HANDLERS, Tools
from glassnet.page.network.session import Session
from glassnet.page.pencil.pencil import derive_formula, evaluate_formula
from glassnet.page.pencil.pencil_answers import Derived, Evaluated, FormulaTraced, Misread
from glassnet.page.pencil.pencil_graph import trace_formula
from glassnet.page.requests import AnyRequest, Derive, Evaluate, TraceFormula
from glassnet.page.state import PageState, Pencil
from glassnet.text import using

SIGMOID = Pencil("1 / (1 + exp(-(w*x + b)))", "x", (("w", 2.0), ("x", 1.0), ("b", -1.0)))
FORMULAS = [
    SIGMOID,
    Pencil("x^2", "x", (("x", 1.0),)),
    Pencil("sin(x)/x", "x", (("x", 2.0),)),
    Pencil("(w*x + b - y)^2", "w", (("w", 0.5), ("x", 2.0), ("b", 1.0), ("y", 3.0))),
    Pencil("a = sigmoid(w*x + b)\n(v*a - y)^2", "w", tuple((each, 0.7) for each in "vwxby")),
    Pencil("x^x + max(x, 3) - x*x", "x", (("x", 1.5),)),
]


@pytest.fixture(scope="module")
def session() -> Session:
    return Session(PageState())


def derived(session: Session, pencil: Pencil) -> Derived:
    found = derive_formula(session, pencil)
    assert isinstance(found, Derived), found
    return found


@pytest.mark.parametrize("pencil", FORMULAS, ids=lambda each: each.formula)
def test_slope_and_quotient_are_those_of_derive(session: Session, pencil: Pencil) -> None:
    found = derived(session, msgspec.structs.replace(pencil, h=1e-6))
    derivation = gn.derive(pencil.formula, pencil.wrt)
    assert isinstance(derivation, gn.Derivation)
    slope = derivation.at(dict(pencil.point))
    assert found.numbers.slope == slope
    assert found.numbers.quotient == pytest.approx(slope, rel=1e-4, abs=1e-4)
    table = derivation.limit_table(dict(pencil.point))
    assert found.numbers.value == pytest.approx(table.value, rel=1e-15)
    wide = evaluate_formula(session, msgspec.structs.replace(found.pencil, h=1.0))
    assert isinstance(wide, Evaluated)
    assert wide.numbers.quotient == pytest.approx(table.rows[0].forward, rel=1e-14)


@pytest.mark.parametrize("pencil", FORMULAS, ids=lambda each: each.formula)
def test_steps_are_those_of_the_derivation(session: Session, pencil: Pencil) -> None:
    found = derived(session, pencil).derivative
    derivation = gn.derive(pencil.formula, pencil.wrt)
    assert isinstance(derivation, gn.Derivation)
    assert len(found.steps) == len(derivation.steps)
    latex = derivation.latex()
    for step in found.steps:
        assert all(side in latex for side in step.sides)
        assert step.number == "1" or step.number.rpartition(".")[0] in {
            each.number for each in found.steps
        }
    assert found.result == derivation.document.result.partition(" = ")[2]
    assert found.steps[0].sides[-1] == found.result


@pytest.mark.parametrize("pencil", FORMULAS, ids=lambda each: each.formula)
def test_graph_is_that_of_trace(session: Session, pencil: Pencil) -> None:
    found = trace_formula(pencil)
    assert isinstance(found, FormulaTraced)
    trace = gn.trace(pencil.formula, **dict(pencil.point))
    assert len(found.nodes) == len(trace.nodes)
    assert found.nodes[-1].value == trace.value
    for node, traced in zip(found.nodes, trace.nodes, strict=True):
        assert node.value == float(traced.value)
        assert traced.gradient is not None
        assert node.gradient == float(traced.gradient)
    by_edges = [0.0] * len(found.nodes)
    by_edges[-1] = 1.0
    for edge in sorted(found.edges, key=lambda each: -each.target):
        assert edge.source < edge.target
        by_edges[edge.source] += by_edges[edge.target] * edge.derivative
    assert by_edges == pytest.approx([node.gradient for node in found.nodes], rel=1e-12)


def test_gradients_of_letters_are_sympys() -> None:
    w, x, b = sympy.symbols("w x b")
    expression: Any = 1 / (1 + sympy.exp(-(w * x + b)))
    at = {w: 2, x: 1, b: -1}
    found = trace_formula(SIGMOID)
    assert isinstance(found, FormulaTraced)
    gradients = {node.name: node.gradient for node in found.nodes}
    for letter in (w, x, b):
        expected = float(expression.diff(letter).subs(at))
        assert gradients[str(letter)] == pytest.approx(expected, rel=1e-12)


def test_a_graph_that_nobody_could_look_through_is_not_compiled() -> None:
    began = time.perf_counter()
    wide = Pencil("+".join(f"sin({each}*x)" for each in range(1, 50)), "x", (("x", 1.0),))
    assert trace_formula(wide) == FormulaTraced((), ())
    assert trace_formula(Pencil("3")) == FormulaTraced((), ())
    assert time.perf_counter() - began < 1


def test_labels_are_short_and_say_what_is_computed() -> None:
    found = trace_formula(SIGMOID)
    assert isinstance(found, FormulaTraced)
    labels = [node.label for node in found.nodes]
    assert labels == ["w", "x", "b", "×", "+", "−u", "exp", "1 + u", "1/u"]
    assert [node.name for node in found.nodes][-1] == "1/(1 + exp(-(w*x + b)))"


def test_what_is_left_open_is_chosen(session: Session) -> None:
    found = derived(session, Pencil("log(q - r)", None, ()))
    assert found.pencil.wrt == "q"
    assert [name for name, _ in found.pencil.point] == ["q", "r"]
    assert math.isfinite(found.numbers.slope)
    low, high = found.pencil.across or (0, 0)
    assert low < found.numbers.x < high
    assert found.pencil.h == found.numbers.most_h > 0
    assert session.state.pencil == found.pencil


def test_what_is_left_over_from_another_formula_is_dropped(session: Session) -> None:
    derived(session, Pencil("w*x", "w", (("w", 3.0), ("x", 0.0))))
    found = derived(session, Pencil("1/x", "w", (("w", 3.0), ("x", 0.0))))
    assert found.pencil.wrt == "x"
    assert [name for name, _ in found.pencil.point] == ["x"]
    assert math.isfinite(found.numbers.slope)


def test_a_higher_derivative_goes_on_where_only_numbers_change(session: Session) -> None:
    found = derived(session, Pencil("x^3", "x^2", (("x", 2.0),)))
    assert found.numbers.slope == 12
    again = evaluate_formula(session, msgspec.structs.replace(found.pencil, point=(("x", 3.0),)))
    assert isinstance(again, Evaluated)
    assert again.numbers.slope == 18


def test_the_curve_has_a_gap_at_a_pole_and_where_there_is_no_value(session: Session) -> None:
    pole = derived(session, Pencil("1/x", "x", (("x", 1.0),), across=(-2.0, 4.0))).numbers.curve
    assert len(pole.jumps) == 1
    place = pole.jumps[0]
    xs = [-2 + 6 * each / 400 for each in range(401)]
    assert xs[place] < 0 < xs[place + 1]
    root = derived(session, Pencil("sqrt(x)", "x", (("x", 1.0),), across=(-1.0, 3.0))).numbers.curve
    xs = [-1 + 4 * each / 400 for each in range(401)]
    for x, height in zip(xs, root.heights, strict=True):
        assert math.isnan(height) == (x < 0)
        assert math.isnan(height) or height == pytest.approx(math.sqrt(x), abs=1e-4)


def test_a_kink_is_said_and_the_secants_go_on(session: Session) -> None:
    session.keep(pencil=Pencil("abs(x)", "x", (("x", 0.0),)))
    found = derived(session, Pencil("abs(x)", "x", (("x", 0.0),), h=-0.5))
    assert math.isnan(found.numbers.slope)
    assert "-1" in found.numbers.obstacle
    assert found.numbers.quotient == -1
    with using("ko"):
        said = derived(session, Pencil("abs(x)", "x", (("x", 0.0),), h=-0.5))
    assert said.numbers.obstacle != found.numbers.obstacle
    assert said.derivative.steps[0].rule != found.derivative.steps[0].rule


@pytest.mark.parametrize(
    ("pencil", "field", "column"),
    [
        (Pencil(""), "formula", None),
        (Pencil("__import__('os').system('true')"), "formula", 1),
        (Pencil("10**9**9"), "formula", 1),
        (Pencil("(" * 500), "formula", 501),
        (Pencil("sin(x)/x + $"), "formula", 12),
        (Pencil("+".join("abcdefghijklmnopqrstuvwxyz") + "+λ" * 2 + "+if"), "formula", None),
        (Pencil("x^2", "y", (("x", 1.0),)), "wrt", None),
        (Pencil("x*y", "x,y", (("x", 1.0), ("y", 1.0))), "wrt", None),
        (Pencil("x^2", "x", (("x", "one"),)), "point", None),
        (Pencil("x^2", "x", (("x", "1/0"),)), "point", None),
        (Pencil("x^2", "x", (("x", "10^9"),)), "point", None),
        (Pencil("x^2", "x", (("x", 1.0),), h=0.0), "h", None),
    ],
    ids=lambda each: each.formula[:20] if isinstance(each, Pencil) else None,
)
def test_what_cannot_be_used_is_marked_and_the_last_that_could_goes_on(
    session: Session, pencil: Pencil, field: str, column: int | None
) -> None:
    # What is left over from another formula would be dropped.
    derived(session, Pencil("x^2" if field == "formula" else pencil.formula))
    last = session.state.pencil
    began = time.perf_counter()
    found = derive_formula(session, pencil)
    assert time.perf_counter() - began < 1
    assert isinstance(found, Misread), found
    assert (found.field, found.reason != "") == (field, True)
    if column is not None:
        assert found.column == column
    if field == "point":
        assert found.letter == "x"
    assert session.state.pencil == last


@pytest.mark.parametrize(
    "pencil",
    [
        Pencil("*".join(["x"] * 200), "x", (("x", 1.01),)),
        Pencil("(" * 39 + "x" + "+1)^2" * 38 + ")", "x", (("x", 0.0),)),
        Pencil("exp(exp(exp(exp(x))))", "x", (("x", 9.0),)),
        Pencil("x^1000", "x", (("x", 1e6),)),
        Pencil("x", "x", (("x", 1.0),), across=(1.0, 1.0)),
        Pencil("x", "x", (("x", 1.0),), across=(9.0, -9.0)),
        Pencil("1e300*x", "x", (("x", 1e6),)),
        Pencil("sin(1/x)", "x", (("x", 1e-6),)),
        Pencil("0/0*x", "x", (("x", 1.0),)),
        Pencil("3"),
    ],
    ids=lambda each: each.formula[:20],
)
def test_nothing_strange_breaks_it(session: Session, pencil: Pencil) -> None:
    """Every answer can be sent, and the drawing's ends are numbers."""
    found = derive_formula(session, pencil)
    traced = trace_formula(found.pencil if isinstance(found, Derived) else pencil)
    assert msgspec.json.encode(found)
    assert msgspec.json.encode(traced)
    if isinstance(found, Derived):
        curve = found.numbers.curve
        assert curve.bottom < curve.top
        assert math.isfinite(curve.top - curve.bottom)
        assert msgspec.convert(msgspec.to_builtins(found.pencil), Pencil) == found.pencil


def test_requests_are_answered_by_the_session(session: Session) -> None:
    """As a page sends them."""
    tools = Tools(Causes(session), Shelf())
    for request, answer in (
        (Derive(SIGMOID), Derived),
        (Evaluate(SIGMOID), Evaluated),
        (TraceFormula(SIGMOID), FormulaTraced),
    ):
        sent = msgspec.json.decode(msgspec.json.encode(request), type=AnyRequest)
        assert isinstance(HANDLERS[Session][type(sent)](session, tools, sent), answer)


def test_a_drag_is_answered_at_once(session: Session) -> None:
    pencil = derived(session, SIGMOID).pencil
    waits = list[float]()
    for place in range(60):
        began = time.perf_counter()
        evaluate_formula(
            session,
            msgspec.structs.replace(
                pencil, point=(("w", 2.0), ("x", place / 60), ("b", -1.0)), h=0.5 + place / 100
            ),
        )
        waits.append(time.perf_counter() - began)
    assert sorted(waits)[30] < 0.02  # 3 ms on a machine at rest


def test_training_knows_nothing_of_it(session: Session) -> None:
    session.advance(3)
    derived(session, SIGMOID)
    assert session.state.step == 3
    session.change(msgspec.structs.replace(session.state, room="pencil", pencil=Pencil("x")))
    assert (session.state.step, session.state.pencil.formula) == (3, "x")


def test_a_letter_beyond_all_bounds_is_refused_where_it_stands() -> None:
    session = Session(PageState())
    found = derive_formula(session, Pencil(formula="q" * 101))
    assert isinstance(found, Misread)
    assert found.field == "formula"
    assert session.state.pencil == Pencil()
