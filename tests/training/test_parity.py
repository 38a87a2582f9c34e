"""`gn.fit` against `keras.Model.fit`, over a table of ways to train."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from typing import Any

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
import pytest
from parity import CASES, LONG, SAME_STEP, Case, points
from sampling import some_long

from glassnet.training.fusion import compile_cost

EPOCHS = 4

# `fused=False` is equal bit for bit, but for these, and by how much. The cause: XLA's option for
# small loops compiles the whole loop as one native function, in which LLVM contracts a product and
# a sum to one operation where it does not in the single step that Keras runs. Without the option
# they are equal too: `test_without_the_small_loop_option`.
NOT_BIT_FOR_BIT: dict[str, float] = {
    "batch of one": 1e-7,
    "one unit": 1e-6,
    "Conv1D": 1e-6,
}

# `fused=True` after EPOCHS epochs: relative to the largest value of each variable (3e-6 is seen).
FUSED_BOUND = 1e-5
# But for these.
FUSED_BOUNDS: dict[str, float] = {
    "mixed_float16": 1e-3,  # what float16 itself rounds by
    "Conv2D, mixed_bfloat16": 1e-2,  # bfloat16 rounds by 4e-3
    "attention, Adam": 5e-5,  # a bias of 1e-3
}
# Of an attention layer. Its true gradient is 0, so it is nothing but rounding, of which Adam makes
# whole steps; the model answers the same whatever it is.
NO_GRADIENT = "key/bias"
# Keras sorts the results of such a metric under the metric's own name.
SORTED_OTHERWISE = {"metrics with several states, one with two results"}
# What the rounding of a sum leaves where nothing should be.
NOISE = 5e-9


def train(case: Case, fit: Any, **more: Any) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """History, all variables, and the next number of NumPy's global generator."""
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(7)
    model = case.model()
    x, y = case.data() if case.data else points()
    own = case.arguments() if callable(case.arguments) else case.arguments
    arguments = {"epochs": EPOCHS, "verbose": 0, "callbacks": case.callbacks(), **own}
    history = fit(model, x, y, **arguments, **more)
    variables = [
        *model.trainable_variables,
        *model.non_trainable_variables,
        *model.optimizer.variables,
        *model.metrics_variables,
    ]
    values = {f"variable {n}, {v.path}": np.asarray(v.value) for n, v in enumerate(variables)}
    return history.history, values, np.random.random()


@functools.cache
def trained_by_keras(name: str) -> tuple[dict[str, Any], dict[str, Any], Any]:
    return train(CASES[name], keras_fit)


def keras_fit(model: Any, x: Any, y: Any, **arguments: Any) -> Any:
    return model.fit(x, y, **arguments)


def compare(one: Any, other: Any, bound: float) -> None:
    (history, variables, drawn), (our_history, our_variables, our_drawn) = one, other
    assert our_history.keys() == history.keys()
    for name, values in history.items():
        assert len(our_history[name]) == len(values), name
        close(np.array(our_history[name]), np.array(values), bound, name)
    for name, ours, theirs in zip(
        variables, our_variables.values(), variables.values(), strict=True
    ):
        if not bound or NO_GRADIENT not in name:
            close(ours, theirs, bound, name)
    assert our_drawn == drawn, "NumPy's generator stands elsewhere"


def close(ours: np.ndarray, theirs: np.ndarray, bound: float, what: str) -> None:
    if not bound:
        np.testing.assert_array_equal(ours, theirs, err_msg=what)
    else:
        largest = float(np.max(np.abs(theirs), initial=0.0))
        tolerance = bound * largest + NOISE
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance, err_msg=what)


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
@pytest.mark.parametrize("name", some_long(CASES, LONG))
def test_fit_equals_keras(name: str) -> None:
    expected, ours = trained_by_keras(name), train(CASES[name], gn.fit, fused=False)
    compare(expected, ours, NOT_BIT_FOR_BIT.get(name, 0.0))
    if name not in SORTED_OTHERWISE:
        assert list(ours[0]) == list(expected[0])


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
@pytest.mark.parametrize("name", some_long(CASES, LONG | SAME_STEP))
def test_a_fused_fit_is_close_to_keras(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The forms of a long training in four epochs.
    monkeypatch.setattr(compile_cost, "NS_PER_OPERATION", 0)
    fused = train(CASES[name], gn.fit, fused=True)
    compare(trained_by_keras(name), fused, FUSED_BOUNDS.get(name, FUSED_BOUND))


def test_rows_with_bounds_exist() -> None:
    assert CASES.keys() >= NOT_BIT_FOR_BIT.keys() | FUSED_BOUNDS.keys()


WITHOUT_THE_OPTION = """
import os, sys
os.environ["XLA_FLAGS"] = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1"
from test_parity import CASES, compare, gn, keras_fit, train
for name in sys.argv[1:]:
    compare(train(CASES[name], keras_fit), train(CASES[name], gn.fit, fused=False), 0.0)
"""


@pytest.mark.long
def test_without_the_small_loop_option() -> None:
    """The cause that `NOT_BIT_FOR_BIT` names is the cause."""
    command = [sys.executable, "-c", WITHOUT_THE_OPTION, *NOT_BIT_FOR_BIT]
    here = {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run(command, check=True, env=os.environ | here)
