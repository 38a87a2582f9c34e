"""Trainings on four virtual devices, beside Keras' own: run as a program, prints what differs.

    XLA_FLAGS=--xla_force_host_platform_device_count=4 python distributed.py DataParallel weights

JAX has as many devices as its process began with, so that this cannot be a test itself.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

import glassnet as gn  # isort: skip
import keras
import numpy as np
from keras import layers
from keras.distribution import DataParallel, DeviceMesh, LayoutMap, ModelParallel, list_devices

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(64, 8)).astype("float32")
Y = RANDOM.integers(0, 4, 64)
HELD_OUT = (X[:16], Y[:16])


class Batches(keras.utils.PyDataset):
    """The rows as a stream."""

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> Any:
        rows = slice(16 * index, 16 * index + 16)
        return X[rows], Y[rows]


def model_parallel() -> Any:
    layout = LayoutMap(DeviceMesh((2, 2), ("batch", "model"), list_devices()))
    layout[".*dense.*kernel"] = (None, "model")
    layout[".*dense.*bias"] = ("model",)
    return ModelParallel(layout_map=layout, batch_dim_name="batch")


DISTRIBUTIONS: Mapping[str, Callable[[], Any]] = {
    "DataParallel": lambda: DataParallel(devices=list_devices()),
    "ModelParallel": model_parallel,
}


def model(dropout: float = 0.1) -> Any:
    keras.utils.set_random_seed(0)
    stack = [layers.Dense(16, "relu"), layers.Dropout(dropout), layers.Dense(4, "softmax")]
    found = keras.Sequential([keras.Input((8,)), *stack])
    found.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return found


def apart(one: Any, other: Any) -> float:
    """The largest difference of two models' weights."""
    pairs = zip(one.get_weights(), other.get_weights(), strict=True)
    return max(float(np.max(np.abs(a - b))) for a, b in pairs)


def beside_keras(*data: Any, fused: bool = True, **options: Any) -> float:
    options = {"epochs": 3, "verbose": 0, **options}
    theirs, ours = model(), model()
    np.random.seed(1)
    theirs.fit(*data, **options)
    np.random.seed(1)
    gn.fit(ours, *data, **options, fused=fused)
    return apart(theirs, ours)


def where() -> list[Any]:
    """On which axes the first kernel lies, and on how many devices, after a training."""
    trained = model()
    gn.fit(trained, X, Y, batch_size=16, epochs=1, verbose=0)
    sharding = trained.layers[0].kernel.value.sharding
    return [*sharding.spec, len(sharding.device_set)]


def gone_back() -> float:
    """A training that is taken back and goes on, beside one that is not."""
    trained = model()
    trainer = gn.Trainer(trained, X, Y, batch_size=16)
    trainer.run(epochs=1)
    state = trainer.state
    trainer.run(steps=6)
    before = trained.get_weights()
    trainer.restore(state)
    trainer.run(steps=6)
    return max(
        float(np.max(np.abs(a - b))) for a, b in zip(before, trained.get_weights(), strict=True)
    )


def resumed() -> float:
    """A training from a checkpoint, beside one in a single piece."""
    options: Any = {"batch_size": 16, "verbose": 0}
    with tempfile.TemporaryDirectory() as folder:
        whole, half, rest = model(), model(), model()
        np.random.seed(1)
        gn.fit(whole, X, Y, epochs=4, **options)
        np.random.seed(1)
        gn.fit(half, X, Y, epochs=2, callbacks=[gn.Checkpoints(folder)], **options)
        gn.fit(rest, X, Y, epochs=4, resume=folder, **options)
        return apart(whole, rest)


def traced() -> float:
    found = model(dropout=0.0)
    loss = float(gn.trace(found, X[:3], Y[:3]).value)
    losses = [found.evaluate(X[:size], Y[:size], verbose=0)[0] * size for size in (4, 8)]
    four, eight = (float(gn.trace(found, X[:size], Y[:size]).value) * size for size in (4, 8))
    alone = float(gn.trace(found, X[3:4], Y[3:4]).value)
    return max(abs(four - losses[0]), abs(eight - losses[1]), abs(3 * loss + alone - four))


def uneven(rows: int, batch_size: int) -> float:
    """Batches that Keras refuses where they cannot be divided: whether the loss goes down."""
    x, y = np.concatenate([X, X])[:rows], np.concatenate([Y, Y])[:rows]
    losses = gn.fit(model(), x, y, batch_size=batch_size, epochs=30, verbose=0).history["loss"]
    return losses[-1] - losses[0]


def weights() -> dict[str, Any]:
    whole: dict[str, Any] = {"batch_size": 16, "validation_data": HELD_OUT}
    return {
        "exact": beside_keras(X, Y, **whole, fused=False),
        "fused": beside_keras(X, Y, **whole),
        "where": where(),
    }


def around() -> dict[str, Any]:
    gn.diagnose(model(), X, Y)  # answers
    return {
        "one batch": beside_keras(X, Y, batch_size=64),
        "stream": beside_keras(Batches(), shuffle=False),
        "gone back": gone_back(),
        "resumed": resumed(),
        "traced": traced(),
        "uneven": max(uneven(70, 16), uneven(3, 32), uneven(30, 6)),
    }


def main() -> None:
    _, distribution, group = sys.argv
    keras.distribution.set_distribution(DISTRIBUTIONS[distribution]())
    print(json.dumps({"weights": weights, "around": around}[group]()))


if __name__ == "__main__":
    main()
