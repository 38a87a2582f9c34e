"""What hovering over a box tells: products in numbers, which have to make the gradient."""

from __future__ import annotations

import re
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from traced_models import KINDS, traced_case

import glassnet as gn


def numbers_of(line: str) -> tuple[list[list[float]], float]:
    """`∂L/∂w[0,1] = 0.5 · (−2) + 3 = 2`: the factors of each term, and what they are to make."""
    *_, left, right = line.replace("−", "-").split(" = ")
    left = re.sub(r" - (?=[\d(])", " + -", left)
    terms = [
        [float(factor.strip("()")) for factor in term.split(" · ")] for term in left.split(" + ")
    ]
    return terms, float(right)


def largest_gradient(trace: Any) -> float:
    """What rounding is small beside: of what cancels, in exact numbers, only rounding is left."""
    found = [node.gradient for node in trace.nodes if node.gradient is not None]
    return max(float(np.max(np.abs(each), initial=0)) for each in found)


@pytest.mark.parametrize("name", KINDS)
def test_the_products_that_hovering_shows_make_the_gradient(name: str) -> None:
    trace, relative = traced_case(name)[-2:]
    shown = 0
    for node in trace.nodes:
        lines = trace._explanations.explain(node).splitlines()
        if node.gradient is None or " · " not in lines[-1] or "…" in lines[-1]:
            continue
        at = re.match(r"∂L/∂.*?\[([\d,]+)\] = ", lines[-1])
        if at is None and node.shape:
            continue
        terms, said = numbers_of(lines[-1])
        products = [float(np.prod(term)) for term in terms]
        rounding = 2e-3 * sum(map(abs, products)) + relative / 10 * largest_gradient(trace)
        assert sum(products) == pytest.approx(said, abs=rounding)
        place = tuple(map(int, at[1].split(","))) if at else ()
        assert said == pytest.approx(float(node.gradient[place]), rel=1e-3)
        assert abs(said) == pytest.approx(np.max(np.abs(node.gradient)), rel=1e-3)
        shown += 1
    assert shown >= 3


@pytest.mark.parametrize("name", KINDS)
def test_the_uses_of_every_number_sum_to_its_gradient(name: str) -> None:
    trace, rounding = traced_case(name)[-2:]
    graph, paths, scale = trace._scalars, trace._explanations._all_paths, largest_gradient(trace)
    for node in graph.start:
        if trace.gradient_at(node) is None or node is trace.graph.output:
            continue
        gradient = np.ravel(trace.gradient_at(node))
        for number, vertex in enumerate(np.ravel(graph.vertices[node])):
            total = sum(use.product for use in paths.uses(int(vertex)))
            assert total == pytest.approx(float(gradient[number]), abs=rounding * scale), node.name


def test_what_hovering_shows_of_single_numbers_and_of_matrices() -> None:
    """z = 1.5, h = σ(z), L = h² + 3h: ∂L/∂h = 2h + 3, ∂L/∂z = ∂L/∂h · h(1 − h)."""
    trace = gn.trace("h = sigmoid(z)\nh^2 + 3*h", z=1.5)
    h = 1 / (1 + np.exp(-1.5))
    told = trace._explanations.explain(trace["z"]).splitlines()[-1]
    assert told.startswith("∂L/∂z = ∂L/∂h · h(1 − h) = ")
    [[above, local]], made = numbers_of(told)
    assert (above, local) == pytest.approx((2 * h + 3, h * (1 - h)), rel=1e-3)
    assert made == pytest.approx((2 * h + 3) * h * (1 - h), rel=1e-3)
    assert numbers_of(trace._explanations.explain(trace["h"]).splitlines()[-1])[0] == [
        [pytest.approx(2 * h, rel=1e-3)],
        [pytest.approx(3)],
    ]
    kernel = traced_case("dense").trace
    name = kernel.parameters[0]
    lines = kernel._explanations.explain(kernel[name]).splitlines()
    assert lines[1].startswith(f"∂L/∂{name} = xᵀ · ∂L/∂")
    assert lines[2] == "  2×3 = (4×2)ᵀ · (4×3)"


def test_a_large_graph_is_drawn_without_single_numbers() -> None:
    model = keras.Sequential([keras.Input((100,)), layers.Dense(150, name="wide"), layers.Dense(1)])
    model.compile("sgd", "mse")
    trace: Any = gn.trace(model, np.ones((4, 100)), np.ones((4, 1)))
    told = trace._explanations.explain(trace["wide/kernel"])
    assert "100×150 = (4×100)ᵀ · (4×150)" in told
    assert "wide/kernel[" not in told
    assert "wide/kernel" in trace.to_html()
    assert "_scalars" not in trace.__dict__
