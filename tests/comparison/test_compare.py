"""Networks side by side: each training is `glassnet train`'s, and the summary is NumPy's."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

import glassnet as gn
from glassnet.comparison.compare import Compared, quartiles
from glassnet.errors import GlassnetError
from glassnet.runs.record import Settings
from glassnet.runs.train import train
from glassnet.text import using


@pytest.mark.parametrize(
    ("data", "given"),
    [
        ("xor", {"layers": ["2", "3,3"], "epochs": 40}),
        ("moons", {"layers": [[4]], "epochs": 4, "initializer": "he_normal"}),
        ("and", {"layers": ["0"], "optimizer": ["sgd", "rmsprop"], "epochs": 20}),
    ],
)
def test_each_training_is_that_of_its_seed_bit_for_bit(data: str, given: dict[str, Any]) -> None:
    found = gn.compare(data, seeds=[0, 7], **given)
    for network in found.networks:
        for row, seed in enumerate((0, 7)):
            settings = Settings(**{**vars(network.settings), "seed": seed})
            history = train(gn.load(data), settings).history
            assert network.losses[row].tolist() == history["loss"]
            assert network.accuracies is not None
            assert network.accuracies[row].tolist() == history["accuracy"]


def test_every_combination_is_a_network_named_by_what_differs() -> None:
    given: dict[str, Any] = {"layers": ["2", "4,3"], "activation": ["tanh", "relu"]}
    found = gn.compare("xor", epochs=2, seeds=1, learning_rate=[0.1, 0.5], **given)
    assert [each.name for each in found.networks] == [
        f"2-{layers}-1, {activation}, {rate}"
        for layers in ("2", "4-3")
        for activation in ("tanh", "relu")
        for rate in ("0.1", "0.5")
    ]
    same = gn.compare("xor", layers=["2", "2", "3"], epochs=2, seeds=1)
    assert [each.name for each in same.networks] == ["2-2-1", "2-3-1"]


@pytest.mark.parametrize("layers", [(), (5,), (10, 10, 10)])
def test_parameters_are_weights_and_biases(layers: tuple[int, ...]) -> None:
    [network] = gn.compare("xor", layers=[layers], epochs=1, seeds=1).networks
    sizes = (2, *layers, 1)
    pairs = itertools.pairwise(sizes)
    assert network.parameters == sum((inputs + 1) * units for inputs, units in pairs)


def test_a_hidden_layer_is_needed_for_xor_and_ten_units_are_enough() -> None:
    """Minsky & Papert (1969): no line separates XOR, so no seed and no time helps one unit."""
    single, hidden = gn.compare("xor", layers=["0", "10"], seeds=10).networks
    assert not single.learned.any()
    assert single.accuracies is not None
    assert single.accuracies.max() <= 0.75
    assert hidden.learned.all()
    assert hidden.final_loss[2] < 0.05 < single.final_loss[0]


def compared(losses: list[list[float]], accuracies: list[list[float]] | None) -> Compared:
    settings = Settings((2,), "tanh", "zeros", "sgd", 0.1, "mse", len(losses[0]), 1)
    rights = None if accuracies is None else np.array(accuracies, "float32")
    threshold = 0.2 if accuracies is None else 1.0
    return Compared("2-2-1", settings, 9, np.array(losses, "float32"), rights, threshold, 1.0)


def test_a_seed_has_learned_if_its_last_epoch_reaches_the_threshold() -> None:
    losses = [[1.0, 0.5, 0.1, 0.1]] * 3
    found = compared(losses, [[0.5, 1, 1, 1], [0.5, 1, 1, 0.5], [0.5, 0.75, 0.75, 1]])
    assert found.learned.tolist() == [True, False, True]
    assert found.epochs_to_learn.tolist() == [2, 4]
    none = compared(losses, [[0.5, 0.5, 0.5, 0.5]])
    assert none.epochs_to_learn.tolist() == []


def test_real_numbers_are_learned_by_their_loss() -> None:
    found = compared([[1, 0.2, 0.1], [1, 0.5, 0.3]], None)
    assert found.learned.tolist() == [True, False]
    assert found.epochs_to_learn.tolist() == [2]


def test_quartiles_are_numpys_and_nan_is_the_worst() -> None:
    values = np.random.default_rng(0).random((20, 5)).astype("float32")
    for row, share in enumerate((25, 50, 75)):
        assert quartiles(values)[row] == pytest.approx(np.percentile(values, share, axis=0))
    values[:12, 0] = math.nan
    assert quartiles(values)[:, 0].tolist() == [sorted(values[12:, 0])[4], math.inf, math.inf]
    assert np.isfinite(quartiles(values)[:, 1:]).all()


def test_progress_counts_every_training() -> None:
    seen: list[tuple[str, int, int]] = []
    gn.compare(
        "xor", layers=["2", "3"], epochs=1, seeds=2, progress=lambda *given: seen.append(given)
    )
    assert seen == [("2-2-1", 0, 4), ("2-2-1", 1, 4), ("2-3-1", 2, 4), ("2-3-1", 3, 4)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"layers": ["x"]}, "expected whole numbers"),
        ({"activation": ["tanh", "sigmoi"]}, "Did you mean sigmoid"),
        ({"optimizer": "sdg"}, "Did you mean sgd"),
        ({"seeds": 0}, "0 seeds; expected 1 to 1,000"),
        ({"seeds": 1001}, "1,001 seeds"),
        ({"seeds": [-1]}, "seed"),
        ({"epochs": 0}, "epochs 0"),
        ({"batch_size": 9}, "9"),
        ({"threshold": 1.5}, "expected an accuracy above 0, up to 1"),
        ({"learning_rate": [-1.0]}, "learning rate"),
        ({"loss": "sparse_categorical_crossentropy"}, "sparse_categorical_crossentropy"),
        ({"layers": [[n] for n in range(1, 26)]}, "25 networks; expected 24 or fewer"),
        ({"epochs": 10**8}, "more losses than are kept"),
        ({"layers": [2, 10]}, r"layers 2: expected .* such as \[\[2\], \[10, 10\]\]"),
        ({"layers": [[2.5]]}, "a hidden layer of 2.5 units"),
        ({"seeds": 2.5}, "seeds 2.5: expected how many"),
        ({"seeds": "3"}, "seeds '3': expected how many"),
        ({"seeds": [0.5]}, "seed 0.5: expected a whole number"),
        ({"learning_rate": "0.1"}, "learning rate '0.1'"),
        ({"threshold": "0.9"}, "threshold 0.9: expected an accuracy"),
    ],
)
def test_mistakes_are_one_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(GlassnetError, match=said) as caught:
        gn.compare("xor", **given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [None, (np.zeros((4, 2)), np.zeros(4))])
def test_what_is_no_data_is_said(data: Any) -> None:
    with pytest.raises(GlassnetError, match="expected the name of a dataset"):
        gn.compare(data, layers=["2"])


def test_settings_may_be_arrays_and_a_seed_counts_once() -> None:
    rates = np.array([0.01, 0.1])
    found = gn.compare("xor", layers="3,2", learning_rate=rates, epochs=2, seeds=[4, 4, 7])
    assert found.seeds == (4, 7)
    assert [each.name for each in found.networks] == ["2-3-2-1, 0.01", "2-3-2-1, 0.1"]


def test_the_table_has_a_line_for_each_network_in_both_languages() -> None:
    found = gn.compare("xor", layers=["0", "10"], seeds=4, epochs=300)
    lines = str(found).splitlines()
    assert lines[0] == "xor: 4 seeds, 300 epochs"
    assert lines[3].split()[:4] == ["2-1", "3", "0/4", "(0%)"]
    assert lines[4].split()[:4] == ["2-10-1", "41", "4/4", "(100%)"]
    median = np.median(found.networks[1].losses[:, -1])
    assert lines[4].split()[4] == f"{median:.3g}".replace("-", "−")
    assert "<td>4/4 (100%)</td>" in found._repr_html_()
    with using("ko"):
        assert "시드 4개" in str(found)


def test_the_picture_has_the_median_and_the_share() -> None:
    found = gn.compare("xor", layers=["2", "10"], seeds=5, epochs=200)
    figure = found.plot()
    losses, shares = figure.axes
    for number, network in enumerate(found.networks):
        middle = losses.lines[number].get_xydata()
        assert middle[:, 1] == pytest.approx(np.median(network.losses, axis=0))
        assert middle[[0, -1], 0].tolist() == [1, 200]
        share = shares.lines[number].get_ydata()
        assert share[-1] == pytest.approx(network.learned.mean())
        assert (np.diff(share) >= 0).all()
    assert [each.get_text() for each in figure.legends[0].get_texts()] == ["2-2-1", "2-10-1"]
