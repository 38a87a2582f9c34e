"""A trace of a model's loss beside the bare gradient of the same loss, compiled by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.probes import Probe

CALLS = 20  # in one repetition

Data = tuple[Any, Any]


def traces(layers: tuple[int, ...], classes: int, rows: int) -> dict[str, Probe]:
    """Milliseconds a call, once all is compiled.

    glassnet: `gn.trace`, with all values and gradients at hand. chain: the chain rule of one weight
    on top. jax: `jax.jit(jax.value_and_grad(loss))`, which gives the weights' gradients alone.
    """
    calls: dict[str, Callable[[], Any]] = {}

    def repetition(name: str) -> float:
        if not calls:
            calls.update(_calls(layers, classes, rows))
        calls[name]()  # compiled, if it was not
        start = time.perf_counter()
        for _ in range(CALLS):
            calls[name]()
        return (time.perf_counter() - start) / CALLS * 1e3

    names = ("glassnet", "jax") if layers[0] > 100 else ("glassnet", "chain", "jax")
    return {name: partial(repetition, name) for name in names}


def _calls(layers: tuple[int, ...], classes: int, rows: int) -> dict[str, Callable[[], Any]]:
    import glassnet as gn  # isort: skip

    import jax
    import keras
    import numpy as np

    random = np.random.default_rng(0)
    x = random.normal(size=(rows, layers[0])).astype(np.float32)
    y = random.integers(0, classes, rows)
    keras.utils.set_random_seed(0)
    hidden = [keras.layers.Dense(units, "sigmoid") for units in layers[1:]]
    out = keras.layers.Dense(classes, "softmax")
    model = keras.Sequential([keras.Input(layers[:1]), *hidden, out])
    model.compile("adam", "sparse_categorical_crossentropy")

    def loss(trainable: Any, fixed: Any, x: Any, y: Any) -> Any:
        outputs, _ = model.stateless_call(trainable, fixed, x, training=True)
        return model.compute_loss(x, y, outputs)

    gradient = jax.jit(jax.value_and_grad(loss))

    def bare() -> Any:
        trainable = [variable.value for variable in model.trainable_variables]
        fixed = [variable.value for variable in model.non_trainable_variables]
        return jax.block_until_ready(gradient(trainable, fixed, x, y))

    def traced() -> Any:
        trace = gn.trace(model, x, y)
        return trace.value, trace.gradients[trace.parameters[0]]

    def chain() -> Any:
        trace = gn.trace(model, x, y)
        return trace.chain(trace.parameters[0], (0, 0), most=10)

    return {"glassnet": traced, "chain": chain, "jax": bare}
