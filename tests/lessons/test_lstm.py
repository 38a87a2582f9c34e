"""The adding problem (Hochreiter & Schmidhuber 1997): the LSTM lesson's claims, over seeds."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from glassnet import lessons

# A result is never changed: tests may share it. Only the last is kept, since networks hold much.
run = functools.lru_cache(maxsize=1)(lessons.run)


@functools.cache
def numbers(seed: int) -> dict[str, Any]:
    """What the lesson found with a seed."""
    return run("lstm", seed=seed).numbers


SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 20))]
BASELINE = 1 / 6  # the variance of the sum of two numbers that are uniform on 0..1


def test_the_sequences_are_those_of_the_paper() -> None:
    x, y = lessons.find("lstm").data()
    assert (x.shape, y.shape) == ((2000, 50, 2), (2000, 1))
    marks = x[..., 1]
    assert (marks[:, :25].sum(axis=1) == 1).all()
    assert (marks[:, 25:].sum(axis=1) == 1).all()
    np.testing.assert_allclose(y[:, 0], (x[..., 0] * marks).sum(axis=1))
    assert np.var(y) == pytest.approx(BASELINE, rel=0.05)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lstm_adds_and_the_rnn_of_its_size_does_not(seed: int) -> None:
    errors = numbers(seed)["squared_error"]
    assert errors["lstm"] < 0.01  # the paper's criterion
    assert errors["rnn"] > 0.1


@pytest.mark.long
@pytest.mark.parametrize("rate", [0.001, 0.003, 0.01])
def test_the_rnn_does_not_fail_for_its_learning_rate(rate: float) -> None:
    lesson = lessons.find("lstm")
    for seed in range(3):
        model: Any = lesson.build(seed, "rnn")
        model.optimizer.learning_rate = rate
        lesson.program.train(model, verbose=0)
        assert model.evaluate(*lesson.program.data(seed=1), verbose=0) > 0.01


def opens_and_keeps(seed: int) -> bool:
    """Whether a cell's input gate is open at the marks and closed elsewhere, where it forgets
    nothing."""
    marked, others = numbers(seed)["gates_at_marks"], numbers(seed)["gates_elsewhere"]
    return marked["input"] > 0.4 and others["input"] < 0.1 and others["forget"] > 0.9


def test_one_cell_opens_at_the_marks_and_keeps_what_came_in() -> None:
    assert opens_and_keeps(0)


@pytest.mark.long
def test_such_a_cell_is_found_with_most_seeds() -> None:
    assert np.mean([opens_and_keeps(seed) for seed in range(20)]) >= 0.8


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gradient_reaches_the_first_step_through_cells_and_not_through_units(
    seed: int,
) -> None:
    norms = numbers(seed)["gradient_norms"]
    assert 0.2 < norms["lstm"][0] < 5
    assert norms["rnn"][0] < 1e-3


def test_gates_and_gradients_are_those_of_the_equations() -> None:
    """By hand, in float64, forwards; the gradient by difference quotients of the last cells."""
    from glassnet.lessons.demonstrations import lstm
    from glassnet.tracing import trace

    model: Any = run("lstm", seed=0).models["lstm"]
    kernel, recurrent, bias, *_ = (np.asarray(each, np.float64) for each in model.get_weights())
    x, y = lessons.find("lstm").program.data(seed=1, sequences=20)
    cell = lstm.remembering_cell(trace(model, x, y), x)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    h = c = np.zeros((20, 8))
    for step in range(50):
        i, f, g, o = np.split(x[:, step] @ kernel + h @ recurrent + bias, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c = f * c + i * g
        h = o * np.tanh(c)
        expected = {"input": i, "forget": f, "candidate": g, "cell": c, "output": o}
        for part, each in expected.items():
            found = cell.parts[part][:, step]
            np.testing.assert_allclose(found, each[:, cell.unit], atol=2e-4)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_lines_and_picture(language: Any) -> None:
    from glassnet.text import using

    result = run("lstm", seed=0)
    with using(language):
        shown = (
            lessons.find("lstm")
            .result(0, list(result.models.values()), list(result.histories.values()))
            .demonstration
        )
        figure: Any = shown.draw()
    marked = [line.split() for line in shown.lines if " * " in line]
    assert len(marked) == 2
    assert all(float(line[3]) > 0.4 for line in marked)  # the input gate
    assert len(figure.axes) == 2
