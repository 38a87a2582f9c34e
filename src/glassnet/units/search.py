"""Networks that solve a truth table: known ones, and small whole weights found by trying all."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from glassnet.data.built_in import bits_of
from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.units.network import UnitNetwork
from glassnet.units.unit import Unit

Weights = NDArray[np.int64]

MOST_WEIGHT = 3
# Unit's weights to try, and hidden layers; a second of work, about, each.
MOST_UNITS = 200_000
MOST_LAYERS = 500_000
# Hidden layers looked at together.
BLOCK = 256

# Gate -> the units of each layer: weights and bias. Those of xor are the lecture's, by which the
# study note shows that three units can do what one cannot.
WEIGHTS: Mapping[str, tuple[tuple[tuple[tuple[float, ...], float], ...], ...]] = {
    "and": ((((5, 5), -8),),),
    "or": ((((5, 5), -2),),),
    "nand": ((((-5, -5), 8),),),
    "nor": ((((-5, -5), 2),),),
    "xor": ((((5, 5), -8), ((-7, -7), 3)), (((-11, -11), 6),)),
    "xnor": ((((5, 5), -8), ((-7, -7), 3)), (((11, 11), -6),)),
}


def known_network(gate: str, activation: str = "sigmoid") -> UnitNetwork:
    """Units that solve a gate in WEIGHTS, if they are logistic or steps."""
    return UnitNetwork(
        [[Unit(weights, bias, activation) for weights, bias in layer] for layer in WEIGHTS[gate]]
    )


def search(
    target: Sequence[int], n_inputs: int, hidden: int, most: int = MOST_WEIGHT
) -> UnitNetwork | None:
    """Look for a network of step units with whole weights and biases from -most to most.

    Of all networks it is one whose hidden weights and biases have the smallest sum, without their
    signs; equal hidden units are no less a network than different ones.

    Args:
        target: 0 or 1 for each combination of 0 and 1 of the inputs, counted up.
        n_inputs: number of inputs of the network.
        hidden: number of hidden units; 0 for a single unit.
        most: the largest weight.

    Returns:
        None if there is no such network.

    Raises:
        SettingError: too many to try.
    """
    wanted = np.asarray(target, bool)
    weights, answers = _units(n_inputs, most)
    if hidden == 0:
        found = np.flatnonzero(np.all(answers == wanted, axis=1))
        return _network([], weights[found[0]]) if len(found) else None
    last_weights, last_answers = _units(hidden, most)
    layers = _layers(weights, hidden)
    powers = 2 ** np.arange(hidden - 1, -1, -1)
    for start in range(0, len(layers), BLOCK):
        block = layers[start : start + BLOCK]
        # Which row of the last unit's own truth table each row comes to: [layers, rows].
        states = np.tensordot(powers, answers[block], (0, 1))
        # No last unit helps where a row of each answer comes to one state; most layers go here.
        clash = states[:, wanted, np.newaxis] == states[:, np.newaxis, ~wanted]
        kept = ~clash.any(axis=(1, 2))
        block, states = block[kept], states[kept]
        right = np.all(last_answers[:, states] == wanted, axis=2)  # [last units, layers]
        if right.any():
            layer = int(np.flatnonzero(right.any(axis=0))[0])
            last = int(np.flatnonzero(right[:, layer])[0])
            return _network(list(weights[block[layer]]), last_weights[last])
    return None


def _layers(weights: Weights, hidden: int) -> NDArray[np.int64]:
    """Every choice of hidden units, [layers, hidden], smallest sum of weights first."""
    n_layers = math.comb(len(weights) + hidden - 1, hidden)
    if n_layers > MOST_LAYERS:
        limits = {"networks": n_layers, "most": MOST_LAYERS}
        raise SettingError(message("units-search-too-large", **limits))
    chosen = itertools.combinations_with_replacement(range(len(weights)), hidden)
    layers = np.fromiter(itertools.chain.from_iterable(chosen), np.int64).reshape(-1, hidden)
    sizes = np.abs(weights).sum(axis=1)
    return layers[np.argsort(sizes[layers].sum(axis=1), kind="stable")]


@functools.lru_cache(maxsize=8)
def _units(n_inputs: int, most: int) -> tuple[Weights, NDArray[np.bool_]]:
    """All functions of some inputs that one unit computes, each with its smallest weights.

    Returns:
        [units, inputs + 1] with the bias last, smallest first; and the answers, [units, rows].
    """
    found = (2 * most + 1) ** (n_inputs + 1)
    if found > MOST_UNITS:
        limits = {"largest": most, "most": MOST_UNITS}
        raise SettingError(message("units-search-unit", inputs=n_inputs, found=found, **limits))
    one = np.arange(-most, most + 1)
    weights = np.stack(np.meshgrid(*[one] * (n_inputs + 1), indexing="ij"), -1)
    weights = weights.reshape(-1, n_inputs + 1)
    weights = weights[np.argsort(np.abs(weights).sum(axis=1), kind="stable")]
    answers = weights[:, :-1] @ bits_of(n_inputs).T.astype(np.int64) + weights[:, -1:] > 0
    first = np.sort(np.unique(answers, axis=0, return_index=True)[1])
    return weights[first], answers[first]


def _network(hidden: Sequence[Weights], last: Weights) -> UnitNetwork:
    unit = lambda weights: Unit(weights[:-1].tolist(), int(weights[-1]), "step")
    layers = [[unit(weights) for weights in hidden]] if hidden else []
    return UnitNetwork([*layers, [unit(last)]])
