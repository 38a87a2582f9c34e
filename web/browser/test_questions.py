"""Why this number, why it does not learn, and taking it all away; checked against Python."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Opener, Studio
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import glassnet as gn
from glassnet.page.network.explain import explain_unit
from glassnet.page.network.opening import opening_state
from glassnet.page.network.session import Session
from glassnet.page.requests import WhyUnit


def numbers(place: Locator) -> list[float]:
    """The numbers in a text, whose minus is U+2212."""
    text = place.inner_text().replace("−", "-")
    return [float(each) for each in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", text)]


def stepped(studio: Opener, what: str, steps: int) -> tuple[Studio, Session]:
    """A page some steps on, and the same session in Python."""
    shown, session = studio(what), Session(opening_state(what))
    for step in range(1, steps + 1):
        shown.button("One step").click()
        shown.expect_step(step)
    session.seek(steps)
    return shown, session


def test_a_unit_shows_its_weighted_sum(studio: Opener) -> None:
    shown, session = stepped(studio, "xor", 5)
    shown.page.get_by_role("button", name="Unit h 2").click()
    terms = shown.page.get_by_role("region", name="Weighted sum")
    expect(terms).to_be_visible()
    asked = explain_unit(session, WhyUnit(0, 1, tuple(session.dataset.x[3].tolist())))
    found = numbers(terms)
    for term in asked.terms:
        assert any(abs(each - term.weight) < 1e-3 for each in found), (term, found)
    assert any(abs(each - asked.sum) < 1e-3 for each in found)


def test_a_row_is_followed_there_and_back(studio: Opener) -> None:
    shown, session = stepped(studio, "xor", 5)
    page = shown.page
    page.get_by_role("button", name="Unit h 2").click()
    place = page.locator("[data-stop]")
    expect(place).to_have_text("2 / 10")
    on = shown.button("On to the next unit")
    for stop in range(3, 7):  # over the output, and the first one back
        on.click()
        expect(place).to_have_text(f"{stop} / 10")
    shown.button("Backward").wait_for()
    passed = session.row_pass(session.dataset.x[3], session.dataset.y[3])
    expected = passed.by_sum[1][0]
    expect(page.get_by_text(f"{expected:#.3g}".replace("-", "−")).first).to_be_visible()
    on.click()
    returns = page.get_by_role("region", name="Gradient from the units after it")
    expect(returns).to_be_visible()
    assert numbers(returns)[-1] == pytest.approx(passed.by_output[0][0], abs=1e-3)
    shown.shoot("backward")


@pytest.mark.long
def test_a_layer_shows_its_weights_and_what_it_sees(studio: Opener) -> None:
    shown, session = stepped(studio, "moons", 3)
    page = shown.page
    page.get_by_role("button", name="What does hidden1 see?").click()
    expect(page.get_by_role("img", name="The rows as outputs of hidden1")).to_be_visible()
    kernel = session.model.layers[0].get_weights()[0]
    picture = page.get_by_role("img", name="Weights: from")
    said = (picture.get_attribute("aria-label") or "").replace("−", "-")
    assert f"{kernel.min():.3f}" in said
    assert f"{kernel.max():.3f}" in said
    shown.shoot("layer")


def test_a_weight_shows_the_gradient_of_the_trace_and_is_set_by_hand(studio: Opener) -> None:
    shown, session = stepped(studio, "xor", 5)
    page = shown.page
    page.get_by_role("button", name="Unit h 2").click()
    page.get_by_role("button", name="Why is this weight").first.click()
    trace = gn.trace(session.model, session.dataset.x, session.dataset.y)
    expected = float(trace.gradients["hidden1/kernel"][0, 1])
    gradient = page.get_by_role("region", name="Gradient")
    expect(gradient).to_be_visible()
    assert numbers(gradient)[0] == pytest.approx(expected, abs=1e-5)
    assert "✓" in gradient.inner_text()
    expect(page.get_by_role("region", name="Chain rule, path by path")).to_be_visible()
    field = page.get_by_role("textbox", name="Weight from")
    field.fill("4.5")
    field.press("Enter")
    session.set_weight("hidden1/kernel", (0, 1), 4.5)
    loss = session.playback.evaluate().loss
    expect(page.get_by_text(f"{loss:.4f}", exact=True)).to_be_visible()
    expect(field).to_have_value("4.5")  # no frame writes into what may be typed on
    field.blur()
    expect(field).to_have_value("4.5000")
    after = float(
        gn.trace(session.model, session.dataset.x, session.dataset.y).gradients["hidden1/kernel"][
            0, 1
        ]
    )
    expect(gradient.get_by_role("row", name="sum of the paths")).to_contain_text(
        f"{abs(after):.6f}"
    )
    expect(gradient).to_contain_text("✓")
    shown.shoot("inspector")
    assert not shown.said


def field_of_a_weight(page: Page) -> Locator:
    page.get_by_role("button", name="Unit h 2").click()
    page.get_by_role("button", name="Why is this weight").first.click()
    return page.get_by_role("textbox", name="Weight from")


def test_what_is_typed_stays_while_the_network_trains(studio: Opener) -> None:
    shown = studio("xor")
    field = field_of_a_weight(shown.page)
    shown.button("Play").click()
    shown.wait_for_step(5)
    before = field.input_value()
    expect(field).not_to_have_value(before)  # it moves
    field.press("Control+A")
    field.press_sequentially("12.5")
    shown.wait_for_step(shown.step + 10)
    expect(field).to_have_value("12.5")
    field.press("Escape")  # gives it up
    expect(field).not_to_have_value("12.5")
    shown.wait_for_step(shown.step + 10)  # an entered weight would have paused
    shown.button("Pause").click()
    expect(field).not_to_have_value("12.5000")
    assert not shown.said


def test_escape_gives_up_what_is_wrong(studio: Opener) -> None:
    shown = studio("xor")
    field = field_of_a_weight(shown.page)
    before = field.input_value()
    field.fill("abc")
    field.press("Enter")
    expect(shown.page.get_by_role("alert")).to_be_visible()
    field.press("Escape")
    expect(shown.page.get_by_role("alert")).to_have_count(0)
    expect(field).to_have_value(before)
    assert not shown.said


def test_a_cause_is_found_and_its_remedy_applied(studio: Opener) -> None:
    shown = studio("xor")
    page = shown.page
    page.get_by_role("button", name="Learning rate").click()
    field = page.get_by_role("textbox", name="Learning rate")
    field.fill("100000")
    field.press("Enter")
    page.keyboard.press("Escape")
    for step in (1, 2, 3):
        shown.button("One step").click()
        shown.expect_step(step)
    shown.button("Why does it not learn?").click()
    cause = page.get_by_role("button", name=re.compile("learning rate", re.IGNORECASE)).nth(1)
    cause.click()
    shown.shoot("findings")
    shown.button("Apply").click()
    settings = page.get_by_role("region", name="Settings")
    expect(settings).not_to_contain_text("100,000")
    shown.expect_step(0)


def test_a_link_opens_the_same_digits_elsewhere(studio: Opener, tmp_path: Path) -> None:
    shown, _ = stepped(studio, "moons", 4)
    shown.button("Take away").click()
    shown.button("Copy a link to exactly this state").click()
    link = shown.page.get_by_role("textbox", name="Link").input_value()
    loss = shown.page.locator("dl").inner_text()
    other = studio("xor")
    address = other.page.url.partition("#")[0]
    other.page.goto("about:blank")
    other.page.goto(address + link[link.index("#") :])
    other.expect_step(4)
    expect(other.page.locator("dl")).to_have_text(re.compile(re.escape(loss.split()[-3])))


def test_the_program_and_the_state_are_files(studio: Opener) -> None:
    shown, session = stepped(studio, "xor", 2)
    page = shown.page
    shown.button("Take away").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("program", re.IGNORECASE)).click()
    assert "keras.Sequential" in Path(download.value.path()).read_text(encoding="utf-8")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("state", re.IGNORECASE)).last.click()
    state = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert (state["step"], state["seed"]) == (2, session.state.seed)


@pytest.mark.long  # the archive of all pictures is tested beside
def test_each_picture_can_be_taken_away(studio: Opener, tmp_path: Path) -> None:
    shown, _ = stepped(studio, "moons", 3)
    page = shown.page
    page.get_by_role("button", name="What does hidden1 see?").click()
    page.get_by_role("img", name="The rows as outputs of hidden1").wait_for()

    def take(name: str, kind: str) -> Path:
        shown.button("Take away").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=f"{name}, {kind}").click()
        page.keyboard.press("Escape")
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        return path

    for name in ("Network", "Time line", "Weights", "Gradients", "What the layer sees"):
        with Image.open(take(name, "PNG")) as picture:
            assert picture.width > 100
            assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 2
    drawing = ElementTree.parse(take("Network", "SVG")).getroot()
    assert "hidden1" in "".join(drawing.itertext())
    shown.button("Pencil").click()
    page.locator(".graph svg").wait_for()
    for name in ("Secant and tangent", "Computation graph"):
        ElementTree.parse(take(name, "SVG"))
