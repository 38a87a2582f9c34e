"""What a search finds solves the truth table, and what it does not find is not there."""

from __future__ import annotations

import itertools

import pytest

from glassnet import UnitNetwork
from glassnet.errors import SettingError
from glassnet.networks.unit_search import search


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


@pytest.mark.parametrize(
    ("n_inputs", "hidden", "most", "networks"),
    [
        (9, 1, 3, "282,475,249"),  # 7^10 units
        (5, 0, 20, "4,750,104,241"),  # 41^6
        (3, 4, 3, "4,598,126"),  # of 104 units four at a time
        (2, 8, 3, "40,353,607"),  # 7^9 last units
    ],
)
def test_a_search_that_takes_long_is_refused(
    n_inputs: int, hidden: int, most: int, networks: str
) -> None:
    with pytest.raises(SettingError, match=f"a search over {networks} networks; expected "):
        search([0] * 2**n_inputs, n_inputs, hidden, most)
