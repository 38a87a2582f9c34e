"""Numbers as they are written, against the decimals that they were made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.preparation import NumberColumn
from glassnet.text.numbers import rounded


@pytest.mark.parametrize(
    ("value", "spread", "places", "text"),
    [
        (-1.50466e-08, 0.7, 5, "0"),
        (1e9 + 0.5, 5.8, 5, "1000000000.5"),
        (125000.5, 1e5, 5, "125000"),
        (125000.5, 9e4, 5, "125000.5"),
        (1.2345e-200, 1e-200, 2, "1.23e-200"),
        (3e200, 1e200, 2, "3e+200"),
        (2.0, 0.0, 2, "2"),
        (0.0, 0.0, 2, "0"),
    ],
)
def test_digits_follow_the_spread(value: float, spread: float, places: int, text: str) -> None:
    assert rounded(value, spread, places) == text


@given(
    cells=st.lists(st.integers(-999, 999), min_size=5, max_size=40),
    unit=st.sampled_from([0.01, 0.25, 1, 1000]),
    start=st.sampled_from([0, -1e4, 1e9]),
)
def test_a_cell_comes_back_from_float32_as_it_was(
    cells: list[int], unit: float, start: float
) -> None:
    column = np.array([start + cell * unit for cell in cells])
    number = NumberColumn.fitted("y", column)
    again = number.decode(number.encode(column)[:, 0])
    # A cell far from the others by more than a few of their scales is beyond what is claimed.
    for cell, value in zip(column, again, strict=True):
        assert float(rounded(value, number.scale, 5)) == pytest.approx(
            cell, abs=number.scale * 1e-5
        )
