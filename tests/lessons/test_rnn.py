"""Temporal XOR (Elman 1990) and parity: what the RNN lesson claims, over seeds."""

from __future__ import annotations

import functools
import re
from typing import Any, NamedTuple

import numpy as np
import pytest
from rich.cells import cell_len

from glassnet import lessons

# A result is never changed: tests may share it. Only the last is kept, since networks hold much.
run = functools.lru_cache(maxsize=1)(lessons.run)


class Shown(NamedTuple):
    """What a seed's networks do."""

    errors: Any
    right: Any
    parity: Any  # of all 256 strings, after each bit
    long: float


@functools.cache
def shown(seed: int) -> Shown:
    from glassnet.lessons.demonstrations.rnn import long_accuracy, stream_scores

    models: Any = run("rnn", seed=seed).models
    x, _ = lessons.find("rnn").data("parity")
    said = np.asarray(models["parity"](x)) > 0.5
    scores = stream_scores(models["temporal-xor"])
    return Shown(*scores, said, long_accuracy(models["parity"]))


SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 20))]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_third_bit_is_predicted_and_no_other(seed: int) -> None:
    """Elman (1990), figure 3: the error drops at every third bit, where the XOR is."""
    errors, right, *_ = shown(seed)
    assert errors[2] < 0.01
    assert (errors[:2] > 0.24).all()  # to say 1/2 has 1/4
    assert right[2] > 0.99
    assert (right[:2] < 0.57).all()  # of 1,000 fair coins each


@pytest.mark.parametrize("seed", SEEDS)
def test_parity_is_right_after_every_bit_of_all_256_strings(seed: int) -> None:
    x, y = lessons.find("rnn").data("parity")
    assert x.shape == (256, 8, 1)
    np.testing.assert_array_equal(y[:, -1, 0], x.sum(axis=(1, 2)) % 2)
    np.testing.assert_array_equal(shown(seed).parity, y > 0.5)


@pytest.mark.long
def test_most_trained_networks_read_on_for_50_bits() -> None:
    right = [shown(seed).long for seed in range(20)]
    assert np.mean(np.array(right) > 0.99) >= 0.5
    assert min(right) > 0.7  # chance has 0.5


def test_units_and_gradients_are_those_of_the_recurrence() -> None:
    """By hand, in float64: h[t] = tanh(x[t] w + h[t-1] u + b), and its derivatives backwards."""
    from glassnet.lessons.demonstrations import rnn

    model: Any = run("rnn", seed=0).models["parity"]
    w, u, b, out, bias = (np.asarray(each, np.float64) for each in model.get_weights())
    reading = rnn.read(model, rnn.SHOWN)
    h = [np.zeros(8)]
    for bit in rnn.SHOWN:
        h.append(np.tanh(bit * w[0] + h[-1] @ u + b))
    np.testing.assert_allclose(reading.units, h[1:], atol=1e-4)
    said = 1 / (1 + np.exp(-(np.array(h[1:]) @ out + bias)))
    np.testing.assert_allclose(reading.said, said[:, 0], atol=1e-4)

    x = np.random.default_rng(2).integers(0, 2, [8, rnn.LONG, 1])
    back = rnn.gradients_back(model)
    norms = np.zeros(6)
    for row in x[..., 0]:
        states = [np.zeros(8)]
        for bit in row:
            states.append(np.tanh(bit * w[0] + states[-1] @ u + b))
        p = 1 / (1 + np.exp(-(states[-1] @ out + bias)))
        gradient = out[:, 0] * (p - row.sum() % 2)
        for place, state in enumerate(reversed(states[-6:])):
            norms[place] += (gradient**2).sum()
            gradient = (gradient * (1 - state**2)) @ u.T
    norms = np.sqrt(norms)
    np.testing.assert_allclose(back[:6], norms / norms[0], rtol=5e-3)


def test_an_answer_that_is_sure_has_no_gradient_and_no_nan() -> None:
    from glassnet.lessons.demonstrations.rnn import gradients_back

    model = lessons.find("rnn").build(0, "parity")
    kernel, _ = model.layers[-1].get_weights()
    model.layers[-1].set_weights([0 * kernel, np.array([200.0])])
    np.testing.assert_array_equal(gradients_back(model), np.zeros(50))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_lines_numbers_and_picture(language: Any) -> None:
    from glassnet.text import using

    result = run("rnn", seed=0)
    with using(language):
        demonstration = (
            lessons.find("rnn")
            .result(0, list(result.models.values()), list(result.histories.values()))
            .demonstration
        )
        figure: Any = demonstration.draw()
    assert set(demonstration.numbers) >= {"temporal_xor", "parity", "gradient_norms_back"}
    first = next(n for n, line in enumerate(demonstration.lines) if re.match(" +[01] ", line))
    bits = demonstration.lines[first : first + 8]
    assert len({cell_len(line) for line in [demonstration.lines[first - 1], *bits]}) == 1
    assert [int(line.split()[-1]) for line in bits] == [1, 1, 0, 1, 1, 0, 0, 0]
    assert len(figure.axes) == 2
