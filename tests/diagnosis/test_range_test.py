"""The range test's steps are those of `keras.Model.fit`."""

from __future__ import annotations

import jax
import keras
import numpy as np
import pytest
from parity import PlusLargest, grouped, numbers

import glassnet as gn
from glassnet.diagnosis.range_test import range_test


@pytest.fixture(autouse=True)
def compiled_as_for_a_user(compiled_quickly: None) -> None:
    """Without XLA's optimizations Keras, too, loses the gradient of this network's maximum."""
    jax.config.update("jax_disable_most_optimizations", False)


def network_with_a_maximum() -> keras.Model:
    keras.utils.set_random_seed(7)
    return grouped(keras.optimizers.Adam, lambda: [PlusLargest(), keras.layers.Dense(3)])()


def test_a_maximum_passes_its_gradient_on() -> None:
    """Computed twice, and rounded otherwise, no number equals the largest: the gradient is NaN."""
    x, y = numbers(4, 3)()
    steps = 5
    model = network_with_a_maximum()
    expected = model.fit(x, y, batch_size=4, epochs=steps, verbose=0).history["loss"]
    model = network_with_a_maximum()
    model.optimizer.build(model.trainable_variables)
    found = range_test(model, (x, y, None))
    assert [found.before, *found.losses()][:steps] == pytest.approx(expected, rel=1e-4)


def test_nothing_is_found_wrong_with_it() -> None:
    x, y = numbers(16, 3)()
    model = network_with_a_maximum()
    assert not list(gn.diagnose(model, x, y))


def test_its_update_is_that_of_keras() -> None:
    x, y = numbers(4, 3)()
    model = network_with_a_maximum()
    trace = gn.trace(model, x, y)
    found = trace.update(next(iter(trace.parameters)))
    model.fit(x, y, batch_size=4, epochs=1, verbose=0)
    np.testing.assert_allclose(found.after, model.get_weights()[0], rtol=1e-4, atol=1e-6)
