"""What is right for each row: a gate by its name, a truth table such as 0110, or values by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.gates import GATES, MOST_INPUTS, Bits, bits_of
from glassnet.errors import SettingError
from glassnet.text import did_you_mean, message, nearest
from glassnet.units.validation import as_number, brief_repr, first_misfit, number_array, quoted


def gate_name(name: str) -> str | None:
    """A gate as GATES has it; XOR is one, as the screen has it. None for what is no gate."""
    return name.lower() if name.lower() in GATES else None


def is_table(name: str) -> bool:
    """Whether it is no name but a truth table: 0110 is one, counted up."""
    return name != "" and {*name} <= {"0", "1"}


def table_of(name: str) -> list[int]:
    """A 0 or 1 for each combination of inputs, counted up, of `xor`, of `parity:3`, or of `0110`.

    Raises:
        SettingError: another name, or as many digits as no number of inputs has.
    """
    if is_table(name) and len(name) > 1 and len(name).bit_count() == 1:
        return [int(bit) for bit in name]
    function, n_inputs = _gate(name)
    return function(bits_of(n_inputs or 2)).astype(int).tolist()


def target_of(target: Any, x: NDArray[np.float32], n_units: int) -> tuple[NDArray[np.int64], str]:
    """What is right for each row.

    Args:
        target: `xor`, `parity:3`, `0110`, or a 0 or 1 for each row (for each last unit of it).
        x: [rows, inputs].
        n_units: in the last layer.

    Returns:
        [rows, units] of 0 and 1, and the gate's name if it has one.

    Raises:
        SettingError: another name, values that are not 0 and 1, or what does not fit the rows.
    """
    if isinstance(target, str) and not is_table(target):
        function, n_inputs = _gate(target)
        if not np.isin(x, (0, 1)).all() or n_units != 1:
            raise SettingError(message("units-gate-rows", name=target))
        if n_inputs not in (None, x.shape[1]):
            raise SettingError(message("units-gate-inputs", name=target, found=x.shape[1]))
        return function(x.astype(bool)).astype(np.int64)[:, np.newaxis], target.lower()
    bits = [int(bit) for bit in target] if isinstance(target, str) else target
    values = number_array(bits, np.float64)
    if values is None or not np.isin(values, (0, 1)).all():
        raise SettingError(_why_no_target(bits))
    shape = len(x), n_units
    if values.size != len(x) * n_units:
        size = {"found": values.size, "expected": len(x) * n_units}
        raise SettingError(message("units-target-length", **size))
    if values.ndim > 1 and values.shape != shape:
        found, expected = ("×".join(map(str, each)) for each in (values.shape, shape))
        raise SettingError(message("units-target-length", found=found, expected=expected))
    return values.reshape(shape).astype(np.int64), ""


def _gate(name: str) -> tuple[Callable[[Bits], Bits], int | None]:
    """What it makes of rows, and its number of inputs; None for any."""
    gate = gate_name(name)
    if gate is not None:
        return GATES[gate], None
    family, colon, number = name.lower().partition(":")
    if (family, colon) == ("parity", ":"):
        if not number.isdecimal() or len(number) > 3 or not 1 <= int(number) <= MOST_INPUTS:
            raise SettingError(message("units-parity", given=brief_repr(name), most=MOST_INPUTS))
        return GATES["xor"], int(number)  # an odd number of inputs is on
    near = nearest(name.lower(), GATES)
    known = did_you_mean(name.lower(), GATES) if near else ""
    raise SettingError(message("units-truth-table", given=brief_repr(name)) + known)


def _why_no_target(target: Any) -> str:
    odd = first_misfit(target, lambda value: isinstance(value, bool) or as_number(value) in (0, 1))
    if odd is None:  # no list, or lists of several lengths
        return message("units-target-form", found=quoted(target))
    row, value = odd
    return message("units-target-not-binary", row=row, found=quoted(value))
