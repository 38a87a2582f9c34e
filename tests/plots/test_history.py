"""Curves are the History's numbers, at the epochs that they are of."""

from __future__ import annotations

import types
from typing import Any

import keras
import numpy as np
import pytest
from recorded_by_hand import pixels

import glassnet as gn
from glassnet.errors import SettingError


def test_a_panel_a_metric_holds_the_numbers() -> None:
    logs = {"mae": [3.0, 2.0], "loss": [1.0, 0.001], "val_loss": [1.0, 0.5], "accuracy": [0, 1]}
    loss, mae, accuracy = gn.plot_history(logs).axes
    np.testing.assert_array_equal(loss.lines[0].get_ydata(), logs["loss"])
    np.testing.assert_array_equal(loss.lines[1].get_ydata(), logs["val_loss"])
    np.testing.assert_array_equal(loss.lines[1].get_xdata(), [0, 1])
    np.testing.assert_array_equal(mae.lines[0].get_ydata(), logs["mae"])
    assert loss.get_yscale() == "log"
    assert loss.lines[0].get_linestyle() != loss.lines[1].get_linestyle()
    assert mae.get_ylabel() == "training mae"
    assert accuracy.get_ylim() == (-0.03, 1.03)


def test_a_history_of_fit_is_drawn_at_its_own_epochs() -> None:
    data = gn.load("xor")
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    history = gn.fit(
        model,
        data.x,
        data.y,
        validation_data=(data.x, data.y),
        validation_freq=3,
        initial_epoch=4,
        epochs=12,
        verbose=0,
    )
    training, validation = gn.plot_history(history).axes[0].lines
    np.testing.assert_array_equal(training.get_xdata(), range(4, 12))
    np.testing.assert_array_equal(validation.get_xdata(), [5, 8, 11])
    np.testing.assert_array_equal(validation.get_ydata(), history.history["val_loss"])


def test_epochs_that_are_not_known_are_not_made_up() -> None:
    # After the 4th epoch or after the 5th: with frequencies of 4 and 5.
    with pytest.raises(SettingError, match=r"val_loss has one value for 5 epochs.*NaN"):
        gn.plot_history({"loss": [5, 4, 3, 2, 1], "val_loss": [1]})


@pytest.mark.parametrize(
    ("logs", "message"),
    [({}, "empty"), ({"loss": [[1.0, 2.0]]}, r"shape \(1, 2\)")],
)
def test_what_is_no_history_is_told(logs: Any, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        gn.plot_history(types.SimpleNamespace(history=logs))


def test_what_is_not_finite_is_crossed_and_what_stands_alone_is_a_point() -> None:
    ax = gn.plot_history({"loss": [np.nan, 2.0, np.inf, 1.0, 1.5]}).axes[0]
    line, crosses = ax.lines
    np.testing.assert_array_equal(line.get_ydata(), [np.nan, 2.0, np.nan, 1.0, 1.5])
    assert (line.get_marker(), line.get_markevery()) == ("o", [1])
    np.testing.assert_array_equal(crosses.get_xdata(), [0, 2])


def test_without_a_finite_value_there_is_no_axis() -> None:
    ax = gn.plot_history({"loss": [np.nan, np.nan]}).axes[0]
    assert [text.get_text() for text in ax.texts] == ["not finite"]
    assert not len(ax.get_yticks())


@pytest.mark.parametrize(
    "logs",
    [
        {"loss": []},
        {"loss": [0.0]},
        {"loss": [np.nan]},
        {"loss": [3e38, 1e-38]},
        {f"metric_{number}": [1.0, 2.0] for number in range(9)},
    ],
)
def test_odd_histories_are_drawn(logs: Any) -> None:
    figure = gn.plot_history(logs, title="$x_$ 한글 " * 20)  # warnings are errors here
    assert len(figure.axes) == len(logs)
    pixels(figure)
