"""Against the known-answer vectors published with Random123 (philox4x32 10)."""

import numpy as np
import pytest

from glassnet.lessons.tensorflow_random import philox

VECTORS = {
    "zeros": ("00000000 " * 4, "00000000 " * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    "ones": ("ffffffff " * 4, "ffffffff " * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    "digits of pi": (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
}


def words(text: str) -> np.ndarray:
    return np.array([int(word, 16) for word in text.split()], dtype=np.uint32)


@pytest.mark.parametrize("name", VECTORS)
def test_known_answers(name: str) -> None:
    counter, key, expected = map(words, VECTORS[name])
    np.testing.assert_array_equal(philox(counter[np.newaxis], key), [expected])


def test_a_block_depends_on_its_own_counter_alone_and_arguments_are_left_as_they_were() -> None:
    counters = np.array([words(counter) for counter, _, _ in VECTORS.values()])
    key = words("a4093822 299f31d0")
    kept = counters.copy(), key.copy()
    together = philox(counters, key)
    apart = [philox(counter[np.newaxis], key)[0] for counter in counters]
    np.testing.assert_array_equal(together, apart)
    np.testing.assert_array_equal(counters, kept[0])
    np.testing.assert_array_equal(key, kept[1])
