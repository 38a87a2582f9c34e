"""What the optimizer makes of a gradient: the lines that are shown are what Keras did, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import traced_xor
from keras import layers, optimizers

import glassnet as gn
from glassnet.errors import SettingError

random = np.random.default_rng(0)
X = random.normal(size=(4, 3)).astype(np.float32)
Y = random.normal(size=(4, 1)).astype(np.float32)


def updated(optimizer: Any, epochs: int = 0, start: float = 0.5) -> tuple[Any, Any]:
    """The next step's update, and the trace that it is of."""
    out = layers.Dense(1, name="out", kernel_initializer=keras.initializers.Constant(start))
    model = keras.Sequential([keras.Input((3,)), out])
    model.compile(optimizer, "mse")
    if epochs:
        gn.fit(model, X, Y, epochs=epochs, batch_size=4, verbose=0)
    trace = gn.trace(model, X, Y)
    return trace.update("out/kernel"), trace


OPTIMIZERS: dict[str, Callable[[], Any]] = {
    "SGD": lambda: optimizers.SGD(0.1),
    "SGD, hardly a step": lambda: optimizers.SGD(1e-6),
    "momentum": lambda: optimizers.SGD(0.1, momentum=0.9),
    "Nesterov": lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "Adam": lambda: optimizers.Adam(0.1),
    "Adam, hardly a step": lambda: optimizers.Adam(1e-6),
    "scaled": lambda: optimizers.SGD(0.1, loss_scale_factor=8.0),
    "scaled, SGD inside": lambda: optimizers.LossScaleOptimizer(optimizers.SGD(0.1)),
    "scaled, Adam inside": lambda: optimizers.LossScaleOptimizer(optimizers.Adam(0.01)),
    "RMSprop": lambda: optimizers.RMSprop(0.01),
    "AdamW": lambda: optimizers.AdamW(0.01, weight_decay=0.1),
}
KEPT = {"SGD": {"v": "momentum"}, "Adam": {"m": "momentum", "v": "velocity"}}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_update_is_the_next_step_of_fit_and_its_lines_what_keras_keeps(name: str) -> None:
    """Before the first step, after it, and after 37."""
    x, y = traced_xor.X, traced_xor.Y
    model = traced_xor.network(OPTIMIZERS[name](), layers.Dropout(0.5))
    for epochs in (0, 1, 36):
        if epochs:
            gn.fit(model, x, y, epochs=epochs, verbose=0)
        trace = gn.trace(model, x, y)
        update = trace.update("hidden/kernel")
        np.testing.assert_array_equal(update.before, model.get_weights()[0])
        expected = trace.gradients["hidden/kernel"]
        np.testing.assert_allclose(update.gradient, expected, rtol=1e-4, atol=1e-7)
        for place in np.ndindex(2, 2):
            lines = {line.name: line.value for line in update.lines(place)}
            assert bool(lines) == (update.optimizer in KEPT)
            for letter, slot in KEPT.get(update.optimizer, {}).items():
                if letter in lines:
                    kept = float(update.slots[slot][1][place])
                    assert lines[letter] == pytest.approx(kept, rel=1e-4, abs=1e-9)
            if lines:
                after = float(update.after[place])
                assert lines["w"] == pytest.approx(after, rel=1e-5, abs=1e-6)
    gn.fit(model, x, y, batch_size=4, shuffle=False, fused=False, verbose=0)
    np.testing.assert_array_equal(update.after, model.get_weights()[0])


@pytest.mark.parametrize(
    ("optimizer", "epochs", "start", "said"),
    [
        (
            lambda: optimizers.Adam(0.001, clipnorm=0.1),
            0,
            0.5,
            r"changed momentum to .*: gradient clipping acts",
        ),
        (lambda: optimizers.Adam(0.001, global_clipnorm=0.1), 0, 0.5, ": gradient clipping acts"),
        (
            lambda: optimizers.SGD(1e-6, clipvalue=1e-3),
            0,
            10.0,
            "changed out/kernel to .*: gradient clipping acts",
        ),
        (lambda: optimizers.Adam(0.1, beta_2=0.5, amsgrad=True), 37, 10.0, ": AMSGrad"),
        (lambda: optimizers.SGD(0.1, weight_decay=0.1), 0, 0.5, ": weight decay acts"),
        (
            lambda: optimizers.SGD(0.1, gradient_accumulation_steps=2),
            0,
            0.5,
            "gradient accumulation over several steps acts",
        ),
        (
            lambda: optimizers.Adam(0.1, gradient_accumulation_steps=2),
            2,
            0.5,
            "gradient accumulation over several steps acts",
        ),
    ],
)
def test_what_else_acts_is_named_where_the_rule_is_not_all(
    optimizer: Callable[[], Any], epochs: int, start: float, said: str
) -> None:
    update, _ = updated(optimizer(), epochs, start)
    with pytest.raises(SettingError, match=said) as caught:
        update.lines((0, 0))
    assert "\n" not in str(caught.value)


def test_the_step_that_gathers_gradients_is_the_optimizers_own() -> None:
    update, _ = updated(optimizers.SGD(0.1, gradient_accumulation_steps=2), 5)
    assert update.step == 2
    np.testing.assert_array_less(0, np.abs(update.after - update.before))


def test_an_update_with_more_in_it_than_the_rule_says_so() -> None:
    model = traced_xor.network(keras.optimizers.SGD(0.1, clipnorm=1e-4))
    update = gn.trace(model, traced_xor.X, traced_xor.Y).update("hidden/kernel")
    with pytest.raises(SettingError, match="gradient clipping"):
        update.lines((0, 0))


@pytest.mark.parametrize("name", ["enc/dense/kernel", "enc_dense/kernel"])
def test_what_the_optimizer_keeps_of_names_that_it_writes_alike(name: str) -> None:
    keras.utils.set_random_seed(0)
    given = keras.Input((3,))
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(3, name="dense")], name="enc")
    hidden = layers.Dense(3, "tanh", name="enc_dense")(inner(given))
    model = keras.Model(given, layers.Dense(1)(hidden))
    model.compile("adam", "mse")
    gn.fit(model, X, Y, epochs=2, verbose=0)
    update = gn.trace(model, X, Y).update(name)
    place = [variable.path for variable in model.trainable_variables].index(name)
    for slot, kept in (("momentum", "_momentums"), ("velocity", "_velocities")):
        expected = getattr(model.optimizer, kept)[place]
        np.testing.assert_array_equal(update.slots[slot][0], expected)
    assert update.lines((0, 1))[-1].value == pytest.approx(float(update.after[0, 1]), rel=1e-5)
