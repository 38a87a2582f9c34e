"""What is taken along works elsewhere: the program runs, the model and the weights are the same."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import keras
import numpy as np
import pytest

from glassnet.page.network.session import Session
from glassnet.page.network.starts import encoded
from glassnet.page.network.take_away import keras_file, program, weights
from glassnet.page.state import BuiltIn, Drawn, HiddenLayer, PageState

LAYERS = (HiddenLayer(3, "tanh"), HiddenLayer(2, "relu"))
STATES = {
    "moons": PageState(data=BuiltIn("moons", rows=30), layers=LAYERS, batch_size=8, penalty="l2"),
    "from elsewhere": PageState(
        layers=(HiddenLayer(2, "tanh"),),
        start=encoded("m", [np.full(shape, 0.5, np.float32) for shape in ((2, 2), 2, (2, 1), 1)]),
    ),
    "drawn": PageState(data=Drawn(((0.0, 0.0), (1.0, 1.0)), (0, 1)), optimizer="sgd"),
}


@pytest.mark.parametrize("name", STATES)
def test_the_program_trains_the_same_network(name: str, tmp_path: Path) -> None:
    session = Session(STATES[name])
    for _ in range(2):
        session.to_end_of_epoch()
    path = tmp_path / program(session).name
    path.write_bytes(program(session).body)
    found = runpy.run_path(str(path))["model"].get_weights()
    for own, expected in zip(found, session.model.get_weights(), strict=True):
        np.testing.assert_allclose(own, expected, atol=1e-5)


def test_the_model_and_the_weights_are_the_same(tmp_path: Path) -> None:
    session = Session(STATES["moons"])
    session.advance(5)
    path = tmp_path / "network.keras"
    path.write_bytes(keras_file(session).body)
    loaded = keras.models.load_model(path)
    x = session.dataset.x
    expected = session.model.predict(x, verbose=0)
    np.testing.assert_array_equal(loaded.predict(x, verbose=0), expected)
    found = json.loads(weights(session).body)
    for name, variable in session.playback.variables.items():
        np.testing.assert_array_equal(np.float32(found[name]), np.asarray(variable.value))
