"""Frames: what is decoded is what was encoded, and arrays lie where a browser can read them."""

from __future__ import annotations

import json
import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.page.frames import Header, decode, encode

NAMES = st.text(min_size=1, max_size=20)
SHAPES = st.lists(st.integers(0, 5), max_size=3).map(tuple)
FLOATS = SHAPES.flatmap(lambda shape: arrays("<f4", shape))
PICTURES = SHAPES.flatmap(lambda shape: arrays("<i2", shape))


@given(st.dictionaries(NAMES, FLOATS | PICTURES, max_size=4), st.integers(0, 10**7))
def test_what_is_decoded_is_what_was_encoded(pieces, step: int) -> None:
    header, found = decode(encode(Header(step, 2, None, 0.5, True), pieces))
    assert (header.step, header.loss, header.playing) == (step, None, True)
    assert found.keys() == pieces.keys()
    for name, array in pieces.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == array.dtype


@given(st.dictionaries(NAMES, FLOATS | PICTURES, max_size=4))
def test_arrays_begin_at_multiples_of_four(pieces) -> None:
    frame = encode(Header(0, 0, 0.1, 0.2, False), pieces)
    (length,) = struct.unpack_from("<I", frame)
    header = json.loads(frame[4 : 4 + length])
    assert (4 + length) % 4 == 0
    assert all((4 + length + each["offset"]) % 4 == 0 for each in header["pieces"])
