"""Small whole weights that solve a truth table, found by trying all of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.data.gates import bits_of
from glassnet.errors import SettingError
from glassnet.messages import text
from glassnet.networks.units import Unit, UnitNetwork

MOST_WEIGHT = 3
# Unit's weights to try, and hidden layers; a second of work, about, each.
MOST_UNITS = 200_000
MOST_LAYERS = 500_000
# Hidden layers looked at together.
BLOCK = 256


@dataclass(frozen=True, eq=False)
class _Units:
    """All functions of some inputs that one unit computes, each with its smallest weights.

    weights: [units, inputs + 1] with the bias last, smallest first; answers: [units, rows] bool.
    """

    weights: NDArray[np.int64]
    answers: NDArray[np.bool_]


def search(
    target: Sequence[int], n_inputs: int, hidden: int, most: int = MOST_WEIGHT
) -> UnitNetwork | None:
    """A network of step units with whole weights and biases from -most to most; None without one.

    target: 0 or 1 for each combination of 0 and 1 of the inputs, counted up. hidden: units of the
    hidden layer; 0 for a single unit. A unit answers 1 where its sum is above 0. Of all networks it
    is one whose hidden units have the smallest weights.

    Raises SettingError if there are too many to try.
    """
    wanted = np.asarray(target, bool)
    units = _units(bits_of(n_inputs), most)
    if hidden == 0:
        return _network([], _first(units, wanted))
    n_layers = math.comb(len(units.weights), hidden)
    if n_layers > MOST_LAYERS:
        said = text("units-search-too-large", networks=n_layers, most=MOST_LAYERS)
        raise SettingError(said)
    outputs = _units(bits_of(hidden), most)
    powers = 2 ** np.arange(hidden - 1, -1, -1)
    layers = itertools.combinations(range(len(units.weights)), hidden)
    while block := list(itertools.islice(layers, BLOCK)):
        chosen = np.array(block)  # [layers, hidden]
        # Which row of the last unit's own truth table each row comes to: [layers, rows].
        states = np.tensordot(powers, units.answers[chosen], (0, 1))
        right = np.all(outputs.answers[:, states] == wanted, axis=2)  # [last units, layers]
        if right.any():
            layer = int(np.flatnonzero(right.any(axis=0))[0])
            last = int(np.flatnonzero(right[:, layer])[0])
            return _network([units.weights[u] for u in block[layer]], outputs.weights[last])
    return None


def _units(bits: NDArray[np.bool_], most: int) -> _Units:
    n_inputs = bits.shape[1]
    if (2 * most + 1) ** (n_inputs + 1) > MOST_UNITS:
        found = (2 * most + 1) ** (n_inputs + 1)
        raise SettingError(text("units-search-too-large", networks=found, most=MOST_UNITS))
    one = np.arange(-most, most + 1)
    weights = np.stack(np.meshgrid(*[one] * (n_inputs + 1), indexing="ij"), -1)
    weights = weights.reshape(-1, n_inputs + 1)
    weights = weights[np.argsort(np.abs(weights).sum(axis=1), kind="stable")]
    answers = weights[:, :-1] @ bits.T.astype(np.int64) + weights[:, -1:] > 0
    _, first = np.unique(answers, axis=0, return_index=True)
    first.sort()
    return _Units(weights[first], answers[first])


def _first(units: _Units, wanted: NDArray[np.bool_]) -> NDArray[np.int64] | None:
    found = np.flatnonzero(np.all(units.answers == wanted, axis=1))
    return units.weights[found[0]] if len(found) else None


def _network(
    hidden: Sequence[NDArray[np.int64]], last: NDArray[np.int64] | None
) -> UnitNetwork | None:
    if last is None:
        return None
    unit = lambda weights: Unit(weights[:-1].tolist(), int(weights[-1]), "step")
    layers = [[unit(weights) for weights in hidden]] if len(hidden) else []
    return UnitNetwork([*layers, [unit(last)]])
