"""Scalar graphs and paths, against sums over all paths and JAX's gradients."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from glassnet.errors import SettingError
from glassnet.graph import scalar_graph as scalars
from glassnet.graph.builder import build_graph
from glassnet.graph.capture import capture
from glassnet.graph.gradient_paths import GradientPaths
from glassnet.graph.graph import Graph, values_and_gradients
from glassnet.graph.scalar_graph import ScalarGraph, ScalarGraphBuilder

RANDOM = np.random.default_rng(0)
A = jnp.asarray(RANDOM.normal(size=(3, 4)), jnp.float32)
B = jnp.asarray(RANDOM.normal(size=(4, 2)), jnp.float32)
V = jnp.asarray(RANDOM.normal(size=6), jnp.float32)

# Each sums to one number, so that every operation is somebody's whole life.
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "matmul": (lambda a, b: jnp.sum(jnp.tanh(a @ b)), (A, B)),
    "batched product": (
        lambda a: jnp.sum(jnp.einsum("bij,bjk->bik", a.reshape(2, 3, 2), a.reshape(2, 2, 3)) ** 2),
        (A,),
    ),
    "outer product": (lambda v: jnp.sum(jnp.sin(jnp.outer(v, v))), (V,)),
    "broadcast": (lambda a, v: jnp.sum(jnp.exp(a - v[:4]) * v[None, 2]), (A, V)),
    "moves": (
        lambda v: jnp.sum(jnp.concatenate([v[::-1], jnp.pad(v, 2)[1:4]]).reshape(3, 3).T ** 3),
        (V,),
    ),
    "gather": (lambda v: jnp.prod(v[jnp.array([0, 3, 3])]), (V,)),
    "where": (lambda v: jnp.sum(jnp.where(v > 0, v**2, -v)), (V,)),
    "largest": (lambda a: jnp.sum(jnp.max(a, axis=1) * jnp.min(a)), (A,)),
    "softmax": (lambda a: jnp.sum(jax.nn.softmax(a) ** 2), (A,)),
    "log of a sum": (lambda v: jax.nn.logsumexp(v * 2), (V,)),
    "running sum": (lambda v: jnp.sum(jnp.cumsum(v) ** 2), (V,)),
    "sorted": (lambda v: jnp.sum(jnp.sort(v) * jnp.arange(6.0)), (V,)),
    "convolution": (lambda v: jnp.sum(jnp.convolve(v, v[:3]) ** 2), (V,)),
    "scan": (
        lambda v: lax.scan(lambda c, x: (jnp.tanh(c * x + x), c), 0.5, v)[0],
        (V,),
    ),
    "loop": (lambda v: lax.fori_loop(0, 4, lambda i, c: jnp.sin(c) + c[0], v).sum(), (V,)),
    "branch": (lambda v: lax.cond(v[0] > 0, jnp.sin, jnp.cos, v).sum(), (V,)),
    "held fixed": (lambda v: jnp.sum(v * lax.stop_gradient(v)), (V,)),
    "rule of its own": (lambda v: jnp.sum(jax.nn.relu(v) + jax.nn.gelu(v)), (V,)),
}


def traced(name: str) -> tuple[Graph, ScalarGraph, dict[Any, Any], list[Any]]:
    function, arrays = FUNCTIONS[name]
    graph = build_graph(capture(function, *arrays), [f"input{n}" for n in range(len(arrays))])
    values, gradients = values_and_gradients(graph)(arrays)
    expansion = ScalarGraphBuilder(graph)(dict(zip(graph.nodes, values, strict=True)))
    expected = jax.jit(jax.grad(function, tuple(range(len(arrays)))))(*arrays)
    return graph, expansion, dict(zip(graph.differentiable, gradients, strict=True)), expected


@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradients_and_sums_of_paths_are_jaxs(name: str) -> None:
    graph, expansion, gradients, expected = traced(name)
    paths = GradientPaths(expansion)
    for node, gradient in zip(graph.inputs, expected, strict=True):
        np.testing.assert_allclose(gradients[node], gradient, rtol=1e-5, atol=1e-6)
        for vertex, wanted in zip(
            expansion.vertices[node].reshape(-1), np.asarray(gradient).reshape(-1), strict=True
        ):
            assert paths.gradient(vertex) == pytest.approx(float(wanted), rel=1e-4, abs=1e-5)
            found = paths.largest(vertex, 5000)
            assert len(found) == min(5000, paths.count(vertex))
            if len(found) == paths.count(vertex):
                total = sum(path.product for path in found)
                assert total == pytest.approx(paths.gradient(vertex), rel=1e-6, abs=1e-9)
                size = sum(abs(path.product) for path in found)
                assert size == pytest.approx(paths.magnitude(vertex), rel=1e-6, abs=1e-9)
            products = [abs(path.product) for path in found]
            assert all(a >= b * (1 - 1e-12) for a, b in itertools.pairwise(products))


# What is made of a table of weights [4, 3] and of whole numbers [rows, 3] below 3: [rows, …].
OF_ROWS: dict[str, Callable[..., Any]] = {
    "taken": lambda w, i: w[i],
    "taken from what was taken": lambda w, i: jnp.take_along_axis(w[i[:, 0]], i, axis=1),
    "one hot": lambda w, i: jax.nn.one_hot(i, 4) @ w,
    "product": lambda w, i: jnp.tanh(i @ w[1:]),
    "batched product": lambda w, i: jnp.einsum("ri,ij,rj->rij", i, w[1:], i),
    "chosen": lambda w, i: jnp.where(i % 2 == 1, w[0], jnp.sin(w[1])),
    "axes turned": lambda w, i: jnp.cos(i.T[..., None] * w[:3, None]).swapaxes(0, 1),
    "largest": lambda w, i: w[jnp.argmax(i, axis=1)] * jnp.max(i, axis=1, keepdims=True),
    "in order": lambda w, i: jnp.sort(i, axis=1) * w[2] + jnp.sort(i * w[3], axis=1),
    "running sum": lambda w, i: jnp.cumsum(jnp.cumsum(i, axis=1) * w[0], axis=1),
    "slid": lambda w, i: jax.vmap(lambda at: lax.dynamic_slice(w, (at[0], at[1]), (2, 2)))(i),
}


@pytest.mark.parametrize("name", OF_ROWS)
def test_a_rows_paths_are_those_of_its_own_loss(name: str) -> None:
    made = OF_ROWS[name]
    whole = lambda w, i: jnp.mean(made(w, i) ** 2)
    weights, rows = jnp.asarray(RANDOM.normal(size=(4, 3)), jnp.float32), [[0, 2, 1], [1, 1, 2]]
    graph = build_graph(capture(whole, weights, jnp.array(rows)), ["w", "i"])
    values, _ = values_and_gradients(graph)([weights, jnp.array(rows)])
    expansion = ScalarGraphBuilder(graph)(dict(zip(graph.nodes, values, strict=True)))
    gradient = jax.jit(jax.grad(whole))  # compiled once: both rows have the same shape
    for number, row in enumerate(rows):
        paths = GradientPaths(expansion, graph.inputs[1:], number)
        found = [paths.gradient(vertex) for vertex in range(weights.size)]
        alone = gradient(weights, jnp.array([row])) / len(rows)
        np.testing.assert_allclose(found, alone.reshape(-1), rtol=1e-5, atol=1e-6)


def test_a_number_is_called_by_where_it_comes_from() -> None:
    graph, expansion, *_ = traced("moves")
    [node] = graph.inputs
    vertex = int(expansion.vertices[node][4])
    assert expansion.name(vertex) == "input0[4]"
    assert expansion.name(expansion.output) == graph.output.name


def test_a_row_that_a_table_does_not_have_leads_nowhere() -> None:
    def taken(table: Any) -> Any:
        return jnp.sum(jnp.take(table, jnp.array([1, 9]), axis=0, mode="fill", fill_value=0.0))

    table = jnp.ones((3, 2))
    graph = build_graph(capture(taken, table), ["table"])
    values, _ = values_and_gradients(graph)([table])
    expansion = ScalarGraphBuilder(graph)(dict(zip(graph.nodes, values, strict=True)))
    paths = GradientPaths(expansion)
    counts = [[paths.count(int(v)) for v in row] for row in expansion.vertices[graph.inputs[0]]]
    assert counts == [[0, 0], [1, 1], [0, 0]]


def test_large_graphs_are_refused_with_the_way_out() -> None:
    rows = scalars.MOST_NUMBERS
    graph = build_graph(capture(lambda v: jnp.sum(v**2), jnp.ones(rows)), ["v"])
    with pytest.raises(SettingError, match="give fewer rows"):
        ScalarGraphBuilder(graph)
    wide = build_graph(capture(lambda v: jnp.sum(jnp.sort(v)), jnp.ones(9000)), ["v"])
    with pytest.raises(SettingError, match="81,000,000 entries"):
        ScalarGraphBuilder(wide)({node: jnp.ones(node.shape) for node in wide.nodes})
