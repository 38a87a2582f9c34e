"""Explanations are the trace's own numbers, and their three witnesses agree."""

from __future__ import annotations

import math

import numpy as np
import pytest

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.page.network import explain
from glassnet.page.network.explain import explain_unit, explain_weight
from glassnet.page.network.session import Session
from glassnet.page.requests import WhyUnit, WhyWeight
from glassnet.page.state import BuiltIn, HiddenLayer, PageState


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session(PageState(layers=(HiddenLayer(2, "tanh"), HiddenLayer(2, "sigmoid"))))
    session.advance(20)
    return session


def test_a_weight_by_three_ways(session: Session) -> None:
    trace = gn.trace(session.model, session.dataset.x, session.dataset.y)
    for name in session.playback.variables:
        for index in np.ndindex(session.playback.variables[name].shape):
            found = explain_weight(session, WhyWeight(name, index))
            assert found.gradient == trace.gradients[name][index]
            assert found.by_paths == pytest.approx(found.gradient, rel=1e-4, abs=1e-8)
            assert found.difference == pytest.approx(found.gradient, rel=1e-3, abs=1e-6)
            assert found.value == float(np.asarray(session.playback.variables[name].value)[index])
            assert found.whole
            assert sum(each.product for each in found.paths) == pytest.approx(
                found.gradient, rel=1e-4, abs=1e-8
            )
            for path in found.paths:
                assert path.factors[-1].target == "loss"
                product = math.prod(each.value for each in path.factors)
                assert product == pytest.approx(path.product, rel=1e-5, abs=1e-12)


def test_the_rows_sum_to_the_whole(session: Session) -> None:
    whole = explain_weight(session, WhyWeight("hidden1/kernel", (0, 1)))
    rows = [explain_weight(session, WhyWeight("hidden1/kernel", (0, 1), row)) for row in range(4)]
    assert sum(each.by_paths for each in rows) == pytest.approx(whole.gradient, rel=1e-4)


def test_paths_name_the_units_that_they_go_through(session: Session) -> None:
    found = explain_weight(session, WhyWeight("hidden1/kernel", (0, 1), 3))
    through = {path.units for path in found.paths}
    assert through == {((0, 1), (1, 0), (2, 0)), ((0, 1), (1, 1), (2, 0))}


def test_the_update_is_the_next_step(session: Session) -> None:
    found = explain_weight(session, WhyWeight("output/kernel", (1, 0)))
    session.advance(1)
    after = float(np.asarray(session.playback.variables["output/kernel"].value)[1, 0])
    assert found.update[-1].value == pytest.approx(after, abs=1e-6)


def test_a_deep_network_is_explained_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "MOST_NUMBERS", 500)
    layers = (HiddenLayer(8, "tanh"),) * 4
    session = Session(PageState(data=BuiltIn("moons", rows=20), layers=layers))
    session.advance(3)
    trace = gn.trace(session.model, session.dataset.x, session.dataset.y)
    asked = ("hidden1/kernel", (1, 2))
    assert explain_weight(session, WhyWeight(*asked)).by_paths is None
    rows = [explain_weight(session, WhyWeight(*asked, row)) for row in range(20)]
    expected = trace.gradients["hidden1/kernel"][1, 2]
    assert sum(each.by_paths or 0 for each in rows) == pytest.approx(expected, rel=1e-3)
    for path in rows[7].paths:
        assert len(path.units) == 5
        product = math.prod(each.value for each in path.factors)
        assert product == pytest.approx(path.product, rel=1e-5)
    with pytest.raises(SettingError, match="20"):
        explain_weight(session, WhyWeight(*asked, 20))


def test_the_update_of_a_batch_is_the_next_step() -> None:
    layers = (HiddenLayer(3, "tanh"),)
    session = Session(PageState(data=BuiltIn("moons", rows=40), layers=layers, batch_size=8))
    session.advance(7)
    found = explain_weight(session, WhyWeight("hidden1/kernel", (1, 2)))
    assert len(found.batch) == 8
    session.advance(1)
    after = float(np.asarray(session.playback.variables["hidden1/kernel"].value)[1, 2])
    assert found.update[-1].value == pytest.approx(after, abs=1e-6)


def test_a_unit_at_a_point(session: Session) -> None:
    found = explain_unit(session, WhyUnit(1, 1, (0.0, 1.0)))
    outputs = session.outputs(np.array([[0.0, 1.0]], np.float32))
    assert found.output == pytest.approx(float(outputs[1][0, 1]))
    total = sum(each.weight * each.input for each in found.terms) + found.bias
    assert total == pytest.approx(found.sum, rel=1e-5)
    assert 1 / (1 + math.exp(-total)) == pytest.approx(found.output, rel=1e-5)


@pytest.mark.parametrize(
    "asked",
    [WhyUnit(9, 0, (0.0, 1.0)), WhyUnit(0, 2, (0.0, 1.0)), WhyUnit(0, 0, (0.0,))],
)
def test_a_unit_that_is_none(session: Session, asked: WhyUnit) -> None:
    with pytest.raises(SettingError):
        explain_unit(session, asked)
