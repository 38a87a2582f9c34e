"""What a network of units answers, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.gates import GATES, bits_of
from glassnet.errors import SettingError
from glassnet.messages import suggestion, text
from glassnet.networks.units import (
    ACTIVATIONS,
    Activity,
    UnitNetwork,
    numbers_of,
    rows_of,
    seen,
)

# A table doubles with every input.
MOST_INPUTS = 10


@dataclass(frozen=True, eq=False)
class TruthTable:
    """Rows, what every unit does with them, and whether the last one's answer is right.

    x: [rows, inputs] float32. layers: what each layer does. answers: [rows, last units] of 0 and 1,
    the outputs rounded (of tanh: above 0); None if they are no answers. target: [rows, last units]
    of 0 and 1; None if nobody says what is right.
    """

    network: UnitNetwork
    x: NDArray[np.float32]
    layers: list[Activity]
    answers: NDArray[np.int64] | None
    target: NDArray[np.int64] | None
    target_name: str

    @property
    def correct(self) -> NDArray[np.bool_] | None:
        """[rows]; None without a target."""
        if self.target is None or self.answers is None:
            return None
        return np.all(self.answers == self.target, axis=1)


def truth_table(
    network: UnitNetwork, target: str | Sequence[Any] | None = None, rows: Any = None
) -> TruthTable:
    """target: a gate's name, such as "xor", or a 0 or 1 for each row (for each last unit of it).

    rows: [rows, inputs]; by default every combination of 0 and 1, counted up: 00, 01, 10, 11.

    Raises SettingError for rows or a target that do not fit the network, for a target that is not
    of 0 and 1, and for sums that float32 cannot hold.
    """
    n_inputs = len(network.inputs)
    if rows is None and n_inputs > MOST_INPUTS:
        raise SettingError(text("units-too-many-inputs", found=n_inputs, most=MOST_INPUTS))
    x = bits_of(n_inputs).astype(np.float32) if rows is None else rows_of(rows, n_inputs)
    layers = network.forward(x)
    _check_sums(network, layers)
    half = ACTIVATIONS[network.merged[-1].activation].half
    answers = None if half is None else (layers[-1].outputs > half).astype(np.int64)
    name = target if isinstance(target, str) else ""
    right = None if target is None else _target(target, x, len(network.merged[-1].bias))
    if right is not None and answers is None:
        activation = network.merged[-1].activation
        raise SettingError(text("units-no-answer", activation=activation))
    return TruthTable(network, x, layers, answers, right, name)


def _check_sums(network: UnitNetwork, layers: Sequence[Activity]) -> None:
    for activity, names in zip(layers, network.names, strict=True):
        held = np.isfinite(activity.sums).all(axis=0)
        if not held.all():
            raise SettingError(text("units-overflow", name=names[int(np.argmin(held))]))


def _target(given: str | Sequence[Any], x: NDArray[np.float32], n_units: int) -> NDArray[np.int64]:
    if isinstance(given, str):
        if given not in GATES:
            known = suggestion(given.lower(), GATES)
            raise SettingError(text("units-unknown-gate", name=seen(given)) + known)
        if not np.isin(x, (0, 1)).all() or n_units != 1:
            raise SettingError(text("units-gate-rows", name=given))
        return GATES[given](x.astype(bool)).astype(np.int64)[:, np.newaxis]
    values = numbers_of(given, np.float64)
    if values is None or not np.isin(values, (0, 1)).all():
        raise SettingError(text("units-target-not-binary"))
    if values.size != len(x) * n_units:
        expected = len(x) * n_units
        raise SettingError(text("units-target-length", found=values.size, expected=expected))
    if values.ndim > 1 and values.shape != (len(x), n_units):
        found, expected = "×".join(map(str, values.shape)), f"{len(x)}×{n_units}"
        raise SettingError(text("units-target-length", found=found, expected=expected))
    return values.reshape(len(x), n_units).astype(np.int64)
