"""Events whose bytes are filled in at once, against TensorBoard's protos, one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples

from glassnet.recording import encoding, summaries
from glassnet.recording.encoding import FOOTER, HEADER, serialised

COUNTS = st.integers(0, 2**31 - 1)
FLOATS = st.floats(width=32)
# Sizes of a step's number on disk change at powers of 2⁷; 0 has none, a negative one ten bytes.
STEPS = st.one_of(st.integers(0, 300), st.integers(-(2**63), 2**63 - 1))
TIMES = st.floats(allow_nan=False, allow_infinity=False)


def encoded(columns: list[summaries.Column], steps: Any, times: Any) -> list[bytes]:
    inside = slice(HEADER, -FOOTER)
    return [row[inside].tobytes() for block in serialised(columns, steps, times) for row in block]


def made(kind: str, tag: str, steps: int, draw) -> summaries.Column:
    floats = lambda: draw(st.lists(FLOATS, min_size=steps, max_size=steps))
    if kind == "scalar":
        return summaries.scalars(tag, floats())
    if kind == "text":
        return summaries.texts(tag, draw(st.lists(st.text(), min_size=steps, max_size=steps)))
    counts = draw(st.lists(COUNTS, min_size=steps * 30, max_size=steps * 30))
    return summaries.histograms(tag, floats(), floats(), np.reshape(counts, (steps, 30)))


@examples(100)
@given(st.data())
def test_the_bytes_are_those_of_the_protos(data: st.DataObject) -> None:
    steps = data.draw(st.lists(STEPS, max_size=6))
    times = data.draw(st.one_of(TIMES, st.lists(TIMES, min_size=len(steps), max_size=len(steps))))
    kinds = data.draw(st.lists(st.sampled_from(["scalar", "histogram", "text"]), max_size=3))
    tags = data.draw(st.lists(st.text(), min_size=len(kinds), max_size=len(kinds)))
    columns = [
        made(kind, tag, len(steps), data.draw) for kind, tag in zip(kinds, tags, strict=True)
    ]
    expected = [e.SerializeToString() for e in summaries.events(columns, steps, times)]
    assert encoded(columns, steps, times) == expected


def test_more_steps_than_are_filled_in_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "BLOCK_BYTES", 200)
    columns = [
        summaries.scalars(tag, np.arange(400) * scale) for tag, scale in (("a", 1), ("b", 2))
    ]
    expected = [e.SerializeToString() for e in summaries.events(columns, range(400), 7.5)]
    assert encoded(columns, range(400), 7.5) == expected


def test_a_column_with_another_number_of_steps_is_named() -> None:
    columns = [summaries.scalars("a", [1, 2, 3]), summaries.scalars("b", [1, 2])]
    with pytest.raises(ValueError, match="b: not 3 steps"):
        list(serialised(columns, range(3), 1.0))
