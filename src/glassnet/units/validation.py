"""Check what a person gives in Python or in a file: numbers, rows, names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message

LARGEST = float(np.finfo(np.float32).max)
LONGEST_REPR = 60  # signs of what was given, in a message


def brief_repr(given: Any) -> str:
    """What was given, in a part of a line: a text as it is, if all of its signs can be seen."""
    try:
        text = given if is_name(given) else " ".join(repr(given).split())
    except ValueError:  # a whole number with more digits than Python writes
        text = type(given).__name__
    return text if len(text) <= LONGEST_REPR else f"{text[: LONGEST_REPR - 1]}…"


def quoted(given: Any) -> str:
    """As `brief_repr`, but a text stands in quotes, so that '5' is not taken for 5."""
    return brief_repr(repr(given) if isinstance(given, str) else given)


def is_name(given: Any) -> bool:
    """Text on one line, every sign of which can be seen."""
    return isinstance(given, str) and given.isprintable()


def as_list(given: Any) -> list[Any]:
    """The parts of a list, or of what is like one; of a number or a text a list of it alone."""
    several = hasattr(given, "__iter__") and not isinstance(given, str)
    return list(given) if several else [given]


def as_number(value: Any) -> float:
    """A number of any kind as Python's; nan for what is none, True and False among it."""
    if isinstance(value, str | bytes | bool | np.bool_):
        return math.nan
    try:
        return math.nan if np.ndim(value) else float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def number_array(given: Any, kind: type[np.floating[Any]]) -> NDArray[Any] | None:
    """An array of this kind; None for what is none of numbers, such as texts or a ragged list."""
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
        SettingError: another shape, or what is no finite number, with its row.
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
    """Of a list, a tuple or an array; None of anything else."""
    plain = given.tolist() if hasattr(given, "tolist") else given
    return plain if isinstance(plain, list | tuple) else None


def _values(given: Any) -> Iterator[Any]:
    """What stands in lists of lists, however deep, from left to right."""
    waiting = [given]
    while waiting:
        part = waiting.pop()
        inside = _parts(part)
        if inside is None:
            yield part
        else:
            waiting += reversed(inside)
