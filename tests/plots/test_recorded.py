"""Pictures of a Recording show its numbers, in the model's order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from recorded_by_hand import fill, pixels, recording, trained

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.plots.gradients import layer_norms

KOREAN = "아주_긴_층의_이름_" * 12


def test_small_variables_are_lines_and_every_line_is_a_weight() -> None:
    made, _, _ = trained(["images"])
    figure = gn.plot_weights(made, title="xor")
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    order = ["zeta/kernel", "zeta/bias", "alpha/kernel", "alpha/bias", "mid/kernel", "mid/bias"]
    assert titles == order
    for ax, name in zip(figure.axes, order, strict=True):
        values = made[f"{name}/image"].values.reshape(12, -1)
        assert len(ax.lines) == values.shape[1]
        for line, weight in zip(ax.lines, values.T, strict=True):
            np.testing.assert_array_equal(line.get_ydata(), weight)
            np.testing.assert_array_equal(line.get_xdata(), range(1, 13))
    looks = {(line.get_color(), line.get_linestyle()) for line in figure.axes[2].lines}
    assert len(looks) == 9
    legend = figure.axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()][-1] == "1,2"


def test_histograms_do_for_weights_and_activations() -> None:
    made, _, _ = trained(["weights", "activations"])
    ends = made["alpha/bias/histogram"].values[:2]
    box = gn.plot_weights(made).axes[3].collections[0].get_paths()[0].get_extents()
    np.testing.assert_allclose([box.y0, box.y1], [ends[0].min(), ends[1].max()])
    figure = gn.plot_activations(made)
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == ["zeta", "alpha", "mid"]
    assert figure.axes[-1].get_xlabel() == "step (2 an epoch)"
    box = figure.axes[2].collections[0].get_paths()[0].get_extents()
    ends = made["mid/output"].values[:2]
    np.testing.assert_allclose([box.y0, box.y1], [ends[0].min(), ends[1].max()])


def test_a_layers_gradient_is_that_of_all_its_variables() -> None:
    made, _, _ = trained(["gradient_norms"])
    norms = layer_norms(made)
    assert list(norms) == ["zeta", "alpha", "mid"]
    parts = [made[f"alpha/{name}/gradient_norm"].values for name in ("kernel", "bias")]
    np.testing.assert_allclose(norms["alpha"][1], np.hypot(*parts), rtol=1e-6)
    time, depth = gn.plot_gradients(made).axes
    np.testing.assert_array_equal(time.lines[1].get_ydata(), norms["alpha"][1])
    assert time.get_yscale() == depth.get_xscale() == "log"
    assert [text.get_text() for text in depth.get_yticklabels()] == list(norms)
    markers = [line.get_marker() for line in time.lines]
    assert len(set(markers)) == 3


def test_variables_looked_at_by_turns_are_taken_together_where_both_were_seen() -> None:
    made = recording("gradient_norms", {"a/kernel": np.full(6, 3.0)})
    fill(made, "gradient_norms", {"a/bias": np.full(3, 4.0)}, steps=[2, 4, 6])
    steps, norms = layer_norms(made)["a"]
    np.testing.assert_array_equal(steps, [2, 4, 6])
    np.testing.assert_array_equal(norms, [5.0] * 3)


@pytest.mark.parametrize(
    ("norms", "said"),
    [([1e-2, 1.0], []), ([1e-9, 1.0], ["vanishing"]), ([1.0, 1e7], ["exploding"])],
)
def test_vanishing_and_exploding_are_said(norms: list[float], said: list[str]) -> None:
    time = gn.plot_gradients(recording("gradient_norms", {"a/kernel": norms})).axes[0]
    assert [text.get_text() for text in time.texts] == said
    assert len(time.patches) == len(said)  # the grey


def test_gradients_that_have_no_logarithm_are_marked() -> None:
    values = np.array([0.0, 1.0, np.nan, 0.5, 0.0])
    time, depth = gn.plot_gradients(recording("gradient_norms", {"a/kernel": values})).axes
    found = {line.get_label(): list(line.get_xdata()) for line in time.lines[1:]}
    assert found == {"not finite": [3], "exactly 0": [1, 5]}
    assert depth.texts[0].get_text() == "2 of 5 exactly 0, 1 of 5 not finite"


DRAW: dict[str, Any] = {
    "images": gn.plot_weights,
    "activations": gn.plot_activations,
    "gradient_norms": gn.plot_gradients,
}


@pytest.mark.parametrize("what", DRAW)
@pytest.mark.parametrize("layers", [1, 20, 40])
@pytest.mark.parametrize("steps", [1, 3])
def test_any_number_of_layers_with_any_names_is_drawn(what: str, layers: int, steps: int) -> None:
    values = np.exp(np.random.default_rng(0).normal(size=(steps, 40))).astype(np.float32)
    counts = np.ones((steps, 30), np.int32)
    form: dict[str, Any] = {
        "images": values,
        "activations": (values.min(axis=1), values.max(axis=1), counts),
        "gradient_norms": values[:, 0],
    }
    names = {f"{KOREAN}{number}/$k_{{$": form[what] for number in range(layers)}
    figure = DRAW[what](recording(what, names), title=KOREAN * 3)
    pixels(figure)  # warnings are errors here
    if what != "gradient_norms":
        assert len(figure.axes) == min(layers, 30)
        head = figure.get_suptitle()
        assert head.endswith("(and 10 more)") == (layers == 40)
    renderer = figure.canvas.get_renderer()
    wide = figure.bbox.width
    texts = [*figure.texts, *(ax.title for ax in figure.axes), *figure.axes[-1].get_yticklabels()]
    for text in texts:
        box = text.get_window_extent(renderer)
        assert -1 <= box.x0 <= box.x1 <= wide + 1


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, -3e38])
def test_numbers_that_show_nothing_are_drawn(value: float) -> None:
    made = recording("images", {"a/b": np.full((3, 2), value), "a/c": np.full((3, 20), value)})
    nothing = np.full(3, np.inf, np.float32), np.full(3, -np.inf, np.float32), np.zeros((3, 30))
    fill(made, "activations", {"a": nothing})
    fill(made, "gradient_norms", {"a/b": np.full(3, abs(value))})
    for draw in DRAW.values():
        pixels(draw(made))


@pytest.mark.parametrize(
    ("draw", "wanted"),
    [
        (gn.plot_weights, '"images" or "weights"'),
        (gn.plot_activations, '"activations"'),
        (gn.plot_gradients, '"gradient_norms"'),
        (lambda made: gn.plot_boundary(made, np.eye(2), [0, 1]), '"boundary"'),
    ],
)
def test_what_to_record_is_said(draw: Any, wanted: str) -> None:
    with pytest.raises(SettingError, match=f"the recording has no {wanted}: record it"):
        draw(recording("metrics", {"loss": [1.0]}))
