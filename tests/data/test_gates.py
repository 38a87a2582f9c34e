"""Truth tables against Python's own operators."""

import operator

import numpy as np
import pytest

from glassnet.data import load
from glassnet.data.built_in import GATES, MOST_INPUTS
from glassnet.errors import SettingError

OPERATORS = {
    "and": operator.and_,
    "or": operator.or_,
    "xor": operator.xor,
    "nand": lambda a, b: 1 - (a & b),
    "nor": lambda a, b: 1 - (a | b),
    "xnor": lambda a, b: 1 - (a ^ b),
}


@pytest.mark.parametrize("name", GATES)
def test_a_gate_is_its_operator_in_the_order_of_counting(name):
    dataset = load(name)
    assert dataset.x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert dataset.y.ravel().tolist() == [OPERATORS[name](int(a), int(b)) for a, b in dataset.x]
    assert (dataset.x.dtype, dataset.y.dtype, dataset.y.shape) == (np.float32, np.float32, (4, 1))
    assert (dataset.task, dataset.class_names) == ("binary", ("0", "1"))
    assert dataset.exhaustive


@pytest.mark.parametrize("inputs", range(1, MOST_INPUTS + 1))
def test_parity_counts_the_bits_of_every_number(inputs):
    dataset = load(f"parity:{inputs}")
    numbers = range(2**inputs)
    assert set(np.unique(dataset.x)) == {0, 1}
    assert (dataset.x @ 2.0 ** np.arange(inputs)[::-1]).tolist() == list(numbers)
    assert dataset.y.ravel().tolist() == [number.bit_count() % 2 for number in numbers]


@pytest.mark.parametrize("given", ["parity:0", "parity:17", "parity:-1", "parity:2.5", "parity"])
def test_parity_refuses_other_sizes(given):
    with pytest.raises(SettingError, match="parity") as refused:
        load(given)
    assert "\n" not in str(refused.value)
