"""`build` without settings is `build` with those of `defaults_for`."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

import glassnet as gn


def weights(model: object) -> list[np.ndarray]:
    return [np.asarray(variable.value) for variable in model.weights]  # type: ignore[attr-defined]


def test_what_is_not_given_is_the_default() -> None:
    data = gn.load("moons", rows=20)
    settings = asdict(gn.defaults_for(data))
    del settings["epochs"], settings["batch_size"]
    plain, spelled = gn.build(data, seed=3), gn.build(data, **settings, seed=3)
    for ours, theirs in zip(weights(plain), weights(spelled), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert plain.optimizer.get_config() == spelled.optimizer.get_config()


def test_another_optimizer_comes_with_its_own_rate() -> None:
    sgd = gn.build(gn.load("xor"), optimizer="sgd")
    assert np.isclose(sgd.optimizer.get_config()["learning_rate"], 0.01)
