"""Arrays that are not copied to the device: the same numbers, and no second copy in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
from parity import CASES, LONG, points
from sampling import some_long
from test_callbacks import assert_same_weights, exactly, network
from test_parity import compare, train, trained_by_keras

import glassnet as gn
from glassnet.training import loaders, streaming

# Bounds: see NOT_BIT_FOR_BIT in test_parity; of two of them it is the running loss that differs.
NAMES = {
    "exact batches": 0.0,
    "partial batch": 0.0,
    "batch of one": 1e-7,
    "no shuffle": 0.0,
    "shuffle batch": 1e-7,
    "validation_data": 0.0,
    "class_weight, three classes": 0.0,
    "two inputs, dict": 1e-7,
    "Embedding": 0.0,
    "int8": 1e-7,
    "Series": 0.0,
}


@pytest.mark.parametrize("name", some_long(NAMES, LONG & NAMES.keys()))
def test_large_arrays_give_the_same_numbers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = trained_by_keras(name)
    monkeypatch.setattr(loaders, "RESIDENT_BYTES", 0)
    monkeypatch.setattr(streaming, "STACK_BATCHES", 3)
    compare(expected, train(CASES[name], gn.fit, fused=False), NAMES[name])


WITHOUT_THE_OPTION = """
import os, sys
os.environ["XLA_FLAGS"] = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1"
from test_parity import CASES, compare, gn, keras_fit, train
from glassnet.training import loaders, streaming
loaders.RESIDENT_BYTES, streaming.STACK_BATCHES = 0, 3
for name in sys.argv[1:]:
    compare(train(CASES[name], keras_fit), train(CASES[name], gn.fit, fused=False), 0.0)
"""


@pytest.mark.long
def test_without_the_small_loop_option() -> None:
    """The cause of the bounds is the cause."""
    command = [sys.executable, "-c", WITHOUT_THE_OPTION, *(name for name in NAMES if NAMES[name])]
    here = {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run(command, check=True, env=os.environ | here)


def test_steps_add_up_from_host_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaders, "RESIDENT_BYTES", 0)
    states: list[Any] = []
    for parts in ([33], [1] * 33, [4, 29]):
        trainer = gn.Trainer(network(), *points(), batch_size=8)
        for steps in parts:
            trainer.run(steps=steps)
        states.append(trainer.state)
    for state in states[1:]:
        jax.tree.map(np.testing.assert_array_equal, state, states[0])


def test_what_was_gathered_ahead_is_dropped_where_training_goes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loaders, "RESIDENT_BYTES", 0)
    trainer = gn.Trainer(network(), *points(), batch_size=4)
    trainer.run(steps=2)
    before = jax.tree.map(np.array, trainer.state)
    states: list[Any] = []
    for parts in ([5], [2, 3], [4, 1]):
        for steps in parts:
            trainer.run(steps=steps)
        states.append(trainer.state)
        trainer.restore(before)
    for state in states[1:]:
        jax.tree.map(np.testing.assert_array_equal, state, states[0])


@pytest.mark.parametrize("resident", [0, 2**20])
def test_a_file_mapped_into_memory(
    resident: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaders, "RESIDENT_BYTES", resident)
    x, y = points()
    np.save(tmp_path / "x.npy", x)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    ours = network()
    exactly(ours, mapped, y, epochs=3, batch_size=8, verbose=0)
    theirs = network()
    exactly(theirs, x, y, epochs=3, batch_size=8, verbose=0)
    assert_same_weights(ours, theirs)


@pytest.mark.parametrize("written", [np.ndarray.tolist, lambda array: [list(row) for row in array]])
def test_nested_lists_are_arrays(written: Callable[[Any], Any]) -> None:
    x, y = points()
    ours = network()
    # Numbers of Python, or of NumPy.
    exactly(ours, written(x), written(y), epochs=2, batch_size=8, verbose=0)
    theirs = network()
    exactly(theirs, x, y, epochs=2, batch_size=8, verbose=0)
    assert_same_weights(ours, theirs)


# Not resource.getrusage: a process inherits its parent's peak there, and pytest's may be 2 GB.
PROGRAM = """
import glassnet as gn
import keras, numpy as np
keras.utils.set_random_seed(0)
features, rows, batch = 784, 320_000, 8_000
model = keras.Sequential([keras.Input((features,)), keras.layers.Dense(1)])
model.compile("sgd", loss="mse")
x = np.ones((rows, features), "float32")
y = np.ones((rows, 1), "float32")
gn.fit(model, x, y, batch_size=batch, epochs=2, verbose=0, validation_split=0.01)
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(x.nbytes, int(peak) * 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the peak")
def test_a_gigabyte_of_data_needs_no_second_copy() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True
    )
    size, peak = map(int, run.stdout.split())
    assert size > 1e9
    assert peak < 1.3 * size + 0.7e9
