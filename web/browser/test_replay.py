"""A replay page, opened from the disk with the network cut; its numbers are those of Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import numpy as np
import pytest
from conftest import EPOCHS, SHOTS
from playwright.sync_api import FloatRect, FrameLocator, Locator, Page, expect
from test_page import AXE
from test_questions import numbers

from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.opening import opening_state
from glassnet.page.network.session import Session

LINE = "[role=slider][aria-valuetext]"
Opener = Callable[..., Page]


def button(page: Page | FrameLocator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def step_of(page: Page | FrameLocator) -> int:
    return int(page.locator(LINE).get_attribute("aria-valuenow") or -1)


def expect_other_step(page: Page | FrameLocator, before: int) -> int:
    expect(page.locator(LINE)).not_to_have_attribute("aria-valuenow", str(before))
    return step_of(page)


def at(step: int, what: str = "xor") -> Session:
    session = Session(opening_state(what))
    session.seek(step)
    return session


def test_a_touched_weight_has_the_gradient_of_the_trace(
    replay: Opener, saved: Callable[[str], Path]
) -> None:
    page = replay(saved("xor"))
    expect(button(page, "Play")).to_be_visible()
    assert step_of(page) == EPOCHS
    button(page, "Rewind to the start").click()
    assert expect_other_step(page, EPOCHS) == 0
    page.locator(LINE).press("ArrowRight")  # where the gradient is not as good as 0
    step = expect_other_step(page, 0)
    page.get_by_role("button", name="Unit h 2").click()
    page.get_by_role("button", name="Why is this weight").first.click()
    gradient = page.get_by_role("region", name="Gradient")
    expect(gradient).to_contain_text("✓")
    session = at(step)
    trace = gn.trace(session.model, session.dataset.x, session.dataset.y)
    assert numbers(gradient)[0] == pytest.approx(trace.gradients["hidden1/kernel"][0, 1], abs=1e-5)
    chain = trace.chain("hidden1/kernel", (0, 1), row=3)
    assert isinstance(chain, gn.Chain)
    row = page.get_by_role("region", name="Chain rule, path by path")
    expect(row).to_contain_text("row 3: sum of the paths")
    assert any(abs(each - chain.gradient) < 1e-5 for each in numbers(row))
    shoot(page, "replay-weight")


def test_a_touched_unit_has_the_sum_of_keras(replay: Opener, saved: Callable[[str], Path]) -> None:
    page = replay(saved("xor"))
    button(page, "Rewind to the start").click()
    assert expect_other_step(page, EPOCHS) == 0
    button(page, "Next moment").click()
    step = expect_other_step(page, 0)
    page.get_by_role("button", name="Unit h 2").click()
    session = at(step)
    layer, x = session.model.layers[0], session.dataset.x[3]
    expected = float((x @ np.asarray(layer.kernel) + np.asarray(layer.bias))[1])
    terms = page.get_by_role("region", name="Weighted sum")
    assert any(abs(each - expected) < 1e-3 for each in numbers(terms))
    on = button(page, "On to the next unit")
    for _ in range(5):
        on.click()
    passed = session.row_pass(x, session.dataset.y[3])
    asked = page.get_by_role("region", name="Gradient of its weights")
    expect(asked).to_be_visible()
    place = page.locator("[data-stop]").inner_text()
    assert place == "7 / 10"  # h1, on the way back
    returns = page.get_by_role("region", name="Gradient from the units after it")
    assert numbers(returns)[-1] == pytest.approx(passed.by_output[0][0], rel=1e-2)
    shoot(page, "replay-backward")


@pytest.mark.long
def test_it_plays_to_its_end(replay: Opener, saved: Callable[[str], Path]) -> None:
    page = replay(saved("xor"))
    button(page, "Play").click()
    expect(button(page, "Pause")).to_be_visible()
    assert expect_other_step(page, EPOCHS) < EPOCHS
    loss = at(EPOCHS).playback.evaluate().loss
    expect(page.locator(LINE)).to_have_attribute("aria-valuenow", str(EPOCHS), timeout=40_000)
    expect(button(page, "Play")).to_be_visible()
    expect(page.get_by_text(f"{loss:.4f}", exact=True)).to_be_visible()


def test_it_is_scrubbed(replay: Opener, saved: Callable[[str], Path]) -> None:
    page = replay(saved("xor"))
    box = page.locator(LINE).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20)
    page.mouse.down()
    for share in (0.7, 0.4, 0.05):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + 20, steps=5)
    page.mouse.up()
    assert expect_other_step(page, EPOCHS) < EPOCHS / 4
    page.locator(LINE).press("End")
    expect(page.locator(LINE)).to_have_attribute("aria-valuenow", str(EPOCHS))
    page.locator(LINE).press("Home")
    expect(page.locator(LINE)).to_have_attribute("aria-valuenow", "0")
    page.locator(LINE).press("ArrowRight")
    assert expect_other_step(page, 0) > 0


def test_nothing_in_it_can_be_changed(replay: Opener, saved: Callable[[str], Path]) -> None:
    page = replay(saved("xor"))
    expect(page.get_by_text("glassnet studio xor")).to_be_visible()
    page.get_by_role("button", name="Unit h 2").click()
    page.get_by_role("button", name="Why is this weight").first.click()
    expect(page.get_by_role("region", name="Gradient")).to_be_visible()
    for role in ("textbox", "combobox", "spinbutton"):
        expect(page.get_by_role(role)).to_have_count(0)
    expect(page.get_by_role("slider")).to_have_count(1)  # the time line
    for name in ("Why does it not learn?", "Add a hidden layer", "One unit more", "Optimizer"):
        expect(page.get_by_role("button", name=re.compile(name))).to_have_count(0)


@pytest.mark.parametrize("what", ["xor", pytest.param("moons", marks=pytest.mark.long)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_speaks_both_languages(
    replay: Opener, saved: Callable[[str], Path], what: str, theme: str
) -> None:
    page = replay(saved(what), color_scheme=theme)
    page.get_by_role("button", name="Unit h 2").click()
    expect(page.get_by_role("region", name="Weighted sum")).to_be_visible()
    shoot(page, f"replay-{what}-en-{theme}")
    button(page, "한국어").click()
    expect(button(page, "재생")).to_be_visible()
    expect(page.get_by_role("region", name="Why this value?")).to_have_count(0)
    shoot(page, f"replay-{what}-ko-{theme}")
    shown = page.locator("body").inner_text()
    assert not re.findall(r"\b[a-z]+-[a-z-]+\b", shown.replace("cross-entropy", ""))
    assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth")


def resting_box(place: Locator) -> FloatRect:
    """Where something is once it moves no more."""
    before, now = None, place.bounding_box()
    while now is None or now != before:
        place.page.wait_for_timeout(100)
        before, now = now, place.bounding_box()
    return now


@pytest.mark.long  # saves a page of its own
def test_a_click_beside_the_rows_finds_the_nearest(
    replay: Opener, saved: Callable[[str], Path]
) -> None:
    page = replay(saved("moons"))
    plane = page.get_by_role("application")
    for across, up in ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9)):
        box = resting_box(plane)  # what opens below leaves it less room
        plane.click(position={"x": across * box["width"], "y": up * box["height"]})
        expect(plane).to_have_attribute("aria-label", re.compile(r"^Row \d+ at"))
        expect(page.get_by_role("region", name="Weighted sum")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    replay: Opener, saved: Callable[[str], Path], theme: str
) -> None:
    page = replay(saved("xor"), bypass_csp=True, color_scheme=theme)
    page.get_by_role("button", name="Unit h 2").click()
    page.get_by_role("button", name="Why is this weight").first.click()
    expect(page.get_by_role("region", name="Gradient")).to_be_visible()
    page.add_script_tag(content=AXE.read_text())
    found = page.evaluate("async () => (await axe.run()).violations")
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert not grave, [(each["id"], each["nodes"][0]["html"]) for each in grave]


def test_a_frame_that_may_do_nothing_but_scripts_shows_it(
    replay: Opener, saved: Callable[[str], Path], tmp_path: Path
) -> None:
    source = saved("xor").as_uri()
    around = tmp_path / "around.html"
    frame = f'<iframe sandbox="allow-scripts" src="{source}" width="1000" height="600"></iframe>'
    around.write_text(f'<!doctype html><meta charset="utf-8"><h1>A page</h1>{frame}')
    page = replay(around, expected=2)
    inside = page.frame_locator("iframe")
    expect(button(inside, "Play")).to_be_visible()
    inside.get_by_role("button", name="Unit h 2").click()
    expect(inside.get_by_role("region", name="Weighted sum")).to_be_visible()
    button(inside, "한국어").click()
    button(inside, "재생").click()
    expect_other_step(inside, EPOCHS)
    shoot(page, "replay-frame")


def test_a_model_shown_by_its_layers_answers_as_the_trace_does(
    replay: Opener, layered: tuple[ModelSession, Path]
) -> None:
    session, path = layered
    page = replay(path, bypass_csp=True)
    page.locator('[data-card="steps"]').click()
    button(page, "Next row").click()
    expect(page.get_by_role("spinbutton", name="Row")).to_have_value("7")  # the next that it holds
    picture = page.get_by_role("button", name="output: 2 by 3")
    picture.press("ArrowDown")
    picture.press("Enter")
    why = page.get_by_role("region", name="Why")
    expect(why.get_by_role("heading")).to_have_text("steps/tanh[7, 0, 1]")
    for key in ("Home", "End"):
        page.locator(LINE).press(key)
        step = {"Home": 0, "End": 30}[key]
        expect(page.locator(LINE)).to_have_attribute("aria-valuenow", str(step))
        session.seek(step)
        trace = gn.trace(session.model, *session.data)
        value = float(trace.values["steps/tanh"][7, 0, 1])
        expect(why).to_contain_text(f"{value:.5f}".replace("-", "−"))
    page.get_by_role("button", name="steps/kernel: 2 by 2").press("Enter")
    expect(why.get_by_role("heading")).to_have_text("steps/kernel[0, 0]")
    expect(why).to_contain_text("Next update")
    gradient = float(trace.gradients["steps/kernel"][0, 0])
    assert any(each == pytest.approx(gradient, rel=5e-3) for each in numbers(why))
    expect(why.get_by_role("textbox")).to_have_count(0)
    button(page, "unfold to operations").click()
    expect(page.get_by_role("row", name="matmul 3×2")).to_contain_text("x · kernel")
    shoot(page, "replay-layers")
    page.add_script_tag(content=AXE.read_text())
    found = page.evaluate("async () => (await axe.run()).violations")
    assert not [each for each in found if each["impact"] in ("serious", "critical")]
    button(page, "한국어").click()
    expect(page.get_by_text("다음 갱신")).to_be_visible()
    shoot(page, "replay-layers-ko")


def test_its_policy_lets_nothing_else_run(saved: Callable[[str], Path]) -> None:
    text = saved("xor").read_text(encoding="utf-8")
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert len(text) < 2_000_000


def shoot(page: Page, name: str) -> None:
    """Save a picture, to be looked at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
