"""What the arithmetic of a step takes at least on this machine, beside what a step takes.

python -m benchmarks.floor [--only NAME] [--repetitions 9]

The floor: all additions and multiplications of Keras' train step at the rate of a large matrix
product (NumPy's, one thread), and its tanh, sigmoids, exp and log at the rate of XLA's tanh on
numbers in the cache. Both rates and the step are measured in turns, in this process.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks.contenders import glassnet_fit, hand_written_scan
from benchmarks.works import WORKS
from glassnet.graph.capture import Captured, capture, shape_of, timed_operations
from glassnet.graph.flops import flops

NAMES = ("4-32-16-4", "64-32-10", "lstm", "convolution")
FUNCTIONS = frozenset({"tanh", "logistic", "exp", "log"})
SIDE = 512  # of the large matrices
IN_CACHE = 2048  # numbers
ROUNDS = 2000  # of them
EPOCHS = 50


class Arithmetic(NamedTuple):
    """What one training step computes."""

    flops: int
    functions: int  # values of tanh, sigmoid, exp and log


def of_step(name: str) -> Arithmetic:
    """Counted in Keras' own train step, as JAX traces it."""
    step, *example = hand_written_scan.scan(name).one_step()
    captured: Captured = capture(step, *example)
    functions = sum(
        times * int(np.prod(shape_of(equation.outvars[0]).shape))
        for equation, times in timed_operations(captured)
        if equation.primitive.name in FUNCTIONS
    )
    return Arithmetic(flops(captured), functions)


def seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", action="append", choices=NAMES, help="again for more")
    parser.add_argument("--repetitions", type=int, default=9, help="default 9")
    chosen = parser.parse_args()
    if chosen.repetitions < 1:
        parser.error(f"--repetitions {chosen.repetitions}: a median needs 1 or more")

    matrix = np.random.default_rng(0).random((SIDE, SIDE), np.float32)
    numbers = jnp.linspace(-3, 3, IN_CACHE)
    tanh = jax.jit(lambda x: lax.fori_loop(0, ROUNDS, lambda _, x: jnp.tanh(x) + 0.001, x))
    columns = ("MFLOP", "functions", "GFLOP/s", "ns a tanh", "floor, µs", "step, µs", "of floor")
    print(f"{'':12}", *(f"{column:>10}" for column in columns))
    for name in chosen.only or NAMES:
        arithmetic, trainer = of_step(name), glassnet_fit.trainer(name)
        calls = (
            lambda: matrix @ matrix,
            lambda: jax.block_until_ready(tanh(numbers)),
            lambda trainer=trainer: trainer.train(EPOCHS),
        )
        for call in calls:  # compiles
            call()
        rounds = [[seconds(call) for call in calls] for _ in range(chosen.repetitions)]
        product, functions, training = map(statistics.median, zip(*rounds, strict=True))
        rate, each = 2 * SIDE**3 / product, functions / ROUNDS / IN_CACHE
        floor = arithmetic.flops / rate + arithmetic.functions * each
        step = training / EPOCHS / WORKS[name].steps_per_epoch
        row = (arithmetic.flops / 1e6, arithmetic.functions, rate / 1e9, each * 1e9)
        row = (*row, floor * 1e6, step * 1e6, step / floor)
        print(f"{name:12}", *(f"{number:10.2f}" for number in row), flush=True)


if __name__ == "__main__":
    main()
