"""Trainings in two processes of two virtual devices each, beside Keras' own: run as a program.

    XLA_FLAGS=--xla_force_host_platform_device_count=2 \\
        python several_processes.py DataParallel training FOLDER PORT 0 & … PORT 1

Each process has rows and a seed of its own, as Keras' fit wants them, and prints what it found.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import glassnet as gn  # isort: skip
import distributed
import keras
import numpy as np
from distributed import DISTRIBUTIONS, model
from keras.distribution import DataParallel, DeviceMesh, LayoutMap, ModelParallel, list_devices

from glassnet.errors import GlassnetError
from glassnet.training import loaders, processes

KIND, GROUP, FOLDER, PORT, NUMBER = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])


def across() -> Any:
    """Weights that no process has as a whole; a batch that both have."""
    layout = LayoutMap(DeviceMesh((1, 4), ("batch", "model"), list_devices()))
    layout[".*dense.*kernel"] = (None, "model")
    layout[".*dense.*bias"] = ("model",)
    return ModelParallel(layout_map=layout, batch_dim_name="batch")


def interleaved() -> Any:
    """The processes' devices in turns."""
    first, second, third, fourth = list_devices()
    return DataParallel(devices=[first, third, second, fourth])


OWN = 0 if KIND == "across" else NUMBER  # whose rows and seed this process has
X, Y = (part if KIND == "across" else part[OWN::2] for part in (distributed.X, distributed.Y))
SIZE = 16 if KIND == "across" else 8  # of a process' part of a batch
HELD_OUT = (X[:SIZE], Y[:SIZE])


def options(**changed: Any) -> Any:
    """Arguments of a fit."""
    return {"batch_size": SIZE, "epochs": 3, "verbose": 0, **changed}


class Batches(keras.utils.PyDataset):
    """The rows as a stream."""

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> Any:
        rows = slice(SIZE * index, SIZE * index + SIZE)
        return X[rows], Y[rows]


def weights(of: Any) -> list[Any]:
    return [np.asarray(processes.readable(each.value)) for each in of.weights]


def apart(one: Any, other: Any) -> float:
    """The largest difference of two models' weights."""
    pairs = zip(weights(one), weights(other), strict=True)
    return max(float(np.max(np.abs(a - b))) for a, b in pairs)


def beside_keras(*data: Any, fused: bool = False, **changed: Any) -> float:
    """The largest difference of weights and Histories; infinite where random numbers differ."""
    given = options(**changed)
    theirs, ours = model(), model()
    np.random.seed(OWN)
    history = theirs.fit(*data, **given).history
    after = np.random.random()
    np.random.seed(OWN)
    found = gn.fit(ours, *data, **given, fused=fused).history
    logs = max(float(np.max(np.abs(np.subtract(history[name], found[name])))) for name in history)
    return max(apart(theirs, ours), logs) if np.random.random() == after else np.inf


def on_host(*data: Any, **changed: Any) -> float:
    """The same with data that are too large for the devices."""
    bound, loaders.RESIDENT_BYTES = loaders.RESIDENT_BYTES, 0
    found = beside_keras(*data, **changed)
    loaders.RESIDENT_BYTES = bound
    return found


def uneven() -> float:
    """Batches that Keras refuses: whether the loss goes down."""
    losses: list[float] = []
    for rows, size in ((29, 8), (28, 7), (3, 32)):
        given = options(batch_size=size, epochs=8)
        history = gn.fit(model(), X[:rows], Y[:rows], **given).history["loss"]
        losses.append(history[-1] - history[0])
    return max(losses)


