"""A training killed with SIGKILL at random moments, and gone on with, against one left alone."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

# Each life is a process forked from one that has imported Keras and started nothing: half of the
# time that a new interpreter would need.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["glassnet.fitting", "keras"])


@dataclass(frozen=True)
class Work:
    """rows, batch_size: of the training. every_epochs: what a life's checkpoints may go by.

    chunks: after how many, at most, a life ends: a little later than that, whatever it does.
    """

    rows: int
    batch_size: int
    every_epochs: tuple[int | None, ...]
    chunks: int


WORKS = {
    # Many epochs a chunk.
    "short epochs": Work(32, 8, (1, 2, 7, 40), 8),
    # An epoch of 300,000 steps is several chunks: checkpoints are written in the middle of it.
    "long epochs": Work(600_000, 2, (1, None, None, None), 8),
}
# A start also asks for the exit codes of all processes: what one thread has read another misses.
ONE_AT_A_TIME = threading.Lock()
ENDLESS = 10**6
LATER = 0.1  # seconds; about what a checkpoint takes


def network() -> Any:
    """All that keeps state of its own, in the few variables that each life must trace again."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(3)
    middle = [layers.Dropout(0.3), layers.BatchNormalization()]
    model = keras.Sequential([keras.Input((5,)), *middle, layers.Dense(1, "sigmoid")])
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
    model.compile(optimizer, loss="binary_crossentropy", metrics=["accuracy"])
    return model


def points(rows: int) -> tuple[Any, Any]:
    x = np.random.default_rng(0).normal(size=(rows, 5)).astype("float32")
    return x, (x[:, :1] * x[:, 1:2] > 0).astype("float32")


def child(
    name: str, result: Path, folder: Path | None, every: int | None, epochs: int, told: Any
) -> None:
    """Train, or go on with it. told: a pipe that gets where it begins, and each chunk's place."""
    import glassnet as gn

    import keras  # isort: skip

    class Report(keras.callbacks.Callback):
        reads_model = 0

        def on_chunk_end(self, trainer: gn.Trainer) -> None:
            told.send((trainer.epoch, trainer.step))

    work = WORKS[name]
    model = network()
    kept = [gn.Checkpoints(folder, every, 0.06)] if folder else []
    history = gn.fit(
        model,
        *points(work.rows),
        batch_size=work.batch_size,
        epochs=epochs,
        validation_data=points(work.batch_size),
        verbose=0,
        callbacks=[Report(), *kept],
        resume=folder,
    )
    arrays = {f"history {key}": np.array(values) for key, values in history.history.items()}
    variables = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
    arrays |= {f"{n} {v.path}": np.array(v.value) for n, v in enumerate(variables)}
    np.savez(result, epochs=history.epoch, **arrays)


@dataclass
class Lives:
    """One training's processes. seed: of the moments; told where something fails."""

    name: str
    seed: int
    folder: Path
    told: list[str] = field(default_factory=list)

    def start(self, result: str, *arguments: Any) -> tuple[Any, Any]:
        told, telling = PROCESSES.Pipe(duplex=False)
        arguments = (self.name, self.folder / result, *arguments, telling)
        process = PROCESSES.Process(target=child, args=arguments)
        with ONE_AT_A_TIME:
            process.start()
        telling.close()
        return process, told

    def finish(self, result: str, folder: Path | None, epochs: int) -> dict[str, Any]:
        process, told = self.start(result, folder, None, epochs)
        with contextlib.suppress(EOFError):
            while True:
                told.recv()
        with ONE_AT_A_TIME:
            process.join()
        assert process.exitcode == 0
        with np.load(self.folder / result) as arrays:
            return dict(arrays)

    def killed(self) -> tuple[int, int]:
        """Live for a random time; where this life began."""
        work = WORKS[self.name]
        every = self.moments.choice(work.every_epochs)
        chunks = self.moments.randint(1, work.chunks)
        seconds = self.moments.uniform(0, LATER)
        process, told = self.start("never.npz", self.folder / "kept", every, ENDLESS)
        begun, *_, ended = [told.recv() for _ in range(1 + chunks)]
        time.sleep(seconds)
        with ONE_AT_A_TIME:
            process.kill()
            process.join()
        self.told.append(f"every {every}, {begun} to {ended} and {seconds:.4f} s")
        assert process.exitcode == -9
        return begun

    def run(self, kills: int) -> None:
        self.moments = random.Random(self.seed)
        kept = self.folder / "kept"
        try:
            begun = [self.killed() for _ in range(kills)]
            assert begun == sorted(begun), "a checkpoint was lost"
            assert len(set(begun)) > kills // 3, "the kills leave no time for checkpoints"
            if self.name == "long epochs":
                assert any(step for _, step in begun), "no life began within an epoch"
            epochs = 1 + max(int(path.name[:8]) for path in kept.iterdir() if path.name[0] != ".")
            resumed = self.finish("resumed.npz", kept, epochs)
            expected = self.finish("alone.npz", None, epochs)
            assert list(resumed) == list(expected)
            for name, array in expected.items():
                assert resumed[name].dtype == array.dtype, name
                np.testing.assert_array_equal(resumed[name], array, err_msg=name)
            left = sorted(path.name for path in kept.iterdir())
            assert left[-1] == f"{epochs:08d}-00000000"
            assert not any(name.endswith(".partial") for name in left), left
        except Exception as error:
            lives = "\n".join(self.told)
            raise AssertionError(f"{self.name}, seed {self.seed}: {error}\n{lives}") from error


@pytest.mark.parametrize("kills", [6, pytest.param(15, marks=pytest.mark.long)])
def test_kills_leave_no_trace(kills: int, tmp_path: Path) -> None:
    """Bit for bit: weights, optimizer, metrics, History. kills: of each of two trainings."""
    all_lives: list[Lives] = []
    for name in WORKS:
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        all_lives.append(Lives(name, random.randrange(2**32), folder))
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(lives.run, kills) for lives in all_lives]:
            done.result()
