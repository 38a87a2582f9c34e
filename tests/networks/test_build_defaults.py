"""`build` without settings is `build` with those of `defaults_for`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

import glassnet as gn


def weights(model: Any) -> list[np.ndarray]:
    return [np.asarray(variable.value) for variable in model.weights]


def test_what_is_not_given_is_the_default() -> None:
    data = gn.load("moons", rows=20)
    settings = asdict(gn.defaults_for(data))
    del settings["epochs"], settings["batch_size"]
    plain, spelled = gn.build(data, seed=3), gn.build(data, **settings, seed=3)
    for ours, theirs in zip(weights(plain), weights(spelled), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    configs = [dict(model.optimizer.get_config(), name="") for model in (plain, spelled)]
    assert configs[0] == configs[1]


def test_another_optimizer_comes_with_its_own_rate() -> None:
    sgd = gn.build(gn.load("xor"), optimizer="sgd")
    assert np.isclose(sgd.optimizer.get_config()["learning_rate"], 0.01)
