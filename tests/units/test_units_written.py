"""Units as a person reads them: formulas, tables and matrices, as text and in a notebook."""

from __future__ import annotations

from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet import Unit, UnitNetwork
from glassnet.text.numbers import format_number, shortest
from glassnet.units import rendering as units_text
from glassnet.units.search import known_network


def xor() -> UnitNetwork:
    return known_network("xor")


def test_formulas_and_matrices_as_text() -> None:
    assert units_text.formulas(xor()) == (
        "y1 = σ(5·x1 + 5·x2 − 8)\ny2 = σ(−7·x1 − 7·x2 + 3)\nŷ = σ(−11·y1 − 11·y2 + 6)"
    )
    named = UnitNetwork([[Unit([1, -2], 0.25, "linear")], [Unit([3], 0, "relu")]], ["a", "입력"])
    assert units_text.formulas(named) == "y1 = a − 2·입력 + 0.25\nŷ = relu(3·y1)"
    first, second, _, third = units_text.matrices(named).splitlines()
    assert (first, third) == (
        "(y1) = (a  입력) · ⎡ 1⎤ + (0.25)",
        "(ŷ) = relu( (y1) · [3] + (0) )",
    )
    # In a terminal each of the two Korean signs is as wide as two of the others.
    assert second.index("⎣−2⎦") == first.index("⎡") + 2


# A number that is given, and what is computed with; None for the same.
HELD = [
    (16777217, 16777216.0),
    (-(2**24) - 1, -16777216.0),
    (1e-50, 0.0),
    (0.1, None),
    (1 / 3, 0.33333334),
    (1e30, None),
    (16777216, None),
    (np.float32(0.1), 0.1),
]


@pytest.mark.parametrize(("given_number", "held"), HELD)
def test_it_is_computed_with_what_float32_holds(given_number: float, held: float | None) -> None:
    network = UnitNetwork([[Unit([given_number], given_number, "linear")]])
    ((used,),) = network.held
    expected = given_number if held is None else held
    assert (used.weights, used.bias) == ((expected,), expected)
    assert np.float32(used.bias) == np.float32(given_number)
    assert network.merged[0].bias.tolist() == [np.float32(given_number)]


def test_a_whole_number_that_float32_does_not_hold_is_told() -> None:
    network = UnitNetwork([[Unit([2**24 + 1, 0.1], -(2**24), name="비"), Unit([1 / 3, 1], 1e-50)]])
    assert units_text.rounding(network) == (
        "비: float32 cannot represent 16777217; computed with 16777216.\n"
        "NN2: float32 cannot represent 1e−50; computed with 0."
    )
    assert units_text.rounding(xor()) == ""
    first = units_text.formulas(UnitNetwork([[Unit([1e-50, 2**24 + 1], 0)]]))
    assert first == "ŷ = σ(1.67772e+07·x2)"


@given(st.floats(-1e38, 1e38, width=64))
def test_what_is_held_is_the_nearest_number_of_float32(number: float) -> None:
    ((used,),) = UnitNetwork([[Unit([number])]]).held
    assert np.float32(used.weights[0]) == np.float32(number)
    assert len(repr(used.weights[0])) <= len(repr(float(np.float32(number))))


def test_a_negative_zero_is_zero() -> None:
    network = UnitNetwork([[Unit([-1.0], -0.0)]])
    said = units_text.rows(network.truth_table(rows=[[0]]))
    assert said == "x1 = 0\n  NN1  −1·0 + 0 = 0   ŷ = σ(0) = 0.5 → 0"
    assert format_number(-0.0, 6) == shortest(-0.0) == "0"


@pytest.mark.parametrize(
    ("activation", "y1"),
    [("sigmoid", "0"), ("step", "0"), ("tanh", "−1"), ("relu", "0"), ("linear", "−8")],
)
def test_only_what_lies_between_0_and_1_is_read_as_a_bit(activation: str, y1: str) -> None:
    hidden = [Unit([5, 5], -8, activation), Unit([-7, -7], 3, activation)]
    table = UnitNetwork([hidden, [Unit([-11, -11], 6)]]).truth_table()
    _, lines = units_text.summary(table)
    assert lines[0][2] == y1
    assert {line[4] for line in lines} <= {"0", "1"}  # the answers
    sums, rounded = units_text.rows(table).splitlines()[1].split("   y1 = ")
    assert sums.rstrip().endswith("= −8")
    assert (" → " in rounded) == (activation in {"sigmoid", "step"})
    assert (rounded == "−8") == (activation == "linear")


def test_a_table_and_a_network_print_as_text() -> None:
    table = UnitNetwork([[Unit([1, 1], -1.5, "step")]], ["입", "b"]).truth_table("and")
    assert str(table) == (
        "입  b  ŷ  AND\n"
        "0   0  0  0    correct\n"
        "0   1  0  0    correct\n"
        "1   0  0  0    correct\n"
        "1   1  1  1    correct\n"
        "all 4 rows are correct."
    )
    assert str(xor()) == f"{units_text.formulas(xor())}\n\n{units_text.matrices(xor())}"


class Cells(HTMLParser):
    """The texts of a table's cells, row by row, and everything outside of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.open: list[str] = []
        self.beside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1] in {"td", "th"}:
            self.rows[-1][-1] += data
        else:
            self.beside += data


def test_a_notebook_shows_them_as_tables() -> None:
    network = UnitNetwork([[Unit([1, 1], -1.5, "step", "<b>&")]], ["<i>", "b"])
    table = network.truth_table([0, 0, 0, 1])
    names, lines = units_text.summary(table)
    shown_table = Cells(table._repr_html_())
    assert shown_table.rows == [names, *lines]
    assert shown_table.beside == "all 4 rows are correct."
    shown_network = Cells(network._repr_html_())
    assert shown_network.rows == [["<b>&", "ŷ = step(<i> + b − 1.5)"]]
    assert shown_network.beside == units_text.matrices(network)
    assert not shown_network.open
