"""Recurrent layers step by step: the gradient that arrives at the state that each step leaves."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.layer_gradients import arriving
from glassnet.graph.graph import Node, Step

STEP = re.compile(r"(.*?)\[(\d+)\]")  # lstm[3]/forget_gate


class Recurrence(NamedTuple):
    """A recurrent layer. steps: their numbers in the data, in the order in which they are computed.

    norms: of the gradient that arrives at what each step leaves: at all of it that is used in the
    next step or after the last. Of a loop that is too long to be in the graph step by step: at the
    part of the sequence that each step reads, which is its state's times weights and gates.
    """

    layer: str
    steps: tuple[int, ...]
    norms: tuple[float, ...]

    @property
    def whole(self) -> float:
        """By what the gradient is multiplied from the last step to the first."""
        return self.norms[0] / max(self.norms[-1], 1e-300)

    @property
    def factor(self) -> float:
        """By what each step multiplies it: the geometric mean."""
        return max(self.whole, 1e-300) ** (1 / (len(self.steps) - 1))


def recurrences(of: Examination) -> list[Recurrence]:
    """Each layer with two steps at least, at the last of which a gradient arrives."""
    found = [*_unrolled(of), *_loops(of)]
    return [each for each in found if len(each.steps) > 1 and each.norms[-1] > 0]


def _unrolled(of: Examination) -> Iterator[Recurrence]:
    users: dict[Node, list[Node]] = {}
    for step in of.graph.steps:
        for operand in step.operands:
            users.setdefault(operand, []).append(step.results[0])
    states: dict[str, dict[int, list[float]]] = {}
    for node in of.graph.nodes:
        here = STEP.match(node.layer)
        if here is None or node not in of.open or of.gradient(node) is None:
            continue
        if any(not f"{user.layer}/".startswith(f"{here[0]}/") for user in users.get(node, ())):
            states.setdefault(here[1], {}).setdefault(int(here[2]), []).append(arriving(of, node))
    for layer, by_step in states.items():
        yield Recurrence(
            layer, tuple(by_step), tuple(math.hypot(*each) for each in by_step.values())
        )


def _loops(of: Examination) -> Iterator[Recurrence]:
    for step in of.graph.steps:
        read = [node for node in _read(step) if of.gradient(node) is not None]
        if not read or of.open.isdisjoint(step.results) or not step.results[0].layer:
            continue
        gradients = [np.asarray(of.gradient(node), np.float64) for node in read]
        squares = sum(np.square(each).reshape(len(each), -1).sum(axis=1) for each in gradients)
        norms: list[float] = np.sqrt(squares).tolist()
        steps = range(len(norms))
        if step.params["reverse"]:
            steps, norms = steps[::-1], norms[::-1]
        yield Recurrence(step.results[0].layer, tuple(steps), tuple(norms))


def _read(step: Step) -> tuple[Node, ...]:
    """The sequences [steps, …] that a loop goes through."""
    if step.operation != "scan":
        return ()
    return step.operands[step.params["num_consts"] + step.params["num_carry"] :]
