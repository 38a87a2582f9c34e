"""What a layer sees: its outputs in a plane, and the lines of the units after it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.errors import SettingError
from glassnet.page.network.layer_plane import explain_layer, plane_of
from glassnet.page.network.session import Session
from glassnet.page.requests import WhyLayer
from glassnet.page.state import BuiltIn, HiddenLayer, PageState


def session(*units: int, data: str = "xor") -> Session:
    layers = tuple(HiddenLayer(each, "tanh") for each in units)
    return Session(PageState(data=BuiltIn(data), layers=layers))


def test_two_units_are_the_axes_and_the_output_draws_its_line() -> None:
    found_in = session(2)
    found = explain_layer(found_in, WhyLayer(0))
    hidden, _ = found_in.outputs(found_in.dataset.x)
    np.testing.assert_allclose(found.points, hidden, atol=1e-6)
    assert found.share is None
    kernel, bias = found_in.model.layers[-1].get_weights()
    (line,) = found.lines
    if line is not None:
        for end in (line[:2], line[2:]):
            assert float(np.float64(end) @ kernel[:, 0] + bias[0]) == pytest.approx(0, abs=1e-6)


def test_more_units_lie_in_the_plane_of_largest_variance() -> None:
    found_in = session(5, 3, data="moons")
    found_in.advance(20)
    found = explain_layer(found_in, WhyLayer(0))
    hidden = found_in.outputs(found_in.dataset.x)[0]
    variances = np.linalg.eigvalsh(np.cov(hidden.T))[::-1]
    points = np.array(found.points)
    np.testing.assert_allclose(np.var(points, axis=0, ddof=1), variances[:2], rtol=1e-4)
    assert found.share == pytest.approx(variances[:2].sum() / variances.sum(), rel=1e-4)
    assert len(found.lines) == 3
    assert explain_layer(found_in, WhyLayer(2)).lines == ()


@pytest.mark.parametrize("units", [1, 2, 3])
def test_a_layer_that_says_the_same_to_all_rows_has_a_plane(units: int) -> None:
    found_in = session(units)
    for variable in found_in.model.trainable_variables:
        variable.assign(np.zeros(variable.shape))
    found = explain_layer(found_in, WhyLayer(0))
    assert np.isfinite(found.points).all()
    assert all(low < high for low, high in zip(found.low, found.high, strict=True))


def test_there_is_no_such_layer() -> None:
    with pytest.raises(SettingError, match="2-1"):
        explain_layer(session(2), WhyLayer(2))


@given(
    arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.floats(-9, 9))
)
def test_the_axes_are_at_right_angles_and_of_length_one(outputs: np.ndarray) -> None:
    plane = plane_of(outputs)
    units = outputs.shape[1]
    expected = np.eye(2)[:, :units] @ np.eye(2)[:, :units].T if units < 2 else np.eye(2)
    np.testing.assert_allclose(plane.axes @ plane.axes.T, expected, atol=1e-9)
