"""Answers that were packed come out as they went in: a law, for trees of any form."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from glassnet.page.recorded.columns import ARRAY, Packed, flat, pack
from glassnet.page.recorded.replay import planes, smoothed

NUMBERS = st.floats(width=32, allow_nan=False, allow_infinity=False)
LEAVES = NUMBERS | st.booleans() | st.sampled_from(["kernel", "bias", ""]) | st.none()
KEYS = st.sampled_from(["value", "numbers", "paths", "0"])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


def unpacked(packed: Packed, question: str, moment: int) -> Any:
    """The answer at a moment; `...` where there is none."""
    terms = packed.answers[question]

    def tree(number: int) -> Any:
        term = packed.terms[number]
        if isinstance(term, bool | str):
            return term
        if isinstance(term, int):
            if term < 0:
                return packed.texts[-term - 1][moment]
            value = float(packed.columns[term, moment])
            return None if np.isnan(value) else value
        form, *parts = term
        values = list(map(tree, parts))
        return values if form == ARRAY else dict(zip(packed.forms[form], values, strict=True))

    found = terms[moment] if len(terms) > 1 else terms[0]
    return ... if found == -1 else tree(found)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), TREES), min_size=1, max_size=5))
def test_what_was_packed_comes_out(moments: list[dict[str, Any]]) -> None:
    answers: dict[str, dict[int, Any]] = {}
    for moment, found in enumerate(moments):
        for question, tree in found.items():
            answers.setdefault(question, {})[moment] = flat(tree)
    packed = pack(answers, range(len(moments)))
    for question in answers:
        for moment, found in enumerate(moments):
            assert unpacked(packed, question, moment) == found.get(question, ...)


def test_what_stays_is_written_once() -> None:
    tree = {"paths": [{"value": 0.5}, {"value": 0.5}], "numbers": "0.5 · 2"}
    answers = {name: {moment: flat(tree) for moment in range(40)} for name in ("a", "b")}
    packed = pack(answers, range(40))
    assert packed.columns.tolist() == [[0.5] * 40]
    assert packed.texts == (("0.5 · 2",) * 40,)
    assert packed.answers["a"] == packed.answers["b"]
    assert len(packed.answers["a"]) == 1


@given(st.lists(st.integers(-2_047, 2_047), min_size=12, max_size=12))
def test_pictures_are_summed_up_again(numbers: list[int]) -> None:
    pictures = np.array(numbers, np.int16).reshape(2, 2, 3) * 16
    found = smoothed(pictures).astype(np.int64).cumsum(axis=-1).cumsum(axis=-2)
    np.testing.assert_array_equal(16 * found, pictures)


@given(st.lists(NUMBERS, min_size=1, max_size=9))
def test_planes_hold_every_byte(numbers: list[float]) -> None:
    array = np.array(numbers, np.float32)
    joined = np.ascontiguousarray(np.moveaxis(planes(array), 0, -1)).view(np.float32)[..., 0]
    np.testing.assert_array_equal(joined, array)
