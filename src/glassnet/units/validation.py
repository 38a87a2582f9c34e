"""Check what a person gives: numbers, rows, names, and targets, which say what is right."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.built_in import GATES, MOST_INPUTS, Bits, bits_of
from glassnet.errors import SettingError
from glassnet.text import did_you_mean, message

LARGEST = float(np.finfo(np.float32).max)
LONGEST_REPR = 60  # signs of what was given, in a message


def brief_repr(given: Any) -> str:
    """A given value, short enough for part of a line; text as it is if all its signs show."""
    try:
        text = given if is_name(given) else " ".join(repr(given).split())
    except ValueError:  # a whole number with more digits than Python writes
        text = type(given).__name__
    return text if len(text) <= LONGEST_REPR else f"{text[: LONGEST_REPR - 1]}…"


def quoted(given: Any) -> str:
    """A given value as `brief_repr` has it, but text in quotes, so that '5' is not taken for 5."""
    return brief_repr(repr(given) if isinstance(given, str) else given)


def is_name(given: Any) -> bool:
    """Whether something is text on one line, every sign of which is visible."""
    return isinstance(given, str) and given.isprintable()


def as_list(given: Any) -> list[Any]:
    """The items of a list or of something like one; for a number or a text, a list of it alone."""
    several = hasattr(given, "__iter__") and not isinstance(given, str)
    return list(given) if several else [given]


def as_number(value: Any) -> float:
    """A number of any kind as Python's; nan for anything else, including True and False."""
    if isinstance(value, str | bytes | bool | np.bool_):
        return math.nan
    try:
        return math.nan if np.ndim(value) else float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def number_array(given: Any, kind: type[np.floating[Any]]) -> NDArray[Any] | None:
    """An array of this kind; None for anything but numbers, such as texts or a ragged list."""
    try:
        if np.asarray(given).dtype.kind in "USMmc":  # texts, times, complex numbers
            return None
        with np.errstate(over="ignore"):  # what the kind cannot hold becomes infinite
            return np.asarray(given, kind)
    except (TypeError, ValueError, OverflowError):
        return None


def float32_rows(x: Any, n_inputs: int) -> NDArray[np.float32]:
    """[rows, inputs] float32.

    Raises:
        SettingError: another shape, or a value that is no finite number, with its row.
    """
    rows = number_array(x, np.float32)
    if rows is not None and (rows.ndim != 2 or rows.shape[1] != n_inputs or not len(rows)):
        shape = "×".join(map(str, rows.shape)) or "()"
        raise SettingError(message("units-rows-shape", found=shape, expected=n_inputs))
    if rows is None or not np.isfinite(rows).all():
        raise SettingError(_why_no_rows(x, n_inputs))
    return rows


def first_misfit(given: Any, fits: Callable[[Any], bool]) -> tuple[int, Any] | None:
    """(row, value) of the first that does not fit, in a list or lists of it; rows count from 1."""
    for row, part in enumerate(_parts(given) or (), start=1):
        for value in _values(part):
            if not fits(value):
                return row, value
    return None


def _why_no_rows(x: Any, n_inputs: int) -> str:
    odd = first_misfit(x, lambda value: isinstance(value, bool) or abs(as_number(value)) <= LARGEST)
    if odd is not None:
        row, value = odd
        return message("units-rows-value", row=row, found=quoted(value))
    for row, part in enumerate(_parts(x) or (), start=1):
        numbers = _parts(part)
        flat = numbers is not None and all(_parts(number) is None for number in numbers)
        if numbers is not None and flat and len(numbers) != n_inputs:
            return message("units-rows-ragged", row=row, found=len(numbers), expected=n_inputs)
    return message("units-rows-no-numbers")


def _parts(given: Any) -> Sequence[Any] | None:
    """The items of a list, a tuple or an array; None for anything else."""
    plain = given.tolist() if hasattr(given, "tolist") else given
    return plain if isinstance(plain, list | tuple) else None


def _values(given: Any) -> Iterator[Any]:
    """The values in lists of lists, however deep, from left to right."""
    waiting = [given]
    while waiting:
        part = waiting.pop()
        inside = _parts(part)
        if inside is None:
            yield part
        else:
            waiting += reversed(inside)


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
    """The target of each row of x: [rows, inputs], from the arguments of `truth_table`.

    Returns:
        [rows, units] of 0 and 1, and the gate's name if it has one.

    Raises:
        SettingError: another name, values that are not 0 and 1, or a target that does not fit the
            rows.
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
    """A gate's function of rows, and its number of inputs; None for any number."""
    gate = gate_name(name)
    if gate is not None:
        return GATES[gate], None
    family, colon, number = name.lower().partition(":")
    if (family, colon) == ("parity", ":"):
        if not number.isdecimal() or len(number) > 3 or not 1 <= int(number) <= MOST_INPUTS:
            raise SettingError(message("units-parity", given=brief_repr(name), most=MOST_INPUTS))
        return GATES["xor"], int(number)  # an odd number of inputs is on
    known = did_you_mean(name.lower(), GATES, listed=False)
    raise SettingError(message("units-truth-table", given=brief_repr(name)) + known)


def _why_no_target(target: Any) -> str:
    odd = first_misfit(target, lambda value: isinstance(value, bool) or as_number(value) in (0, 1))
    if odd is None:  # no list, or lists of several lengths
        return message("units-target-form", found=quoted(target))
    row, value = odd
    return message("units-target-not-binary", row=row, found=quoted(value))
