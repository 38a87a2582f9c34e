"""Models of any layers on the page: their numbers against `gn.trace`, by clicks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import keras
import numpy as np
import pytest
from conftest import PATIENCE, Opener, Studio
from keras import layers
from playwright.sync_api import expect

from glassnet.data.digits import digits

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
ROWS = 64  # that the page traces


def pictures() -> tuple[Any, Any, Any]:
    keras.utils.set_random_seed(0)
    x, y = digits(200, seed=0)
    stack: list[Any] = [
        keras.Input((*x.shape[1:], 1)),
        layers.Conv2D(6, 3, activation="relu", name="filters"),
        layers.MaxPooling2D(name="pool"),
        layers.Flatten(name="flatten"),
        layers.Dense(10, activation="softmax", name="digit"),
    ]
    model = keras.Sequential(stack)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model, x[..., None], y


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    folder = tmp_path_factory.mktemp("model")
    model, x, y = pictures()
    model.save(folder / "digits.keras")
    np.savez(folder / "digits.npz", x=x, y=y)
    return str(folder / "digits.keras"), "--data", str(folder / "digits.npz")


def serious(shown: Studio) -> list[Any]:
    shown.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = shown.page.evaluate("async () => (await axe.run()).violations")
    return [each for each in found if each["impact"] in ("serious", "critical")]


def choose(shown: Studio, card: str) -> None:
    shown.page.locator(f'[data-card="{card}"]').click()
    expect(shown.page.get_by_role("heading", name=card, exact=True)).to_be_visible()


@pytest.mark.long
def test_a_feature_map_and_a_filter_answer_as_the_trace_does(
    studio: Opener, saved: tuple[str, ...]
) -> None:
    shown = studio(*saved)
    model, x, y = pictures()
    trace = gn.trace(model, x[:ROWS], y[:ROWS])
    choose(shown, "filters")
    picture = shown.page.get_by_role("button", name="output, 0: 10 by 10")
    picture.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        picture.press(key)
    why = shown.page.get_by_role("region", name="Why")
    expect(why.get_by_role("heading", name="filters/relu[0, 2, 1, 0]")).to_be_visible()
    value = float(trace.values["filters/relu"][0, 2, 1, 0])
    expect(why).to_contain_text(f"{value:.5f}".replace("-", "−"), timeout=PATIENCE)

    kernel = shown.page.get_by_role("button", name="filters/kernel, 2: 3 by 3")
    kernel.focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        kernel.press(key)
    expect(why.get_by_role("heading", name="filters/kernel[1, 1, 0, 2]")).to_be_visible()
    gradient = float(trace.gradients["filters/kernel"][1, 1, 0, 2])
    expected = np.format_float_positional(gradient, 3, fractional=False, trim="k")
    expect(why).to_contain_text(expected.lstrip("-0."), timeout=PATIENCE)
    expect(why).to_contain_text("Next update")
    shown.shoot("model-filter")
    assert not shown.said


def test_it_trains_unfolds_and_goes_back(studio: Opener, saved: tuple[str, ...]) -> None:
    shown = studio(*saved)
    shown.button("To the end of the epoch").click()
    model, x, y = pictures()
    gn.trace(model, x[:ROWS], y[:ROWS])  # builds the loss, which draws from NumPy's generator
    np.random.seed(0)
    gn.fit(model, x, y, epochs=1, batch_size=32)
    shown.expect_step(7)
    rows = slice(ROWS)  # that the page scores
    loss = float(model.evaluate(x[rows], y[rows], verbose=0))
    expect(shown.page.get_by_text(f"{loss:.4f}", exact=True).first).to_be_visible()
    choose(shown, "digit")
    shown.button("unfold to operations").click()
    expect(shown.page.get_by_role("row", name="matmul 10")).to_contain_text(
        "flatten/reshape · kernel"
    )
    shown.button("matmul").click()
    expect(shown.page.get_by_role("button", name="digit/matmul: 1 by 10")).to_be_visible()
    shown.time.press("Home")
    shown.expect_step(0)
    assert not shown.said


def test_a_weight_is_set_by_hand(studio: Opener, saved: tuple[str, ...]) -> None:
    shown = studio(*saved)
    choose(shown, "filters")
    bias = shown.page.get_by_role("button", name="filters/bias: 1 by 6")
    bias.press("Enter")
    why = shown.page.get_by_role("region", name="Why")
    field = why.get_by_role("textbox")
    field.fill("0.75")
    field.press("Enter")
    expect(why).to_contain_text("0.75000", timeout=PATIENCE)


def test_a_row_is_chosen_and_its_gradients_are_shown(
    studio: Opener, saved: tuple[str, ...]
) -> None:
    shown = studio(*saved)
    choose(shown, "x")
    shown.button("Next row").click()
    expect(shown.page.get_by_role("spinbutton")).to_have_value("1")
    shown.page.get_by_role("radio", name="gradients").click()
    model, x, y = pictures()
    gradient = gn.trace(model, x[:ROWS], y[:ROWS]).gradients["x"][1]
    low = np.format_float_positional(np.abs(gradient.min()), 2, fractional=False, trim="k")
    picture = shown.page.get_by_role("button", name="output: 12 by 12")
    expect(picture).to_have_accessible_name(re.compile(re.escape(low.lstrip("0."))))


@pytest.mark.long
def test_a_remedy_is_applied(studio: Opener, tmp_path: Path) -> None:
    """Oracle: the optimizer of `Finding.apply`'s copy."""
    model, x, y = pictures()
    model.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy")
    [finding, *_] = gn.diagnose(model, x, y)
    mended = finding.apply(model, x, y)
    model.save(tmp_path / "still.keras")
    np.savez(tmp_path / "rows.npz", x=x, y=y)
    shown = studio(str(tmp_path / "still.keras"), "--data", str(tmp_path / "rows.npz"))
    choose(shown, "digit")
    shown.button("unfold to operations").click()
    shown.button("To the end of the epoch").click()
    shown.expect_step(7)
    shown.button("Why does it not learn?").click()
    shown.page.get_by_role("button", name="Learning rate").first.click(timeout=PATIENCE)
    shown.button("Apply").click()
    rate = f"SGD at a rate of {float(mended.optimizer.learning_rate):g},"
    expect(shown.page.get_by_text(rate)).to_be_visible(timeout=PATIENCE)
    shown.expect_step(0)
    expect(shown.page.get_by_role("row", name="matmul 10")).to_be_visible()
    shown.shoot("model-mended")
    assert not shown.said


@pytest.mark.long
@pytest.mark.parametrize(
    ("lesson", "card"),
    [("autoencoder", "loss"), ("lstm", "lstm")],
)
def test_lessons_open_as_layers(studio: Opener, lesson: str, card: str) -> None:
    shown = studio(lesson)
    choose(shown, card)
    part = "forget gate" if lesson == "lstm" else "reconstruction"
    expect(shown.page.get_by_text(part, exact=False).first).to_be_visible()
    shown.shoot(f"model-{lesson}")
    assert not serious(shown)
    assert not shown.said


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ko", "dark")])
def test_axe_finds_nothing_serious(
    studio: Opener, saved: tuple[str, ...], language: str, theme: str
) -> None:
    shown = studio(*saved, color_scheme=theme)
    if language == "ko":
        shown.button("한국어").click()
    for card in ("filters", "digit", "loss"):
        shown.page.locator(f'[data-card="{card}"]').click()
        shown.shoot(f"model-{card}-{language}-{theme}")
        assert not serious(shown), card
