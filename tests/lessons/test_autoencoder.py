"""The 8-3-8 encoder, and digits through two numbers: the lesson's claims, over seeds."""

from __future__ import annotations

import functools
import json
from typing import Any

import keras
import numpy as np
import pytest
from lesson_seeds import seeds
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier

from glassnet import lessons
from glassnet.data import digits

LESSON = lessons.find("autoencoder")


@functools.cache
def first_result() -> lessons.LessonResult:
    return lessons.run("autoencoder", seed=0)


def trained(network: str, seed: int) -> Any:
    model = LESSON.build(seed, network)
    LESSON.program.train(model, verbose=0)
    return model


def pixels(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    images, labels = digits(n, seed)
    return images.reshape(n, -1), labels


def error(model: Any, x: np.ndarray) -> float:
    return float(np.square(model.predict(x, verbose=0) - x).mean())


@functools.cache
def two_components() -> tuple[float, float]:
    """Of unseen digits: the error, and the share whose nearest neighbour is the same digit."""
    (learned, known), (x, labels) = pixels(2_000, 0), pixels(1_000, 1)
    pca = PCA(2).fit(learned)
    reader = KNeighborsClassifier(1).fit(pca.transform(learned), known)
    remade = pca.inverse_transform(pca.transform(x))
    return float(np.square(remade - x).mean()), reader.score(pca.transform(x), labels)


def neighbours(model: Any) -> float:
    """The share of unseen digits whose nearest neighbour in the plane is the same digit."""
    (learned, known), (x, labels) = pixels(2_000, 0), pixels(1_000, 1)
    encoder = keras.Sequential(model.layers[:3])
    reader = KNeighborsClassifier(1).fit(encoder.predict(learned, verbose=0), known)
    return reader.score(encoder.predict(x, verbose=0), labels)


@pytest.mark.parametrize("seed", seeds(quick=3))
def test_three_units_learn_a_binary_code_of_eight_patterns(seed: int) -> None:
    """Rumelhart, Hinton & Williams (1986): the hidden units learn a binary code. All 20 seeds."""
    model = trained("8-3-8", seed)
    x, y = LESSON.data("8-3-8")
    np.testing.assert_array_equal(x, np.eye(8))
    np.testing.assert_array_equal(y, x)
    np.testing.assert_array_equal(model.predict(x, verbose=0) > 0.5, x > 0.5)
    units = np.asarray(model.layers[0](x))
    assert units.shape == (8, 3)
    assert len(np.unique(units > 0.5, axis=0)) == 8
    assert np.abs(units - 0.5).min() > 0.45


@pytest.mark.parametrize("seed", seeds(quick=1))
def test_two_numbers_keep_more_of_a_digit_than_two_principal_components(seed: int) -> None:
    """Hinton & Salakhutdinov (2006), figure 3, on digits that neither has seen. All 20 seeds: 0.56
    to 0.65 of the error, and 79 to 94 % beside the same digit."""
    model = trained("digits", seed)
    linear, linear_neighbours = two_components()
    assert error(model, pixels(1_000, 1)[0]) < 0.7 * linear
    assert neighbours(model) > max(0.75, linear_neighbours + 0.1)


def test_what_is_shown_is_what_the_networks_say() -> None:
    """By hand, and by scikit-learn."""
    result = first_result()
    numbers = result.numbers
    kernel, bias, *_ = result.models["8-3-8"].get_weights()
    units = 1 / (1 + np.exp(-(kernel.astype(np.float64) + bias)))  # each pattern is one row
    np.testing.assert_allclose(numbers["units"], units, atol=1e-5)
    np.testing.assert_array_equal(
        [[*map(int, code)] for code in numbers["codes"]], (units > 0.5).astype(int)
    )
    assert (numbers["different_codes"], numbers["patterns_right"]) == (8, 8)

    model = result.models["digits"]
    linear, _ = two_components()
    found = numbers["nearest_code_is_of_the_same_digit"]
    assert found == pytest.approx(neighbours(model), abs=0.003)
    assert numbers["squared_error"] == pytest.approx(error(model, pixels(1_000, 1)[0]), rel=1e-4)
    assert numbers["squared_error_of_two_principal_components"] == pytest.approx(linear, rel=1e-3)


def test_two_codes_that_are_alike_are_counted() -> None:
    from glassnet.lessons.demonstrations.autoencoder import CodeBook

    units = np.array([[0.9, 0.1, 0.6], [0.8, 0.2, 0.7], [0.1, 0.1, 0.4]])
    book = CodeBook(units, np.array([[0.9, 0.1, 0], [0.6, 0.4, 0], [0, 0, 1]]))
    assert book.codes == ["101", "101", "000"]
    assert (book.different, book.right) == (2, 2)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_lines_numbers_and_picture(language: Any) -> None:
    from glassnet.text import using

    result = first_result()
    with using(language):
        models, histories = result.models.values(), result.histories.values()
        shown = LESSON.result(0, [*models], [*histories]).demonstration
        figure: Any = shown.draw()
    patterns = {line.split()[0]: line.split()[4] for line in shown.lines[2:10]}
    assert [*patterns] == [f"{1 << place:08b}" for place in range(7, -1, -1)]
    assert [*patterns.values()] == shown.numbers["codes"]
    assert json.loads(json.dumps(shown.numbers)) == shown.numbers
    assert len(figure.axes) == 4
    assert {text.get_text() for text in figure.axes[1].texts} >= {*shown.numbers["codes"]}


@pytest.mark.parametrize("network", ["8-3-8", "digits"])
def test_its_pixels_need_no_scaling(network: str) -> None:
    """Pixels from 0 to 1 have one scale, also where some are hardly ever set."""
    from glassnet.diagnosis import diagnose

    lesson = lessons.find("autoencoder")
    found = diagnose(lesson.build(0, network), *lesson.data(network), seconds=30)
    assert not [each.key for each in found if each.key.startswith("inputs-")]
