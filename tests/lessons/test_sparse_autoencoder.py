"""Sparse, dense and stacked autoencoders: what the lesson claims, over seeds."""

from __future__ import annotations

import functools
import json
from typing import Any

import numpy as np
import pytest
from lesson_seeds import seeds
from scipy.special import rel_entr
from sklearn.decomposition import PCA

import glassnet as gn
from glassnet import lessons
from glassnet.data import digits

LESSON = lessons.find("sparse-autoencoder")


@functools.cache
def first_result() -> lessons.LessonResult:
    return lessons.run("sparse-autoencoder", seed=0)


def trained(network: str, seed: int) -> Any:
    model = LESSON.build(seed, network)
    LESSON.program.train(model, verbose=0)
    return model


def pixels(n: int, seed: int) -> np.ndarray:
    return digits(n, seed)[0].reshape(n, -1)


def error(model: Any, x: np.ndarray) -> float:
    return float(np.square(model.predict(x, verbose=0) - x).mean())


def components_error(count: int, x: np.ndarray) -> float:
    pca = PCA(count).fit(pixels(2_000, 0))
    return float(np.square(pca.inverse_transform(pca.transform(x)) - x).mean())


def answering(model: Any, x: np.ndarray) -> float:
    """How many units answer to a digit, on the average."""
    return float((np.asarray(model.layers[0](x)) > 0.5).sum(axis=1).mean())


@pytest.mark.parametrize("seed", seeds(quick=1))
def test_few_units_answer_and_the_digit_is_still_there(seed: int) -> None:
    """Ng (2011), Sparse autoencoder. All 20 seeds: 6.0 to 6.4 of 64 units answer to a digit where
    of the dense network 31.5 to 33.2 do, at 1.40 to 1.49 times its error, which is a third of that
    of six principal components."""
    x = pixels(1_000, 1)
    dense, sparse = trained("dense", seed), trained("sparse", seed)
    assert answering(sparse, x) < 7.5
    assert answering(dense, x) > 4 * answering(sparse, x)
    assert error(sparse, x) < 1.6 * error(dense, x)
    assert error(sparse, x) < 0.5 * components_error(round(answering(sparse, x)), x)


@pytest.mark.parametrize("seed", seeds(quick=0))
def test_fine_tuning_halves_the_error_of_layers_trained_one_by_one(seed: int) -> None:
    """Hinton & Salakhutdinov (2006); Bengio et al. (2007). All 20 seeds: 0.48 to 0.58 of it is
    left. From random weights, in as many epochs for each layer (20 in its pair and 20 in
    fine-tuning), the error is 1.6 to 2 times as high."""
    from glassnet.lessons.demonstrations.sparse_autoencoder import pretrained

    x = pixels(1_000, 1)
    tuned = error(trained("stacked", seed), x)
    assert tuned < 0.65 * error(pretrained(seed), x)
    model: Any = LESSON.build(seed, "stacked")
    gn.fit(model, *LESSON.data("stacked"), batch_size=64, epochs=40, verbose=0)
    assert error(model, x) > 1.4 * tuned


def test_the_penalty_is_the_divergence_of_each_units_mean() -> None:
    """Against SciPy. Keras divides by the rows of the batch; the loss has the penalty undivided."""
    from glassnet.lessons.sparse_autoencoder import BETA, RHO, sparsity

    x = pixels(256, 3)
    model: Any = LESSON.build(0, "sparse")
    code = np.asarray(model.layers[0](x), np.float64)
    mean = code.mean(axis=0)
    expected = BETA * (rel_entr(RHO, mean) + rel_entr(1 - RHO, 1 - mean)).sum()
    assert float(sparsity(code)) == pytest.approx(256 * expected, rel=1e-5)
    assert float(sparsity(np.full([4, 64], RHO, np.float32))) == pytest.approx(0, abs=1e-6)

    kernels = [np.asarray(layer.kernel, np.float64) for layer in model.layers]
    decay = sum(5e-6 * np.square(kernel).sum() for kernel in kernels)
    loss = model.evaluate(x, x, batch_size=256, verbose=0)
    assert loss == pytest.approx(error(model, x) + decay + expected, rel=1e-4)