def gone_back() -> float:
    """A training that is taken back and goes on, beside one that is not."""
    trained = model()
    np.random.seed(OWN)
    trainer = gn.Trainer(trained, X, Y, batch_size=SIZE)
    trainer.run(epochs=1)
    trainer.run(steps=2)
    state, rows = trainer.state, trainer.next_rows()
    trainer.run(steps=7)
    before = weights(trained)
    trainer.restore(state)
    trainer.run(steps=7)
    taken = float(np.max(np.abs(trainer.take(rows)[0] - X[rows])))
    after = weights(trained)
    return max(taken, *(float(np.max(np.abs(a - b))) for a, b in zip(before, after, strict=True)))


def resumed() -> float:
    """A training from a checkpoint, beside one in a single piece."""
    folder = Path(FOLDER, "kept")
    whole, half, rest = model(), model(), model()
    np.random.seed(OWN)
    gn.fit(whole, X, Y, **options(epochs=4))
    np.random.seed(OWN)
    gn.fit(half, X, Y, **options(epochs=2, callbacks=[gn.Checkpoints(folder)]))
    np.random.seed(9)
    keeping = options(epochs=4, callbacks=[gn.Checkpoints(folder)], resume=folder)
    gn.fit(rest, X, Y, **keeping)
    return apart(whole, rest)


def resumed_within_epoch() -> float:
    """The same from the first checkpoint in the middle of an epoch: each has an order of rows."""
    folder = Path(FOLDER, "within")
    given = options(batch_size=SIZE // 4)
    bound, loaders.RESIDENT_BYTES = loaders.RESIDENT_BYTES, 0
    whole, rest = model(), model()
    np.random.seed(OWN)
    keeper = gn.Checkpoints(folder, every_seconds=1e-9, keep=1_000)
    gn.fit(whole, X, Y, **given, callbacks=[keeper])
    within = [each for each in sorted(folder.glob("0*")) if not each.name.endswith("-00000000")]
    np.random.seed(9)
    gn.fit(rest, X, Y, **given, resume=within[0])
    loaders.RESIDENT_BYTES = bound
    return apart(whole, rest)


def recorded() -> float:
    """The norms after the last step, beside those of the weights; infinite for two logs."""
    trained = model()
    recording = gn.Recording(["weight_norms", "activations"], every=4)
    board = gn.TensorBoard(Path(FOLDER, "log"), histogram_freq=1, record="updates")
    gn.fit(trained, X, Y, **options(callbacks=[recording, board]))
    norms = [float(s.values[-1]) for s in recording.series.values() if s.what == "weight_norms"]
    expected = [float(np.linalg.norm(each)) for each in weights(trained)][: len(norms)]
    files = list(Path(FOLDER, "log", "train").glob("events*"))
    if len(files) != 1 or not norms:
        return np.inf
    return float(np.max(np.abs(np.subtract(sorted(norms), sorted(expected)))))


def traced() -> float | str:
    """The mean of the processes' losses, beside that of evaluate."""
    found = model(dropout=0.0)
    own = said(lambda: float(gn.trace(found, *HELD_OUT).value))
    if isinstance(own, str):
        return own
    assert gn.trace(found, *HELD_OUT).update(found.trainable_variables[0].path.split("/", 1)[1])
    mean = float(np.mean(processes.said_by_all(own)))
    return abs(mean - found.evaluate(*HELD_OUT, batch_size=SIZE, verbose=0)[0])


class Breaks(keras.callbacks.Callback):
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if NUMBER == 1 and epoch == 1:
            raise RuntimeError("broken")


class Stops(keras.callbacks.Callback):
    def __init__(self, reads_model: bool) -> None:
        super().__init__()
        self.reads_model = reads_model

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        found: Any = self.model
        found.stop_training = NUMBER == 1 and epoch == 4


def stopped(reads_model: bool) -> int:
    given = options(epochs=100, callbacks=[Stops(reads_model)])
    return len(gn.fit(model(), X, Y, **given).epoch)


def interrupted() -> bool:
    """Ctrl-C in the second process ends the training in both, after equally many epochs."""
    if NUMBER == 1:
        threading.Timer(2.0, os.kill, (os.getpid(), signal.SIGINT)).start()
    history: Any = gn.fit(model(), X, Y, **options(epochs=10**7))
    epochs = processes.said_by_all(len(history.epoch))
    return history.interrupted and len(set(epochs)) == 1


def logged() -> bool:
    """A callback of the first process alone, and one that reads the model in the second."""
    read: list[Any] = []
    reading = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: read.append(epoch))
    logger = keras.callbacks.CSVLogger(Path(FOLDER, "epochs.csv"))
    gn.fit(model(), X, Y, **options(callbacks=[reading if NUMBER else logger]))
    lines = Path(FOLDER, "epochs.csv").read_text().splitlines()
    return len(read) == 3 if NUMBER else len(lines) == 4


