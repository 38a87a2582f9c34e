"""Columns as the bytes of TensorBoard's events, many steps at once.

The events of a call have the same bytes but for step, time and values: TensorBoard's own protos
serialise one of them, as a pattern, and NumPy fills in the others. `summaries.events` gives the
same events one by one, in many times the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.recording.summaries import PAYLOADS, Column, check_lengths, events

BLOCK_BYTES = 2**21  # that are filled in at once
HEADER, FOOTER = 12, 4  # bytes of a TFRecord before and after its event
# The pattern's fields come in the order of their numbers: wall_time (1) and step (2), each behind a
# byte that says so, and the values (5), of each its tensor last.
TIME, STEP = 1, 10
VARINT_BITS = 7  # of a number in each byte
# From which number on a varint takes one byte more: 0, which is left out, takes none.
VARINT_SIZES = np.array([2**bits for bits in range(0, 64, VARINT_BITS)], np.uint64)


Block = NDArray[np.uint8]
"""[events, bytes of one]: serialised events of one size, with HEADER and FOOTER bytes of room round
each, so that the TFRecords are made in place. One block's memory may be the next one's."""


def with_room(event: bytes) -> Block:
    """One serialised event as a block."""
    return np.frombuffer(bytes(HEADER) + event + bytes(FOOTER), np.uint8)[None].copy()


def serialised(
    columns: Sequence[Column], steps: ArrayLike, wall_time: ArrayLike
) -> Iterator[Block]:
    """What the events of `summaries.events` serialise to. Raises ValueError as that does."""
    numbers = np.asarray(steps, np.int64)
    times = np.broadcast_to(np.asarray(wall_time, "<f8"), numbers.shape)
    check_lengths(columns, len(numbers))
    # The first event has the tags' kinds; pictures and texts are of any size; a time of 0 has no
    # field.
    is_fixed = all(column.kind in PAYLOADS for column in columns) and bool(times.all())
    alone = slice(1 if is_fixed else None)
    for event in events(_rows(columns, alone), numbers[alone], times[alone]):
        yield with_room(event.SerializeToString())
    if is_fixed:
        ends = 1 + np.flatnonzero(np.diff(_varint_sizes(numbers[1:])))
        for start, stop in pairwise([1, *(1 + ends), len(numbers)]):
            part = slice(start, stop)
            yield from _alike(_rows(columns, part), numbers[part], times[part])


def _alike(
    columns: Sequence[Column], numbers: NDArray[np.int64], times: NDArray[np.float64]
) -> Iterator[Block]:
    """Events whose steps take equally many bytes, without the tags' kinds."""
    if not len(numbers):
        return
    one = slice(1)
    [event] = events(_rows(columns, one), numbers[one], times[one])
    for value in event.summary.value:
        value.ClearField("metadata")
    pattern = with_room(event.SerializeToString())
    together = max(1, BLOCK_BYTES // pattern.size)
    block = np.tile(pattern, (min(together, len(numbers)), 1))
    for start in range(0, len(numbers), together):
        part = slice(start, start + together)
        filled = block[: len(numbers[part])]
        inside = filled[:, HEADER:-FOOTER]
        _fill(inside, event.summary.value, _rows(columns, part), numbers[part], times[part])
        yield filled


def _fill(
    events: NDArray[np.uint8],
    values: Sequence[Any],
    columns: Sequence[Column],
    numbers: NDArray[np.int64],
    times: NDArray[np.float64],
) -> None:
    """Overwrite steps, times and values of events that are alike. values: one event's."""
    size = int(_varint_sizes(numbers[:1])[0])
    events[:, TIME : TIME + 8] = _as_bytes(times)
    events[:, STEP : STEP + size] = _varints(numbers, size)
    end = events.shape[1]
    for value, column in zip(reversed(values), reversed(columns), strict=True):
        payload = PAYLOADS[column.kind](*column.arrays)
        events[:, end - payload.shape[1] : end] = payload
        length = value.ByteSize()
        end -= length + int(_varint_sizes(np.array([length]))[0]) + 1


def _rows(columns: Sequence[Column], part: slice) -> list[Column]:
    return [
        replace(column, arrays=tuple(array[part] for array in column.arrays)) for column in columns
    ]


def _as_bytes(numbers: NDArray[Any]) -> NDArray[np.uint8]:
    """[numbers, bytes of one]."""
    return np.ascontiguousarray(numbers).reshape(len(numbers), -1).view(np.uint8)


def _varint_sizes(numbers: NDArray[np.int64]) -> NDArray[np.intp]:
    """How many bytes each number takes; a negative one ten."""
    return np.searchsorted(VARINT_SIZES, numbers.view(np.uint64), side="right")


def _varints(numbers: NDArray[np.int64], size: int) -> NDArray[np.uint8]:
    """[numbers, size]: the lowest bits first, and a bit that says that more follow."""
    shifts = VARINT_BITS * np.arange(size, dtype=np.uint64)
    bits = (numbers.view(np.uint64)[:, None] >> shifts) & np.uint64(2**VARINT_BITS - 1)
    bits[:, :-1] |= np.uint64(2**VARINT_BITS)
    return bits.astype(np.uint8)