def test_nothing_of_length_one_excites_a_unit_more_than_its_favourite() -> None:
    from glassnet.lessons.demonstrations.sparse_autoencoder import favourite_inputs

    model: Any = LESSON.build(0, "dense")
    kernel = np.asarray(model.layers[0].kernel)
    favourites = favourite_inputs(model)
    np.testing.assert_allclose(np.linalg.norm(favourites, axis=1), 1, rtol=1e-5)
    best = (favourites * kernel.T).sum(axis=1)
    others = np.random.default_rng(0).normal(size=(10_000, 144))
    others = np.concatenate([others, np.eye(144), favourites + 0.01 * others[:64]])
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    assert ((others @ kernel).max(axis=0) <= best * (1 + 1e-6)).all()


@pytest.mark.long
def test_the_stack_before_fine_tuning_is_made_again_to_the_bit() -> None:
    """A training that ends before its first step of fine-tuning has the same weights."""
    import keras

    from glassnet.lessons.demonstrations.sparse_autoencoder import pretrained

    class Start(keras.callbacks.Callback):
        def on_train_begin(self, logs: Any = None) -> None:
            self.weights = self.model.get_weights()

    start = Start()
    LESSON.build(0, "dense").predict(pixels(10, 0), verbose=0)  # draws numbers of Keras' own
    model = LESSON.build(3, "stacked")
    LESSON.program.train(model, epochs=1, verbose=0, callbacks=[start])
    for one, other in zip(pretrained(3).get_weights(), start.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_numbers_are_those_of_the_networks() -> None:
    result, x = first_result(), pixels(1_000, 1)
    numbers, models = result.numbers, result.models
    for name in ("dense", "sparse"):
        code = np.asarray(models[name].layers[0](x))
        assert numbers["squared_error"][name] == pytest.approx(error(models[name], x), rel=1e-4)
        assert numbers["answering_units"][name] == pytest.approx(answering(models[name], x))
        assert numbers["mean_output"][name] == pytest.approx(code.mean(), rel=1e-4)
    stacked = numbers["stacked_squared_error"]
    assert stacked["fine_tuned"] == pytest.approx(error(models["stacked"], x), rel=1e-4)
    assert stacked["fine_tuned"] < 0.65 * stacked["pretrained"]
    count = numbers["principal_components"]["count"]
    assert count == round(numbers["answering_units"]["sparse"])
    found = numbers["principal_components"]["squared_error"]
    assert found == pytest.approx(components_error(count, x), rel=1e-3)


def test_a_saved_sparse_network_opens_again(tmp_path: Any) -> None:
    import keras

    model: Any = first_result().models["sparse"]
    model.save(tmp_path / "sparse.keras")
    x = pixels(64, 3)
    again: Any = keras.models.load_model(tmp_path / "sparse.keras")
    assert again.evaluate(x, x, verbose=0) == pytest.approx(model.evaluate(x, x, verbose=0))


def test_pictures_stand_side_by_side_with_room_between() -> None:
    from glassnet.lessons.demonstrations.images import side_by_side

    pictures = np.arange(6 * 144, dtype=float).reshape(2, 3, 144)
    whole = side_by_side(pictures)
    assert whole.shape == (25, 38)
    for row in range(2):
        for column in range(3):
            part = whole[13 * row : 13 * row + 12, 13 * column : 13 * column + 12]
            np.testing.assert_array_equal(part.ravel(), pictures[row, column])
    assert np.isnan(whole).sum() == whole.size - pictures.size


@pytest.mark.parametrize("language", ["en", "ko"])
def test_lines_numbers_and_picture(language: Any) -> None:
    from glassnet.text import using

    result = first_result()
    with using(language):
        models, histories = result.models.values(), result.histories.values()
        shown = LESSON.result(0, [*models], [*histories]).demonstration
        figure: Any = shown.draw()
    rows = [[float(cell) for cell in line.split()[1:]] for line in shown.lines[2:4]]
    kinds = ("squared_error", "answering_units", "mean_output")
    for row, name in zip(rows, ("dense", "sparse"), strict=True):
        assert row == pytest.approx([shown.numbers[kind][name] for kind in kinds], abs=0.06)
    assert json.loads(json.dumps(shown.numbers)) == shown.numbers
    assert len(figure.axes) == 4
    assert [round(sum(bar.get_height() for bar in each)) for each in figure.axes[2].containers] == [
        1000,
        1000,
    ]
