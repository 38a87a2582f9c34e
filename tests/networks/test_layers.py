"""Hidden layers as a person writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.errors import SettingError
from glassnet.networks import parse_layers


@given(st.lists(st.integers(1, 65_536), min_size=1, max_size=100))
def test_what_is_written_is_read(sizes):
    assert parse_layers(",".join(map(str, sizes))) == tuple(sizes)
    assert parse_layers(" , ".join(map(str, sizes))) == tuple(sizes)


@pytest.mark.parametrize("text", ["", " ", "0"])
def test_no_hidden_layer(text):
    assert parse_layers(text) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ten", "'ten'"),
        ("10,,10", "10,10,10"),
        ("10,", "'10,'"),
        ("1.5", "whole numbers"),
        ("10-10", "separated by commas"),
        ("10,0", "of 0 units"),
        ("-3", "of -3 units"),
        ("10,100000", "of 100000 units"),
        ("1," * 100 + "1", "101 hidden layers: expected 100 or fewer"),
        ("9" * 5000, "whole numbers"),
    ],
)
def test_what_cannot_be_built_is_refused(text, said):
    with pytest.raises(SettingError) as refused:
        parse_layers(text)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300
