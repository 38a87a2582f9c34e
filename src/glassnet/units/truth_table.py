"""What a network of units answers, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.gates import bits_of
from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.units.network import Activity, UnitNetwork
from glassnet.units.targets import target_of
from glassnet.units.unit import UNIT_ACTIVATIONS
from glassnet.units.validation import rows_of

# A table doubles with every input.
MOST_INPUTS = 10


@dataclass(frozen=True, eq=False)
class TruthTable:
    """Rows, what every unit does with them, and whether the last one's answer is right.

    x: [rows, inputs] float32. layers: what each layer does. answers: [rows, last units] of 0 and 1,
    the outputs rounded (of tanh: above 0); None if they are no answers. target: [rows, last units]
    of 0 and 1; None if nobody says what is right. target_name: of a gate, such as "xor"; else "".
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

    def __str__(self) -> str:
        """A line for each row, and whether all are right."""
        from glassnet.units.rendering import table_and_verdict

        return table_and_verdict(self)

    def _repr_html_(self) -> str:
        from glassnet.units.html import table_as_html

        return table_as_html(self)


def truth_table(
    network: UnitNetwork, target: str | Sequence[Any] | None = None, rows: Any = None
) -> TruthTable:
    """target: a gate's name, such as "xor" or "parity:3", a table such as "0110", or a 0 or 1 for
    each row (for each last unit of it).

    rows: [rows, inputs]; by default every combination of 0 and 1, counted up: 00, 01, 10, 11.

    Raises SettingError for rows or a target that do not fit the network, for a target that is not
    of 0 and 1, and for sums that float32 cannot hold.
    """
    n_inputs = len(network.inputs)
    if rows is None and n_inputs > MOST_INPUTS:
        raise SettingError(message("units-too-many-inputs", found=n_inputs, most=MOST_INPUTS))
    x = bits_of(n_inputs).astype(np.float32) if rows is None else rows_of(rows, n_inputs)
    layers = network.forward(x)
    _check_sums(network, layers)
    activation = network.merged[-1].activation
    half = UNIT_ACTIVATIONS[activation].half
    answers = None if half is None else (layers[-1].outputs > half).astype(np.int64)
    right, name = None, ""
    if target is not None:
        right, name = target_of(target, x, len(network.merged[-1].bias))
        if answers is None:
            raise SettingError(message("units-no-answer", activation=activation))
    return TruthTable(network, x, layers, answers, right, name)


def _check_sums(network: UnitNetwork, layers: Sequence[Activity]) -> None:
    for activity, names in zip(layers, network.names, strict=True):
        held = np.isfinite(activity.sums).all(axis=0)
        if not held.all():
            raise SettingError(message("units-overflow", name=names[int(np.argmin(held))]))
