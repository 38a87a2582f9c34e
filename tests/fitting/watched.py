"""Networks that are watched while they are trained, and the oracle of the step that breaks."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
from keras import layers

from glassnet.errors import DiagnosisWarning

SEED = 7
ROWS = 37  # of `points`: five columns, one target


def network(optimizer: Any = None, loss: Any = "mse", activation: str = "tanh") -> Any:
    keras.utils.set_random_seed(SEED)
    model = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(8, activation, name="hidden"),
            layers.Dense(1, name="output"),
        ]
    )
    model.compile(optimizer or keras.optimizers.SGD(0.05), loss)
    return model


def watched(model: Any, x: Any, y: Any, **settings: Any) -> tuple[Any, list[str]]:
    """The History, and what was warned of."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", DiagnosisWarning)
        history = gn.fit(model, x, y, verbose=0, diagnose=True, **settings)
    assert {each.category for each in told} <= {DiagnosisWarning}
    assert {Path(each.filename).name for each in told} <= {Path(__file__).name}
    return history, [str(each.message) for each in told]


def diverging(rate: float = 0.7) -> Any:
    """One linear unit: the loss is a parabola, and the error grows by some per cent a step."""
    keras.utils.set_random_seed(SEED)
    model = keras.Sequential([keras.Input((5,)), layers.Dense(1, name="output")])
    model.compile(keras.optimizers.SGD(rate), "mse")
    return model


def root_of_targets(y: Any, prediction: Any) -> Any:
    """NaN in the row whose target is below 0, and nowhere else."""
    return keras.ops.square(keras.ops.sqrt(y) - prediction)


def one_step_at_a_time(model: Any, x: Any, y: Any, **settings: Any) -> tuple[int, list[Any]]:
    """The oracle: the first step after which loss or weights are not finite, taken one by one, and
    the weights before it."""
    trainer = gn.Trainer(model, x, y, **settings)
    while True:
        before = model.get_weights()
        trainer.run(steps=1)
        finite = np.isfinite(trainer.logs["loss"])
        if not (finite and all(np.isfinite(each).all() for each in model.get_weights())):
            return trainer.taken, before
