"""Where `gn.fit` and Keras differ by more than the usual bound, why, and by how much at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn

RATE, EPOCHS, STEPS = 0.01, 4, 4 * 4
ROWS = 32


def keras_fit(model: Any, *data: Any, **how: Any) -> Any:
    return model.fit(*data, **how)


def before_normalization() -> list[Any]:
    """A bias that the normalization takes away: its true gradient is 0."""
    first = layers.Dense(6, name="first")
    norm = layers.BatchNormalization(name="norm")
    return [keras.Input((5,)), first, norm, layers.Activation("tanh"), layers.Dense(1)]


def spectrogram() -> list[Any]:
    """The output's gradient is a sum that nearly cancels."""
    lengths = {"frame_length": 8, "frame_step": 8, "fft_length": 8}
    frames = layers.STFTSpectrogram("log", **lengths)
    return [keras.Input((24, 1)), frames, layers.Flatten(), layers.Dense(1)]


def grouped() -> list[Any]:
    """Two units a group: normalized to ±1 whatever they are, with gradients that nearly cancel."""
    groups = layers.GroupNormalization(4)
    return [keras.Input((8,)), layers.Dense(8), groups, layers.Activation("relu"), layers.Dense(1)]


def trained(fit: Callable[..., Any], parts: Callable[[], list[Any]], fused: bool | None) -> Any:
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(7)
    model = keras.Sequential(parts())
    model.compile(keras.optimizers.Adam(RATE), "mse")
    x, y = data(model)
    more = {} if fused is None else {"fused": fused}
    fit(model, x, y, epochs=EPOCHS, batch_size=8, verbose=0, **more)
    return model


def of_each(parts: Callable[[], list[Any]]) -> list[Any]:
    return [(keras_fit, parts, None), (gn.fit, parts, True)]


def data(model: Any) -> tuple[Any, Any]:
    x = np.random.default_rng(0).normal(size=(ROWS, *model.input_shape[1:])).astype("float32")
    flat = x.reshape(ROWS, -1)
    return x, flat[:, :1] * flat[:, 1:2]


def variables(model: Any) -> dict[str, Any]:
    every = [*model.variables, *model.optimizer.variables]
    paths = [each.path.removeprefix(f"{model.name}/") for each in every]
    return {path: np.asarray(each.value) for path, each in zip(paths, every, strict=True)}


def relative(ours: Any, theirs: Any) -> float:
    return float(np.max(np.abs(ours - theirs)) / max(float(np.max(np.abs(theirs))), 1e-30))


def test_a_bias_before_a_batch_normalization_drifts_and_changes_nothing() -> None:
    """Adam makes steps of up to the learning rate of rounding; batches are normalized without it.

    Predictions read the moving mean, which follows the bias with a lag.
    """
    theirs, ours = (trained(*how) for how in of_each(before_normalization))
    found, expected = variables(ours), variables(theirs)
    own = [name for name in expected if "first_bias" in name or name == "first/bias"]
    assert len(own) == 3  # with Adam's two moments
    moments = [name for name in own if name.endswith("momentum")]
    kernel = next(name for name in expected if name.endswith("first_kernel_momentum"))
    assert np.max(np.abs(expected[moments[0]])) < 1e-5 * np.max(np.abs(expected[kernel]))
    for name, values in expected.items():
        if name not in own and name != "norm/moving_mean":
            assert relative(found[name], values) < 1e-5, name
    apart = np.abs(found["first/bias"] - expected["first/bias"])
    assert np.max(apart) <= 2 * RATE * STEPS
    assert np.max(np.abs(found["norm/moving_mean"] - expected["norm/moving_mean"])) <= np.max(apart)
    x, _ = data(ours)
    as_in_training = [np.asarray(model(x, training=True)) for model in (ours, theirs)]
    assert relative(*as_in_training) < 1e-5


@pytest.mark.long
@pytest.mark.parametrize(("parts", "bound"), [(spectrogram, 5e-4), (grouped, 2e-4)])
def test_other_bounds(parts: Callable[[], list[Any]], bound: float) -> None:
    theirs, ours = (variables(trained(*how)) for how in of_each(parts))
    for name, values in theirs.items():
        assert relative(ours[name], values) < bound, name


class ByIndex(keras.utils.PyDataset):
    """What an index gives is the same in whatever thread."""

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> Any:
        x = np.random.default_rng(index).normal(size=(8, 5)).astype("float32")
        return x, x[:, :1]


@pytest.mark.parametrize("shuffle", [True, False])
def test_workers_give_the_batches_in_the_order_of_keras(shuffle: bool) -> None:
    losses: list[Any] = []
    for fit in (keras_fit, gn.fit):
        keras.utils.set_random_seed(7)
        model = keras.Sequential([keras.Input((5,)), layers.Dense(1)])
        model.compile(keras.optimizers.SGD(0.1), "mse")
        history = fit(model, ByIndex(workers=3), epochs=3, shuffle=shuffle, verbose=0)
        losses.append(history.history["loss"])
    np.testing.assert_allclose(losses[1], losses[0], rtol=1e-6)
