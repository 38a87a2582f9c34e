"""A row's way there and back, against `gn.trace` and finite differences."""

from __future__ import annotations

import numpy as np
import pytest

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.page.network.explain import explain_row
from glassnet.page.network.session import Session
from glassnet.page.requests import WhyRow
from glassnet.page.state import BuiltIn, Drawn, HiddenLayer, PageState, Table

LAYERS = (HiddenLayer(3, "tanh"), HiddenLayer(2, "relu"))
NUMBERS = "a,b,c\n" + "".join(f"{k / 7},{k % 3},{k * k / 11 + 0.3}\n" for k in range(20))
STATES = {
    "binary": PageState(layers=(HiddenLayer(2),)),
    "classes": PageState(data=BuiltIn("blobs", rows=30), layers=LAYERS),
    "regression": PageState(data=Table("t.csv", NUMBERS), layers=LAYERS),
    "one unit": PageState(data=Drawn(((0.1, 0.2), (1.0, 0.5)), (0, 1)), layers=()),
    "hinge": PageState(layers=LAYERS, loss="hinge"),
}


@pytest.mark.parametrize("name", STATES)
def test_the_gradients_are_those_of_the_trace(name: str) -> None:
    session = Session(STATES[name])
    session.advance(5)
    row = 1
    x, y = session.dataset.x[row : row + 1], session.dataset.y[row : row + 1]
    trace = gn.trace(session.model, x, y)
    found = session.row_pass(x[0], y[0])
    assert found.loss == pytest.approx(session.model.test_on_batch(x, y)[0], rel=1e-5)
    given = [x[0], *found.outputs]
    for layer, before, by_sum in zip(session.model.layers, given, found.by_sum, strict=False):
        expected = np.asarray(trace.gradients[f"{layer.name}/kernel"])
        np.testing.assert_allclose(np.outer(before, by_sum), expected, rtol=1e-4, atol=1e-7)
        bias = np.asarray(trace.gradients[f"{layer.name}/bias"])
        np.testing.assert_allclose(by_sum, bias, rtol=1e-4, atol=1e-7)
    for layer, after, by_sum, by_output in zip(
        session.model.layers,
        session.model.layers[1:],
        found.by_sum[1:],
        found.by_output,
        strict=False,
    ):
        kernel = np.asarray(after.kernel.value)
        np.testing.assert_allclose(by_output, kernel @ by_sum, rtol=1e-4, atol=1e-7)
        assert layer.units == len(by_output)


def test_the_output_of_cross_entropy_gets_p_minus_y() -> None:
    session = Session(STATES["classes"])
    target = int(session.dataset.y.reshape(-1)[4])
    found = session.row_pass(session.dataset.x[4], session.dataset.y[4])
    expected = found.outputs[-1] - np.eye(len(found.outputs[-1]))[target]
    np.testing.assert_allclose(found.by_sum[-1], expected, atol=1e-6)


def test_the_answer_is_the_pass_unit_by_unit() -> None:
    session = Session(STATES["binary"])
    found = explain_row(session, WhyRow(2))
    passed = session.row_pass(session.dataset.x[2], session.dataset.y[2])
    assert (found.row, found.target, found.loss) == (2, 1.0, passed.loss)
    assert [len(layer) for layer in found.layers] == [2, 1]
    assert found.layers[0][1].by_output == passed.by_output[0][1]
    with pytest.raises(SettingError, match="9"):
        explain_row(session, WhyRow(9))
