"""Calls a thing once in a new process, then again, and prints the milliseconds of both.

python -m benchmarks.contenders.first_calls diagnose|epoch|gradient WORK ROWS

What is imported, the model and the data are made before. The second number is the median of some
calls: the same model, the same data, nothing left to compile.
"""

from __future__ import annotations

import importlib
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

CALLS = 10  # after the first

Call = Callable[[], Any]


def diagnose(model: Any, x: Any, y: Any, batch_size: int) -> Call:
    """All causes looked for."""
    diagnosis = importlib.import_module("glassnet.diagnosis")
    return lambda: diagnosis.diagnose(model, x, y)


def epoch(model: Any, x: Any, y: Any, batch_size: int) -> Call:
    """One epoch of Keras' fit, as it comes."""
    return lambda: model.fit(x, y, batch_size=batch_size, epochs=1, verbose=0)


def gradient(model: Any, x: Any, y: Any, batch_size: int) -> Call:
    """The loss of all rows and the weights' gradients, compiled by hand."""
    import jax

    def loss(trainable: Any, fixed: Any) -> Any:
        outputs, _ = model.stateless_call(trainable, fixed, x, training=True)
        return model.compute_loss(x, y, outputs)

    compiled = jax.jit(jax.value_and_grad(loss))

    def call() -> Any:
        trainable = [variable.value for variable in model.trainable_variables]
        fixed = [variable.value for variable in model.non_trainable_variables]
        return jax.block_until_ready(compiled(trainable, fixed))

    return call


CALLED = {"diagnose": diagnose, "epoch": epoch, "gradient": gradient}


def main() -> None:
    what, work_name, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if what == "diagnose":
        importlib.import_module("glassnet.diagnosis")  # before Keras, and for others not at all
    from benchmarks.contenders import keras_models
    from benchmarks.works import WORKS

    # Keras' own loss in place of the note's: whether it fits the output is one of the questions.
    work = WORKS[work_name]
    work = replace(work, loss="binary" if work.loss == "note" else work.loss)
    x, y = (part[:rows] for part in work.data())
    call = CALLED[what](keras_models.build(work), x, y, work.batch_size)
    first, *others = (seconds(call) for _ in range(1 + CALLS))
    print(first * 1e3, statistics.median(others) * 1e3)


def seconds(call: Call) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
