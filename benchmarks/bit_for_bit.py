"""Which small models end with other bits in `gn.fit(fused=False)` than in `keras.Model.fit`.

    python -m benchmarks.bit_for_bit --seed 1 --seconds 120
    NPROC=16 python -m benchmarks.bit_for_bit        # with 16 threads for XLA

Draws models (dense, shared, merged, normalized, with two outputs), data and batches; trains each
twice with Keras and once with glassnet, and prints those whose variables or History differ in a
bit. A line that ends with `Keras` is one where Keras differs from itself.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from typing import Any

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
from keras import layers

Fit = Callable[..., Any]


def hidden(kind: str, units: int, inputs: Any) -> Any:
    """The hidden part of a model of this kind."""
    tanh = layers.Dense(units, "tanh")
    match kind:
        case "shared":
            same = layers.Dense(inputs.shape[1], "tanh")
            return same(same(inputs))
        case "add":
            return layers.Add()([tanh(inputs), layers.Dense(units, "relu")(inputs)])
        case "batch norm":
            return layers.BatchNormalization()(tanh(inputs))
        case "layer norm":
            return layers.LayerNormalization()(tanh(inputs))
        case "deep":
            return tanh(layers.Dense(units + 1, "gelu")(inputs))
        case _:
            return tanh(inputs)


KINDS = ("plain", "deep", "shared", "add", "batch norm", "layer norm", "two outputs")
FEEDS = ("arrays", "arrays", "PyDataset")


class Slices(keras.utils.PyDataset):
    """The batches of arrays in order."""

    def __init__(self, x: Any, y: Any, batch: int) -> None:
        super().__init__()
        self._arrays, self._batch = (x, y), batch

    def __len__(self) -> int:
        return -(-len(self._arrays[0]) // self._batch)

    def __getitem__(self, index: int) -> Any:
        start = index * self._batch
        return tuple(array[start : start + self._batch] for array in self._arrays)


def drawn(random: np.random.Generator) -> dict[str, Any]:
    """The settings of one model and its training."""
    batch = int(random.choice([5, 5, 7, 8, 16, 20, 32]))
    return {
        "kind": str(random.choice(KINDS)),
        "features": int(random.integers(2, 21)),
        "units": int(random.integers(2, 33)),
        "outputs": int(random.choice([1, 2, 3])),
        "optimizer": str(random.choice(["sgd", "adam", "rmsprop", "adamw"])),
        "feed": str(random.choice(FEEDS)),
        "validated": bool(random.integers(2)),
        "batch": batch,
        "rows": batch * int(random.integers(3, 9)) + int(random.choice([0, 1, 2])),
    }


def trained(fit: Fit, made: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The History and all variables after three epochs, by name."""
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(7)
    random = np.random.default_rng(7)
    inputs = keras.Input((made["features"],))
    inside = hidden(made["kind"], made["units"], inputs)
    count = 1 + (made["kind"] == "two outputs")
    outputs = [layers.Dense(made["outputs"])(inside) for _ in range(count)]
    model = keras.Model(inputs, outputs if count > 1 else outputs[0])
    model.compile(made["optimizer"], "mse")
    x, y = (
        random.normal(size=(made["rows"], made[name])).astype("float32")
        for name in ("features", "outputs")
    )
    targets = (y, y) if count > 1 else y
    arguments: dict[str, Any] = {"epochs": 3, "verbose": 0}
    if made["validated"]:
        arguments |= {"validation_data": (x, targets), "validation_batch_size": made["batch"]}
    if made["feed"] == "PyDataset" and count == 1:
        data: tuple[Any, ...] = (Slices(x, y, made["batch"]),)
    else:
        data, arguments["batch_size"] = (x, targets), made["batch"]
    history = fit(model, *data, **arguments, **more).history
    variables = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
    values = {f"{n} {v.path}": np.asarray(v.value) for n, v in enumerate(variables)}
    return {**{name: np.array(column) for name, column in history.items()}, **values}


def different(one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """The names whose values differ, with the difference relative to the largest value."""
    for name, values in one.items():
        if not np.array_equal(values, other[name]):
            largest = max(float(np.max(np.abs(values))), 1e-30)
            yield f"{name} {float(np.max(np.abs(values - other[name]))) / largest:.0e}"


def by_keras(model: Any, *data: Any, **how: Any) -> Any:
    return model.fit(*data, **how)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=120.0)
    given = parser.parse_args()
    random = np.random.default_rng(given.seed)
    end, models, found = time.monotonic() + given.seconds, 0, 0
    while time.monotonic() < end:
        made = drawn(random)
        first, again = (trained(by_keras, made) for _ in range(2))
        apart = list(different(first, trained(gn.fit, made, fused=False)))
        models, found = models + 1, found + bool(apart)
        if apart:
            print(made, *apart, "Keras" if list(different(first, again)) else "", flush=True)
    print(f"{found} of {models} differ")


if __name__ == "__main__":
    main()