def stream(batches: int) -> Iterator[Any]:
    for number in range(batches):
        yield Batches()[number % 4]


def said(function: Callable[[], Any]) -> Any:
    """What a function returns, or the line that it ends with."""
    try:
        return function()
    except (GlassnetError, RuntimeError) as error:
        return str(error)


def refused(*data: Any, **changed: Any) -> Any:
    return said(lambda: gn.fit(model(), *data, **options(**changed)))


def refused_sharding() -> Any:
    distribution: Any = keras.distribution.distribution()
    distribution.auto_shard_dataset = True
    found = refused(X, Y)
    distribution.auto_shard_dataset = False
    return found


def refused_devices() -> Any:
    devices = keras.distribution.DataParallel(devices=list_devices()[:3], auto_shard_dataset=False)
    with devices.scope():
        return refused(X, Y)


GROUPS: Mapping[str, Mapping[str, Callable[[], Any]]] = {
    "exact": {
        "exact": lambda: beside_keras(X, Y),
        "rows": lambda: refused(X[: 20 + NUMBER], Y[: 20 + NUMBER]),
        "mistake": lambda: refused(X, Y[: len(Y) - NUMBER]),
        "epochs": lambda: refused(X, Y, epochs=2 + NUMBER),
        "sharding": refused_sharding,
        "diagnose": lambda: said(lambda: gn.diagnose(model(), X, Y)),
        "fewer devices": refused_devices,
        "fit diagnose": lambda: refused(X, Y, diagnose=True),
    },
    "training": {
        "fused": lambda: beside_keras(X, Y, validation_data=HELD_OUT, fused=True),
        "one batch": lambda: beside_keras(X, Y, batch_size=len(X), fused=True),
        "in order": lambda: beside_keras(X, Y, shuffle=False, validation_data=HELD_OUT),
        "shuffled in batches": lambda: beside_keras(X, Y, shuffle="batch"),
        "partial batch": lambda: beside_keras(X[:28], Y[:28]),
        "stream": lambda: beside_keras(Batches(), shuffle=False, batch_size=None),
        "on the host": lambda: on_host(X, Y, validation_data=HELD_OUT),
        "uneven": uneven,
        "gone back": gone_back,
    },
    "around": {
        "resumed": resumed,
        "resumed within an epoch": resumed_within_epoch,
        "recorded": recorded,
        "traced": traced,
        "logged": logged,
        "broken": lambda: refused(X, Y, callbacks=[Breaks()]),
        "short stream": lambda: refused(stream(20 + NUMBER), batch_size=None, epochs=1),
        "stopped": lambda: [stopped(True), stopped(False)],
        "interrupted": interrupted,
    },
}


def main() -> None:
    keras.utils.set_random_seed(0)
    address = f"127.0.0.1:{PORT}"
    keras.distribution.initialize(job_addresses=address, num_processes=2, process_id=NUMBER)
    distribution = {**DISTRIBUTIONS, "across": across, "interleaved": interleaved}[KIND]()
    distribution.auto_shard_dataset = False
    keras.distribution.set_distribution(distribution)
    print(json.dumps({name: find() for name, find in GROUPS[GROUP].items()}))


if __name__ == "__main__":
    main()
