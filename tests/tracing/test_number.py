"""One number of a trace with its neighbours, whatever the layers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.tracing import Trace

ALL = 10**9
Model = tuple[Any, Any, Any]


def convolution() -> Model:
    stack = [layers.Conv2D(3, 2, activation="tanh"), layers.MaxPooling2D(), layers.Flatten()]
    model = keras.Sequential([keras.Input((5, 5, 2)), *stack, layers.Dense(2, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model, (4, 5, 5, 2), 2


def recurrent() -> Model:
    model = keras.Sequential([keras.Input((4, 2)), layers.GRU(3), layers.Dense(1)])
    model.compile("adam", "mse")
    return model, (4, 4, 2), 0


def attention() -> Model:
    given = keras.Input((4, 6))
    seen = layers.MultiHeadAttention(2, 3)(given, given)
    read = layers.LayerNormalization()(given + seen)
    model = keras.Model(given, layers.Dense(1)(layers.GlobalAveragePooling1D()(read)))
    model.compile("sgd", "mse")
    return model, (4, 4, 6), 0


@cache
def traced(make: Callable[[], Model]) -> Trace:
    keras.utils.clear_session()
    keras.utils.set_random_seed(3)
    random = np.random.default_rng(0)
    model, shape, classes = make()
    y = random.integers(0, classes, 4) if classes else random.normal(size=(4, 1))
    return gn.trace(model, random.normal(size=shape).astype("float32"), y)


@pytest.mark.parametrize("make", [convolution, recurrent, attention])
def test_the_uses_of_a_number_sum_to_its_gradient(make: Callable[[], Model]) -> None:
    """The chain rule, at one number of every node; the gradients are JAX's."""
    trace = traced(make)
    random = np.random.default_rng(1)
    for node in trace.nodes:
        if node.gradient is None:
            continue
        index = tuple(int(random.integers(size)) for size in node.shape)
        found = trace.number(node.name, index, most=ALL)
        expected = float(node.gradient[index])
        summed = sum(each.product for each in found.uses) + (node.name == trace.nodes[-1].name)
        assert found.gradient == expected
        assert summed == pytest.approx(expected, rel=1e-4, abs=1e-6), node.name
        assert len(found.uses) == found.use_count


def test_the_terms_of_a_number_are_its_derivatives() -> None:
    """A unit's weighted sum: its inputs by their weights, and the weights by their inputs."""
    trace = traced(convolution)
    kernel, given = trace.values["dense/kernel"], trace["dense/matmul"].operands[0]
    found = trace.number("dense/matmul", (1, 0), most=ALL)
    by_name = {(each.name, each.index): each for each in found.terms}
    for place in range(len(kernel)):
        weight = by_name["dense/kernel", (place, 0)]
        assert weight.value == kernel[place, 0]
        inputs = [each for each in found.terms if each.name == given]
        assert weight.derivative in {each.value for each in inputs}
    products = [each.product for each in found.terms if each.name == given]
    assert sum(products) == pytest.approx(found.value, rel=1e-4)


def test_the_most_influential_come_first() -> None:
    trace = traced(convolution)
    found = trace.number("conv2d/kernel", (0, 0, 0, 0), most=5)
    whole = trace.number("conv2d/kernel", (0, 0, 0, 0), most=ALL)
    assert found.uses == whole.uses[:5]
    assert [abs(each.product) for each in whole.uses] == sorted(
        (abs(each.product) for each in whole.uses), reverse=True
    )
    assert found.use_count == len(whole.uses) == 4 * 4 * 4  # places that the filter lies on


def test_many_numbers_are_each_as_one_alone() -> None:
    trace = traced(convolution)
    for name in ("conv2d/kernel", "conv2d/tanh", "dense/bias"):
        shape = trace.values[name].shape
        indices = list(np.ndindex(shape))[:70]  # more than are computed together
        found = trace.numbers(name, indices, most=4)
        assert [each.index for each in found] == indices
        for each in found[:: len(found) // 2]:
            assert each == trace.number(name, each.index, most=4)


def test_the_terms_of_another_point_are_kept() -> None:
    before, now = traced(convolution), traced(convolution)
    name, index = "conv2d/kernel", (0, 0, 0, 0)
    like = before.numbers(name, [index], most=3)
    now.subject.source.layers[-1].kernel.assign(-2 * now.values["dense/kernel"])
    later = gn.trace(now.subject.source, *now.batch[:2])
    [found] = later.numbers(name, [index], most=3, like=like)
    assert [each.index for each in found.uses] == [each.index for each in like[0].uses]
    for each in found.uses:
        assert each.value == later.gradients[each.name][each.index]
    assert found.gradient == later.gradients[name][index] != like[0].gradient


@pytest.mark.parametrize(("name", "index"), [("conv2d/kernel", ()), ("nowhere", (0,))])
def test_what_is_no_number_is_refused(name: str, index: tuple[int, ...]) -> None:
    with pytest.raises(SettingError):
        traced(convolution).number(name, index)
