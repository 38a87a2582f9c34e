"""What is taken along works elsewhere: the program runs, the model and the weights are the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from glassnet.studio.session import Session
from glassnet.studio.state import BuiltIn, Drawn, HiddenLayer, PageState
from glassnet.studio.take_away import keras_file, program, weights

LAYERS = (HiddenLayer(3, "tanh"), HiddenLayer(2, "relu"))
STATES = {
    "moons": PageState(data=BuiltIn("moons", rows=30), layers=LAYERS, batch_size=8, penalty="l2"),
    "drawn": PageState(data=Drawn(((0.0, 0.0), (1.0, 1.0)), (0, 1)), optimizer="sgd"),
}


@pytest.mark.parametrize("name", STATES)
def test_the_program_trains_the_same_network(name: str, tmp_path: Path) -> None:
    session = Session(STATES[name])
    for _ in range(2):
        session.to_end_of_epoch()
    path = tmp_path / program(session).name
    path.write_bytes(program(session).body)
    run = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert "array(" in run.stdout


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
