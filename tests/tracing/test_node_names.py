"""Numbers behind names: tanh, tanh_2, tanh_3 of what is shown, with no hole between."""

from __future__ import annotations

import re

import jax.numpy as jnp
import numpy as np
import pytest
from traced_models import traced_case

import glassnet as gn
from glassnet.tracing import TracedNode


@pytest.mark.parametrize("name", ["dense", "dropout", "lstm", "shared rnn", "attention"])
def test_what_is_shown_is_counted_without_holes(name: str) -> None:
    nodes = traced_case(name).trace.nodes
    shown = {node.name for node in nodes}
    counted = [re.fullmatch(r"(.*)_(\d+)", node.name) for node in nodes if node.operands]
    for found in filter(None, counted):
        before = int(found[2]) - 1
        assert (f"{found[1]}_{before}" if before > 1 else found[1]) in shown


def test_inputs_keep_their_names_and_what_is_folded_has_one() -> None:
    trace = gn.trace(lambda sum, x_2: jnp.sum(jnp.reshape(sum * x_2, (1, 2))), np.ones(2), 2.0)
    assert [node.name for node in trace.nodes] == ["sum", "x_2", "multiply", "sum_2"]
    assert trace["reshape"].shape == (1, 2)


@pytest.mark.parametrize("name", ["lstm", "simple rnn"])
def test_what_a_layer_gives_of_its_last_step_is_that_step(name: str) -> None:
    """And no part of a stack of all, which other steps would lead to as well."""
    trace = traced_case(name).trace
    assert not any(node.operation == "stack" for node in trace.graph.nodes)
    output = next(node for node in trace.nodes if node.name.endswith("/matmul") and _is_last(node))
    steps = [node.layer for node in trace.nodes if "[" in node.layer]
    assert trace[output.operands[0]].layer == steps[-1]


def _is_last(node: TracedNode) -> bool:
    return "[" not in node.layer and node.shape[-1] == 1
