"""A diagnosis ends when it should: what is compiled next must be done in time to be begun."""

from __future__ import annotations

import time
from math import inf
from typing import Any

import keras
import network_parts as parts
import numpy as np
import pytest
from keras import layers

import glassnet as gn
from glassnet.diagnosis.attempts import Attempts
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.time_limit import OutOfTime, TimeLimit
from glassnet.errors import SettingError
from glassnet.text import LANGUAGES, using
from glassnet.training.compilation import forward_operations

SECONDS = 5.0


def test_what_would_not_be_done_in_time_is_refused() -> None:
    limit = TimeLimit(1.0)
    limit.require_forward(100)
    assert limit.has_time_to_trace(100)
    assert not limit.has_time_to_trace(2_000)
    with pytest.raises(OutOfTime):
        limit.require_forward(2_000)
    limit.require_step()
    limit.of_trace = 0.8
    with pytest.raises(OutOfTime):
        limit.require_step()


def test_without_a_limit_nothing_is_refused() -> None:
    limit = TimeLimit(inf)
    limit.of_trace = 1e9
    limit.require_forward(10**9)
    limit.require_step()
    assert limit.has_time_to_trace(10**9)


def augmented() -> tuple[Any, Any, Any]:
    """RandAugment: nearly 16,000 operations, two minutes of XLA."""
    first = layers.RandAugment(value_range=(0, 1))
    network = [keras.Input((32, 32, 3)), first, layers.Flatten(), layers.Dense(1, "sigmoid")]
    model = parts.compiled(network, parts.BINARY)
    random = np.random.default_rng(0)
    return model, random.random((64, 32, 32, 3), np.float32), random.integers(0, 2, 64)


def test_what_compiles_for_minutes_is_not_begun() -> None:
    model, x, y = augmented()
    assert forward_operations(model) > 10_000
    began = time.perf_counter()
    found = gn.diagnose(model, x, y, seconds=SECONDS)
    # It takes 2 s; on a busy machine several times that.
    assert time.perf_counter() - began < 30
    assert set(found.not_checked) >= {"output", "data", "numbers", "gradients"}
    assert "Not checked within 5 s" in str(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nor_is_it_traced(language: str) -> None:
    model, x, y = augmented()
    began = time.perf_counter()
    with using(language), pytest.raises(SettingError, match="RandAugment") as caught:
        gn.trace(model, x, y)
    assert time.perf_counter() - began < 30
    assert "\n" not in str(caught.value)


def test_a_long_loop_is_left_rolled_where_there_is_no_time_to_unroll_it() -> None:
    x = np.random.default_rng(0).normal(size=(32, 300, 2)).astype(np.float32)
    network = [keras.Input((300, 2)), layers.SimpleRNN(4), layers.Dense(1, "sigmoid")]
    model = parts.compiled(network, parts.BINARY)
    counts: dict[float, int] = {}
    for seconds in (inf, SECONDS):
        context = Context(model, x, (x[:, -1, 0] > 0).astype(np.float32))
        context.limit = TimeLimit(seconds)
        counts[seconds] = len(context.subject.compiled.graph.steps)
    assert counts[inf] > 1_000 > 100 > counts[SECONDS]


def test_remedies_have_a_time_of_their_own() -> None:
    x, y = parts.data("moons")
    model = parts.compiled(parts.dense(2, 8, 1, output=None), parts.BINARY, parts.sgd(30.0))
    found = gn.diagnose(model, x, y)
    assert found
    attempts = Attempts(model, x, y, None, 1e-9)
    assert all(each.tried is None for each in attempts.of(found))
    assert attempts.left_out
    attempts = Attempts(model, x, y, None)
    assert all(each.tried is not None for each in attempts.of(found))
    assert not attempts.left_out
