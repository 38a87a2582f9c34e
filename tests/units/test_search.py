"""What a search finds solves the truth table, and what it does not find is not there."""

from __future__ import annotations

import itertools
import operator

import pytest

from glassnet import UnitNetwork
from glassnet.errors import SettingError
from glassnet.units.search import search


def answers(network: UnitNetwork, n_inputs: int) -> list[int]:
    """What steps answer, in Python's whole numbers."""
    found: list[int] = []
    for row in itertools.product([0, 1], repeat=n_inputs):
        values = list(row)
        for layer in network.layers:
            values = [
                int(sum(w * v for w, v in zip(unit.weights, values, strict=True)) + unit.bias > 0)
                for unit in layer
            ]
        found += values
    return found


def tables(n_inputs: int) -> list[tuple[int, ...]]:
    return list(itertools.product([0, 1], repeat=2**n_inputs))


def solved_by_one(n_inputs: int, most: int) -> set[tuple[int, ...]]:
    found = {table: search(table, n_inputs, 0, most) for table in tables(n_inputs)}
    solved = {table: network for table, network in found.items() if network is not None}
    for table, network in solved.items():
        assert answers(network, n_inputs) == list(table)
    return set(solved)


def test_one_unit_has_all_gates_of_two_inputs_but_xor_and_xnor() -> None:
    assert set(tables(2)) - solved_by_one(2, 2) == {(0, 1, 1, 0), (1, 0, 0, 1)}
    assert solved_by_one(2, 1) < solved_by_one(2, 2)


def test_one_unit_has_104_of_the_256_gates_of_three_inputs() -> None:
    # The threshold functions of 0 to 5 variables: 2, 4, 14, 104, 1882, 94572 (OEIS A000609).
    assert len(solved_by_one(1, 1)) == 4
    assert len(solved_by_one(3, 3)) == 104
    assert len(solved_by_one(3, 2)) < 104


@pytest.mark.parametrize("table", tables(2))
def test_two_hidden_units_have_every_gate_of_two_inputs(table: tuple[int, ...]) -> None:
    network = search(table, 2, 2)
    assert network is not None
    assert answers(network, 2) == list(table)
    assert [len(layer) for layer in network.layers] == [2, 1]


# Table, inputs, hidden units, largest weight.
FOUND = [
    ((0, 1, 1, 0), 2, 2, 1),
    ((0, 1, 1, 0), 2, 3, 3),
    ((0, 1, 1, 0, 1, 0, 0, 1), 3, 3, 3),
    ((0, 0, 0, 1, 0, 1, 1, 0), 3, 2, 2),  # exactly two are set
    ((0, 1), 1, 1, 1),
]


@pytest.mark.parametrize(("table", "n_inputs", "hidden", "most"), FOUND)
def test_what_is_found_is_right_and_small(
    table: tuple[int, ...], n_inputs: int, hidden: int, most: int
) -> None:
    network = search(table, n_inputs, hidden, most)
    assert network is not None
    assert answers(network, n_inputs) == list(table)
    assert network.truth_table(table).correct.all()  # in float32 too
    assert [len(layer) for layer in network.layers] == [hidden, 1]
    for unit in itertools.chain(*network.layers):
        assert unit.activation == "step"
        for number in (*unit.weights, unit.bias):
            assert number == int(number)
            assert abs(number) <= most


@pytest.mark.parametrize(
    ("table", "n_inputs", "hidden"),
    [
        ((0, 1, 1, 0), 2, 0),
        ((0, 1, 1, 0), 2, 1),
        # Parity of n inputs needs a hidden unit for each, where all of them are summed up.
        ((0, 1, 1, 0, 1, 0, 0, 1), 3, 2),
    ],
)
def test_there_is_none(table: tuple[int, ...], n_inputs: int, hidden: int) -> None:
    assert search(table, n_inputs, hidden) is None


def test_the_smallest_weights_are_the_ones_found() -> None:
    network = search((0, 0, 0, 1), 2, 0, 5)
    assert network is not None
    (unit,) = network.layers[0]
    assert sorted(map(abs, (*unit.weights, unit.bias))) == [1, 1, 1]


def hidden_size(network: UnitNetwork) -> int:
    return int(sum(sum(map(abs, unit.weights)) + abs(unit.bias) for unit in network.layers[0]))


@pytest.mark.parametrize(("n_inputs", "hidden"), [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)])
def test_the_smallest_hidden_weights_of_all_networks(n_inputs: int, hidden: int) -> None:
    """Every network of weights -1, 0 and 1 is tried, those with equal hidden units too."""
    rows = list(itertools.product([0, 1], repeat=n_inputs))
    of_one = list(itertools.product([-1, 0, 1], repeat=n_inputs + 1))
    step = lambda unit, values: sum(map(operator.mul, unit, (*values, 1))) > 0
    smallest: dict[tuple[int, ...], int] = {}
    for layer in itertools.combinations_with_replacement(of_one, hidden):
        size = sum(map(abs, itertools.chain(*layer)))
        states = [[step(unit, row) for unit in layer] for row in rows]
        for last in itertools.product([-1, 0, 1], repeat=hidden + 1):
            table = tuple(int(step(last, state)) for state in states)
            smallest[table] = min(size, smallest.get(table, size))
    for table in tables(n_inputs):
        network = search(table, n_inputs, hidden, 1)
        assert (network and hidden_size(network)) == smallest.get(table)
        assert network is None or answers(network, n_inputs) == list(table)


def test_larger_weights_are_not_used_where_small_ones_do() -> None:
    network = search((0, 0, 0, 1), 2, 2, 3)
    assert network is not None
    assert hidden_size(network) == 2  # both inputs as they are


@pytest.mark.parametrize("hidden", [1, 2, 3, 4, pytest.param(5, marks=pytest.mark.long)])
@pytest.mark.parametrize("table", tables(1))
def test_more_units_than_there_are_functions(table: tuple[int, ...], hidden: int) -> None:
    network = search(table, 1, hidden)
    assert network is not None
    assert answers(network, 1) == list(table)
    assert [len(layer) for layer in network.layers] == [hidden, 1]


@pytest.mark.parametrize(
    ("n_inputs", "hidden", "most", "said"),
    [
        (9, 1, 3, "a unit with 9 inputs has 282,475,249 choices of integer weights up to 3;"),
        (5, 0, 20, "a unit with 5 inputs has 4,750,104,241 choices of integer weights up to 20;"),
        # Of 104 units four, which may be equal.
        (3, 4, 3, "5,160,610 networks are too many to search; expected 500,000 or fewer:"),
        (2, 8, 3, "a unit with 8 inputs has 40,353,607 choices of integer weights up to 3;"),
    ],
)
def test_a_search_that_takes_long_is_refused(
    n_inputs: int, hidden: int, most: int, said: str
) -> None:
    with pytest.raises(SettingError) as caught:
        search([0] * 2**n_inputs, n_inputs, hidden, most)
    assert str(caught.value).startswith(said)
