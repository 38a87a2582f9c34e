"""`keras.distribution` on four virtual devices, against Keras' own `fit` (see `distributed.py`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DEVICES = "--xla_force_host_platform_device_count=4"
WHERE = {
    "DataParallel": [None, None, 4],
    "ModelParallel": [None, "model", 4],
}


@pytest.fixture(scope="module", params=list(WHERE))
def found(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    script = Path(__file__).with_name("distributed.py")
    command = [sys.executable, "-W", "ignore", str(script), request.param]
    environment = {**os.environ, "XLA_FLAGS": DEVICES}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return request.param, json.loads(done.stdout.splitlines()[-1])


def test_weights_are_those_of_keras(found: tuple[str, dict[str, Any]]) -> None:
    apart = found[1]
    assert apart["exact"] == 0
    assert max(apart["fused"], apart["one batch"], apart["stream"]) < 1e-6


def test_they_lie_where_the_distribution_wants_them(found: tuple[str, dict[str, Any]]) -> None:
    name, apart = found
    assert apart["where"] == WHERE[name]


def test_what_goes_back_or_on_is_the_same_training(found: tuple[str, dict[str, Any]]) -> None:
    apart = found[1]
    assert apart["gone back"] == apart["resumed"] == 0


def test_a_trace_has_the_loss_of_evaluate(found: tuple[str, dict[str, Any]]) -> None:
    assert found[1]["traced"] < 1e-5


def test_batches_that_cannot_be_divided_are_trained_on(found: tuple[str, dict[str, Any]]) -> None:
    assert found[1]["uneven"] < 0
