"""Each kind of check against a session, and the guides of the lessons to their ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from guide_texts import guide_text
from msgspec.structs import replace

from glassnet.cli import run
from glassnet.cli import studio as command
from glassnet.errors import SettingError
from glassnet.page.guide import checks
from glassnet.page.guide.checks import KINDS, Bounded, Check
from glassnet.page.guide.conditions import Seen, condition
from glassnet.page.guide.following import check_guide, show_step, take_guide
from glassnet.page.guide.reading import guide_of
from glassnet.page.guide.shelf import Shelf, packed
from glassnet.page.guide.showing import show
from glassnet.page.guide.start import LessonModel, begin
from glassnet.page.guide.trial import warnings_of
from glassnet.page.layers.model_session import MOST_ROWS, ModelSession
from glassnet.page.named import Named, own_guide
from glassnet.page.network.existing import state_of_lesson
from glassnet.page.network.session import Session
from glassnet.page.places import LETTERS, Place, Shape, variable_of
from glassnet.page.requests import Change, CheckGuide, Play, Seek, SetWeight
from glassnet.page.state import BuiltIn, Guided, PageState
from glassnet.text import using

WEB = Path(__file__).resolve().parents[2] / "web"


@pytest.fixture
def session() -> Session:
    return Session(state_of_lesson("xor-hidden"))


def is_met(check: Check, session: Session, selected: Place | None = None) -> bool:
    return condition(check, Seen(session, selected)).is_met


def do(check: Check, session: Session) -> Place | None:
    """What a page does, but for training on."""
    shown = show([check], session)
    for request in shown.requests:
        match request:
            case Change(state):
                session.change(state)
            case Seek(step):
                session.seek(step)
            case SetWeight(variable, index, value):
                session.set_weight(variable, index, value)
            case Play():
                while not is_met(check, session):
                    session.advance(500)
    return shown.select


EACH = [
    checks.Output(unit="h2", row=(0, 0), above=0.9, set={"bias -> h2": 3}),
    checks.Weight(weight="h1 -> p", above=2, below=3),
    checks.Weight(weight="bias -> p", at_most=-1),
    checks.Loss(below=0.69),
    checks.Accuracy(at_least=0.75),
    checks.Steps(above=20, at_most=21),
    checks.Rate(at_least=0.5, below=0.6),
    checks.Layers(at_least=2),
    checks.Units(layer="hidden1", above=3),
    checks.Activation(layer="hidden1", expected="tanh"),
    checks.Optimizer(expected="adam"),
    checks.Data(expected="moons"),
    checks.Selected(place="x1 -> h2"),
]


def test_each_kind_is_tried() -> None:
    assert {type(each) for each in EACH} == set(KINDS.values())


@pytest.mark.parametrize("check", EACH, ids=lambda check: type(check).__name__)
def test_a_check_holds_after_what_is_shown_and_not_before(check: Check, session: Session) -> None:
    assert not is_met(check, session)
    selected = do(check, session)
    assert is_met(check, session, selected)


def test_what_checks_see_is_what_keras_says(session: Session) -> None:
    session.seek(7)
    model, x, y = session.model, session.dataset.x, session.dataset.y
    loss = keras.losses.BinaryCrossentropy()(y, model(x))
    kernel, bias, *_ = model.get_weights()
    expected: list[tuple[Bounded, Any]] = [
        (checks.Output(unit="h2", row=(1, 0)), np.asarray(model.layers[0](x))[2, 1]),
        (checks.Output(unit="p", row=(1, 0)), np.asarray(model(x))[2, 0]),
        (checks.Weight(weight="x2 -> h1"), kernel[1, 0]),
        (checks.Weight(weight="bias -> h2"), bias[1]),
        (checks.Loss(), loss),
        (checks.Accuracy(), np.mean((np.asarray(model(x)) > 0.5) == (np.asarray(y) > 0.5))),
        (checks.Steps(), 7),
        (checks.Rate(), 0.1),
    ]
    for check, value in expected:
        low, high = float(value) - 1e-5, float(value) + 1e-5
        assert is_met(replace(check, above=low, below=high), session), check
        assert not is_met(replace(check, above=high), session), check
        assert not is_met(replace(check, below=low), session), check


@pytest.fixture(scope="module")
def model() -> ModelSession:
    """The parity network of the lesson, trained for some steps."""
    found = begin(LessonModel(lesson="rnn", guide=Guided("rnn")))
    assert isinstance(found, ModelSession)
    found.advance(5)
    return found


def test_what_checks_see_of_a_model_is_what_keras_says(model: ModelSession) -> None:
    x, y = (each[:MOST_ROWS] for each in model.data)
    said = np.asarray(model.model(x))
    weight = "hidden/simple_rnn_cell/recurrent_kernel[2, 5]"
    expected: list[tuple[Bounded, Any]] = [
        (checks.Weight(weight=weight), model.model.get_weights()[1][2, 5]),
        (checks.Loss(), np.mean(keras.losses.binary_crossentropy(y, said))),
        (checks.Accuracy(), np.mean((said > 0.5) == y)),
        (checks.Steps(), 5),
    ]
    for check, value in expected:
        low, high = float(value) - 1e-5, float(value) + 1e-5
        assert condition(replace(check, above=low, below=high), Seen(model)).is_met, check
        assert not condition(replace(check, above=high), Seen(model)).is_met, check


def test_a_number_is_touched_as_one_of_its_part_and_its_layer(model: ModelSession) -> None:
    tanh = "hidden[{}]/simple_rnn_cell/tanh"
    kernel = "hidden/simple_rnn_cell/kernel"
    asked = {
        "hidden": Place("card", card="hidden"),
        "hidden/output": Place("part", card="hidden", of=tanh),
        kernel: Place("part", card="hidden", of=kernel),
        f"{kernel}[0, 3]": Place("number", card="hidden", of=kernel, index=(0, 3)),
        "loss": Place("card", card="loss"),
        "data": Place("data"),
    }
    assert {name: model.shape.place(name) for name in asked} == asked
    assert not any(map(model.shape.place, ("hidden/cell", f"{kernel}[1, 0]", f"{kernel}[0]", "h1")))
    assert all(map(model.shape.place, model.shape.names))
    touched = Place("number", card="hidden", of=tanh, index=(45, 2))
    met = {
        name
        for name in asked
        if condition(checks.Selected(place=name), Seen(model, touched)).is_met
    }
    assert met == {"hidden", "hidden/output"}


def test_a_model_keeps_how_far_its_guide_was_followed(model: ModelSession) -> None:
    shelf, asked = Shelf(), CheckGuide(Guided("rnn"))
    assert take_guide(model, shelf).state is None
    assert check_guide(model, shelf, asked).guided.done == ()
    touched = Place("number", card="hidden", of="hidden[{}]/simple_rnn_cell/tanh", index=(0, 0))
    assert check_guide(model, shelf, replace(asked, selected=touched)).guided.done == (0,)
    assert model.opened().guide == Guided("rnn", done=(0,))
    model.keep(guide=Guided("rnn", step=4))
    shown = show_step(model, shelf)
    assert shown.requests == (SetWeight("hidden/simple_rnn_cell/kernel", (0, 4), 0.0),)
    assert shown.select is None


def test_what_is_gone_meets_nothing(session: Session) -> None:
    state = session.state
    session.change(replace(state, layers=(), start=None))
    for check in (
        checks.Output(unit="h2", row=(0, 0), at_most=1),
        checks.Weight(weight="x1 -> h1", at_least=-99),
        checks.Units(layer="hidden1", at_least=0),
        checks.Activation(layer="hidden1", expected="sigmoid"),
        checks.Selected(place="h1"),
    ):
        assert not is_met(check, session, Place("unit", 1, 0))
    assert not is_met(checks.Data(expected="xor"), Session(PageState(data=BuiltIn("and"))))


def test_a_condition_says_what_is_asked_for_and_what_is(session: Session) -> None:
    check = checks.Output(unit="h2", row=(0, 1), above=0.25, at_most=0.9, set={})
    found = condition(check, Seen(session))
    with using("en"):
        said = condition(check, Seen(session)).said
        steps = condition(checks.Steps(at_least=2_000), Seen(session))
    assert said == "output of h2 at (0, 1): above 0.25 and at most 0.9"
    assert float(found.now) == pytest.approx(0.4679, abs=1e-3)
    assert (steps.said, steps.now, steps.is_met) == ("steps taken: at least 2,000", "0", False)


# Places.


def test_names_are_those_of_the_page() -> None:
    written = (WEB / "src" / "names.ts").read_text(encoding="utf-8")
    listed = json.dumps([*LETTERS])
    assert f"const LETTERS = {listed};" in written


SHAPE = Shape(("x1", "x2"), (2, 3), 1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x2", Place("unit", 0, 1)),
        ("g3", Place("unit", 2, 2)),
        ("p", Place("unit", -1, 0)),
        ("inputs", Place("layer", 0)),
        ("output", Place("layer", -1)),
        ("hidden2/kernel", Place("weights", 2)),
        ("output/bias", Place("biases", -1)),
        ("h2->g1", Place("weight", 2, 0, 1)),
        ("g2 -> p", Place("weight", -1, 0, 1)),
        ("bias -> h1", Place("bias", 1, 0)),
        ("loss", Place("loss")),
        *((wrong, None) for wrong in ("h3", "x1 -> g1", "x1 -> p", "p -> g1", "bias -> x1")),
        *((wrong, None) for wrong in ("", "->", "hidden3", "inputs/kernel", "hidden1/", "P")),
    ],
)
def test_a_name_means_a_place(name: str, expected: Place | None) -> None:
    assert SHAPE.place(name) == expected


def test_each_name_that_is_offered_means_something() -> None:
    for shape in (SHAPE, Shape(("age",), (), 3), Shape(("a", "b"), (1,), 1, "y")):
        assert all(shape.place(name) for name in shape.names)
    assert variable_of(Place("weight", -1, 0, 1)) == ("output/kernel", (1, 0))
    assert variable_of(Place("layer", 1)) is None


# Following.


def test_what_was_done_stays_done(session: Session) -> None:
    shelf = Shelf()
    session.restore(replace(session.state, guide=Guided("xor-hidden")))
    assert take_guide(session, shelf).name == "xor-hidden"
    asked = CheckGuide(Guided("xor-hidden"))
    assert check_guide(session, shelf, asked).guided.done == ()
    touched = replace(asked, selected=Place("layer", 1))
    assert check_guide(session, shelf, touched).guided.done == (0,)
    assert check_guide(session, shelf, replace(asked, guided=session.state.guide)).guided.done == (
        0,
    )
    # A page that changes a setting may not know yet that a step was done.
    session.change(replace(session.state, learning_rate=0.2, guide=Guided("xor-hidden")))
    assert session.state.guide == Guided("xor-hidden", done=(0,))
    session.change(replace(session.state, seed=3, guide=None))
    assert session.state.guide == Guided("xor-hidden", done=(0,))
    session.keep(guide=Guided("xor-hidden", step=1))
    assert show_step(session, shelf).select == Place("weight", 1, 0, 0)


@pytest.mark.parametrize("name", ["none", "../guides/xor-deep", "xor-hidden.ko", "", "/"])
def test_a_guide_that_is_not_on_the_shelf_is_refused(session: Session, name: str) -> None:
    session.restore(replace(session.state, guide=Guided(name)))
    with pytest.raises(SettingError, match="not known here"):
        take_guide(session, Shelf())
    session.restore(replace(session.state, guide=Guided("xor-hidden", step=30)))
    with pytest.raises(SettingError, match="No step 31"):
        show_step(session, Shelf())


def test_the_language_is_the_pages(session: Session) -> None:
    session.restore(replace(session.state, guide=Guided("xor-hidden")))
    with using("ko"):
        assert take_guide(session, Shelf()).title == "은닉층 하나"


def test_an_own_guide_wins_and_a_bad_one_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "xor-hidden.md"
    path.write_text(guide_text('check = "accuracy"\nat_least = 0.5').replace("Title", "Mine"))
    with using("en"):
        opened = own_guide(Named(str(path)))
        command.warn(path)
    session, shelf = opened.make(0.0), opened.shelf
    assert isinstance(session, Session)
    assert shelf is not None
    assert take_guide(session, shelf).title == "Mine"
    assert session.state.guide == Guided("xor-hidden")
    assert f'{path}, line 8: the step "Step" is done before' in capsys.readouterr().err
    path.write_text(guide_text('check = "accuracy"'))
    with pytest.raises(SettingError, match=r"xor-hidden\.md, line 13: "):
        own_guide(Named(str(path)))


def test_the_shell_ends_with_one_line_and_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.md"
    path.write_text(guide_text('check = "accuracy"'))
    code = run(["--lang", "en", "studio", "--no-browser", str(path)])
    said = (
        f"glassnet: {path}, line 13: expected at least one of above, below, at_least and at_most."
    )
    assert (code, *capsys.readouterr()) == (2, "", f"{said}\n")


def test_what_is_shown_and_does_not_help_is_said() -> None:
    wrong = 'check = "output"\nunit = "p"\nrow = [0, 0]\nbelow = 0.1\nset = { "bias -> p" = 3 }'
    guide = guide_of(guide_text(wrong), "test", Path())
    with using("en"):
        [said] = warnings_of(guide, 1)
    assert said.startswith('line 8: what "Show me" does for the step "Step"')


@pytest.mark.parametrize("name", packed())
def test_each_step_of_a_lesson_is_to_be_done_and_can_be(name: str) -> None:
    assert not list(warnings_of(Shelf().find(name), 60))
