"""Ctrl-C during `gn.fit`: in a process of its own, and the handler alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import points
from test_trainer import network

import glassnet as gn
from glassnet.signals import SECONDS_OF_ONE_REQUEST, Interrupt

TESTS = Path(__file__).parents[1]
FOLDERS = [str(TESTS / "fitting"), str(TESTS / "training"), os.environ.get("PYTHONPATH", "")]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(FOLDERS)}
PROGRAM = """
import json, signal, sys, time
import numpy as np
import glassnet as gn
from test_interrupt import many_points
from test_trainer import network

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
model = network()
x, y = many_points(int(sys.argv[1]))
gn.Trainer(model, x, y, batch_size=8, fused=False).advance(1)  # compiles
print("ready", flush=True)
history = gn.fit(model, x, y, epochs=10**9, batch_size=8, verbose=0, fused=False)
answered = time.monotonic()
np.savez(sys.argv[2], *model.get_weights())
print(json.dumps({
    "answered": answered,
    "interrupted": history.interrupted,
    "epochs": len(history.epoch),
    "losses": history.history.get("loss", [])[-3:],
    "iterations": int(model.optimizer.iterations),
    "handler_is_back": signal.getsignal(signal.SIGINT) is signal.default_int_handler,
}))
"""


def many_points(rows: int) -> tuple[Any, Any]:
    x, y = points()
    return np.resize(x, (rows, 5)), np.resize(y, (rows, 1))


@pytest.mark.parametrize("rows", [37, 2_000_000], ids=["short epochs", "within an epoch"])
def test_ctrl_c_returns_what_was_reached(rows: int, tmp_path: Path) -> None:
    weights = tmp_path / "weights.npz"
    command = [sys.executable, "-c", PROGRAM, str(rows), str(weights)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.3)
        sent = time.monotonic()
        os.kill(process.pid, signal.SIGINT)
        told = json.loads(process.stdout.read())
    assert process.returncode == 0
    assert told["answered"] - sent < 3  # seen: 0.1 s; the rest is for a busy machine
    assert told["interrupted"]
    assert told["handler_is_back"]

    # The same steps, not interrupted.
    model = network()
    x, y = many_points(rows)
    gn.Trainer(model, x, y, batch_size=8, fused=False).advance(1)
    trainer = gn.Trainer(model, x, y, batch_size=8, fused=False)
    steps = told["iterations"] - int(model.optimizer.iterations)
    if rows == 37:
        assert told["epochs"] > 100
        assert steps == 5 * told["epochs"]
        assert trainer.run(epochs=told["epochs"])["loss"][-3:].tolist() == told["losses"]
    else:
        assert (told["epochs"], told["losses"]) == (0, [])
        assert trainer.run(steps=steps) == {}
    with np.load(weights) as saved:
        for number, expected in enumerate(model.get_weights()):
            np.testing.assert_array_equal(saved[f"arr_{number}"], expected)


def test_an_uninterrupted_fit_says_so() -> None:
    assert not gn.fit(network(), *points(), verbose=0).interrupted


def test_the_first_signal_is_noted_and_the_second_raises() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with Interrupt() as interrupt:
            signal.raise_signal(signal.SIGINT)
            assert interrupt.requested
            signal.raise_signal(signal.SIGINT)  # the same request, sent twice
            time.sleep(SECONDS_OF_ONE_REQUEST)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_handler_of_ones_own_stays() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    try:
        with Interrupt() as interrupt:
            signal.raise_signal(signal.SIGINT)
        assert seen == [signal.SIGINT]
        assert not interrupt.requested
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_second_sigterm_ends_the_process() -> None:
    program = """
import signal, time
from glassnet.signals import Interrupt, SECONDS_OF_ONE_REQUEST
with Interrupt() as interrupt:
    signal.raise_signal(signal.SIGTERM)
    print(interrupt.signal == signal.SIGTERM, flush=True)
    time.sleep(SECONDS_OF_ONE_REQUEST)
    signal.raise_signal(signal.SIGTERM)
    print("still there", flush=True)
"""
    ended = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert (ended.stdout, ended.returncode) == ("True\n", -signal.SIGTERM)


def test_a_handler_that_waits_gets_the_second_signal() -> None:
    seen: list[int] = []

    def note(number: int, frame: Any) -> None:
        seen.append(number)

    handler: Any = note
    handler.waits_for_chunk = True
    before = signal.signal(signal.SIGTERM, handler)
    try:
        with Interrupt() as interrupt:
            signal.raise_signal(signal.SIGTERM)
            assert (interrupt.signal, seen) == (signal.SIGTERM, [])
            time.sleep(SECONDS_OF_ONE_REQUEST)
            signal.raise_signal(signal.SIGTERM)
            assert seen == [signal.SIGTERM]
        assert signal.getsignal(signal.SIGTERM) is handler
    finally:
        signal.signal(signal.SIGTERM, before)


def test_fit_runs_in_a_thread() -> None:
    losses: list[float] = []
    train = lambda: losses.extend(gn.fit(network(), *points(), verbose=0).history["loss"])
    thread = threading.Thread(target=train)
    thread.start()
    thread.join()
    assert losses == gn.fit(network(), *points(), verbose=0).history["loss"]
