"""`keras.distribution` on four virtual devices, of one process and of two, against Keras' own `fit`
(see `distributed.py` and `several_processes.py`)."""

from __future__ import annotations

import functools
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

# What is compared is compiled alike, and without XLA's own writing of fused loops in two thirds of
# the time.
QUICKLY = "--xla_cpu_use_fusion_emitters=false"
DEVICES = "--xla_force_host_platform_device_count={}"
MOST_SECONDS = 240  # of two processes; one that waits for ever is a mistake
WHERE = {
    "DataParallel": [None, None, 4],
    "ModelParallel": [None, "model", 4],
}


@functools.cache
def on_four_devices(kind: str, group: str) -> dict[str, Any]:
    """Run a group of `distributed.py`."""
    script = Path(__file__).with_name("distributed.py")
    command = [sys.executable, "-W", "ignore", str(script), kind, group]
    environment = {**os.environ, "XLA_FLAGS": f"{DEVICES.format(4)} {QUICKLY}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("kind", WHERE)
def test_weights_are_those_of_keras(kind: str) -> None:
    apart = on_four_devices(kind, "weights")
    assert apart["exact"] == 0
    assert apart["fused"] < 1e-6


@pytest.mark.parametrize("kind", WHERE)
def test_they_lie_where_the_distribution_wants_them(kind: str) -> None:
    assert on_four_devices(kind, "weights")["where"] == WHERE[kind]


@pytest.mark.parametrize("kind", WHERE)
def test_of_one_batch_and_of_a_stream_they_are_those_of_keras(kind: str) -> None:
    apart = on_four_devices(kind, "around")
    assert max(apart["one batch"], apart["stream"]) < 1e-6


@pytest.mark.parametrize("kind", WHERE)
def test_what_goes_back_or_on_is_the_same_training(kind: str) -> None:
    apart = on_four_devices(kind, "around")
    assert apart["gone back"] == apart["resumed"] == 0


@pytest.mark.parametrize("kind", WHERE)
def test_a_trace_has_the_loss_of_evaluate(kind: str) -> None:
    assert on_four_devices(kind, "around")["traced"] < 1e-5


@pytest.mark.parametrize("kind", WHERE)
def test_batches_that_cannot_be_divided_are_trained_on(kind: str) -> None:
    assert on_four_devices(kind, "around")["uneven"] < 0


# Two processes, of two devices each -------------------------------------------------------------

KINDS = ("DataParallel", "ModelParallel", "across")
Found = list[dict[str, Any]]
"""What each process found."""


@functools.cache
def in_two_processes(kind: str, group: str) -> Found:
    """Run a group of `several_processes.py`; a process that hangs is killed."""
    if sys.platform == "win32":
        pytest.skip("JAX has no collectives of CPUs on Windows")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    script = str(Path(__file__).with_name("several_processes.py"))
    environment = {**os.environ, "XLA_FLAGS": f"{DEVICES.format(2)} {QUICKLY}"}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-W", "ignore", script, kind, group, folder, port]
        pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started = [subprocess.Popen([*command, n], env=environment, **pipes) for n in "01"]
        try:
            said = [each.communicate(timeout=MOST_SECONDS) for each in started]
        finally:
            for each in started:
                each.kill()
    assert [each.returncode for each in started] == [0, 0], said
    return [json.loads(out.splitlines()[-1]) for out, _ in said]


@pytest.mark.parametrize("kind", [*KINDS, "interleaved"])
def test_in_two_processes_weights_are_those_of_keras(kind: str) -> None:
    for found in in_two_processes(kind, "exact"):
        assert found["exact"] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_two_processes_cannot_do_is_said_by_both(kind: str) -> None:
    first, second = in_two_processes(kind, "exact")
    assert second["mistake"].startswith("x, y: expected equally many rows")
    assert first["mistake"].endswith(f"error in process 1: DataError: {second['mistake']}")
    for found in (first, second):
        assert 'x differs: ["float32[20, 8]"] in process 0, ["float32[21, 8]"]' in found["rows"]
        assert 'epochs differs: "2" in process 0, "3" in process 1' in found["epochs"]
        assert "set distribution.auto_shard_dataset = False" in found["sharding"]
        assert "(processes at each place: [[0], [0], [1]])" in found["fewer devices"]
        assert found["diagnose"].startswith("diagnose: works in one process")
        assert found["fit diagnose"].startswith("fit: diagnose works in one process")


@pytest.mark.parametrize("kind", KINDS)
def test_in_two_processes_all_data_are_trained_on_as_in_keras(kind: str) -> None:
    for found in in_two_processes(kind, "training"):
        assert max(found.pop("fused"), found.pop("one batch")) < 1e-6
        assert found.pop("uneven") < 0
        assert set(found.values()) == {0.0}


@pytest.mark.parametrize("kind", KINDS)
def test_checkpoints_records_and_traces_of_two_processes(kind: str) -> None:
    for found in in_two_processes(kind, "around"):
        assert found["resumed"] == found["resumed within an epoch"] == 0
        assert found["recorded"] < 1e-5
        if kind == "across":
            assert found["traced"].startswith("trace: no process has all of")
        else:
            assert found["traced"] < 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_two_processes_end_together(kind: str) -> None:
    first, second = in_two_processes(kind, "around")
    assert second["broken"] == "broken"
    assert first["broken"] == "fit: the training ended with an error in process 1: " + (
        "RuntimeError: broken"
    )
    for found in (first, second):
        assert "the next batches differ (count, shapes): " in found["short stream"]
        assert found["stopped"] == [5, 5]
        assert found["logged"]
        assert found["interrupted"]
