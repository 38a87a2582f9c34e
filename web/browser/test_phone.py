"""A replay page as a phone shows it, and a narrow frame in a text: time, and what is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SHOTS
from playwright.sync_api import Browser, Page, expect

from glassnet.page.layers.model_session import ModelSession
from glassnet.page.recorded.replay_page import ReplayOptions, replay_page

LINE = "[role=slider][aria-valuetext]"
SIZES = [(390, 844), (400, 600), (320, 568)]
Opener = Callable[..., Page]
# How far each tick stands in a name, in pixels, for the largest of them.
OVERLAP = """() => {
  const boxes = (selector) =>
    [...document.querySelectorAll(selector)].map((each) => each.getBoundingClientRect());
  const shared = (a, b) => Math.min(
    Math.min(a.right, b.right) - Math.max(a.left, b.left),
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
  );
  const [ticks, names] = [boxes(".across, .up"), boxes(".top, .right")];
  if (ticks.length === 0 || names.length !== 2) throw new Error("there are no axes");
  return Math.max(...ticks.flatMap((tick) => names.map((name) => shared(tick, name))));
}"""


def phone(width: int, height: int) -> dict[str, object]:
    return {"viewport": {"width": width, "height": height}, "has_touch": True, "is_mobile": True}


def overflows(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("size", SIZES)
def test_time_has_a_line_of_its_own(
    replay: Opener, saved: Callable[[str], Path], size: tuple[int, int]
) -> None:
    page = replay(saved("xor"), **phone(*size))
    line = page.locator(LINE)
    box = line.bounding_box()
    assert box is not None
    assert box["width"] > 0.85 * size[0]
    assert box["y"] + box["height"] <= size[1]  # in sight before anything is scrolled
    line.tap(position={"x": box["width"] / 2, "y": 30})
    expect(line).not_to_have_attribute("aria-valuenow", "200")
    page.get_by_role("button", name="Unit h 2").tap()
    why = page.get_by_role("region", name="Why")
    expect(why.get_by_role("heading", name="Unit h2, hidden1")).to_be_in_viewport()
    expect(page.get_by_role("region", name="Weighted sum")).to_be_visible()
    assert not overflows(page)
    page.screenshot(path=SHOTS / f"phone-xor-{size[0]}.png")


@pytest.mark.parametrize("size", SIZES)
def test_a_touched_number_is_explained_in_sight(
    replay: Opener, layered: tuple[ModelSession, Path], size: tuple[int, int]
) -> None:
    page = replay(layered[1], **phone(*size))
    page.get_by_role("button", name="output: 2 by 3").tap()
    why = page.get_by_role("region", name="Why")
    expect(why.get_by_text("Gradient", exact=True)).to_be_in_viewport(ratio=1)
    sheet, line = why.bounding_box(), page.locator("footer").bounding_box()
    assert sheet is not None
    assert line is not None
    assert sheet["width"] == size[0]
    assert sheet["y"] + sheet["height"] <= line["y"] + 1
    assert not overflows(page)
    page.screenshot(path=SHOTS / f"phone-layers-{size[0]}.png")


def test_cards_unfold_only_where_the_recording_has_their_operations(
    replay: Opener, layered: tuple[ModelSession, Path], tmp_path: Path
) -> None:
    session, whole = layered
    unfold = "unfold to operations"
    expect(replay(whole, expected=2).get_by_role("button", name=unfold)).to_be_visible()
    size = len(whole.read_bytes())
    thinned = replay_page(session, ReplayOptions(3, 2, most_bytes=size - 1_000))
    assert thinned.extent.detail < thinned.wanted.detail
    path = tmp_path / "thinned.html"
    path.write_text(thinned.text, encoding="utf-8")
    page = replay(path, expected=2)
    expect(page.get_by_role("heading", name="steps")).to_be_visible()
    expect(page.get_by_role("button", name=unfold)).to_have_count(0)


@pytest.mark.parametrize("zoom", [0, 2])
def test_no_tick_of_the_plane_stands_in_a_name(
    replay: Opener, saved: Callable[[str], Path], zoom: int
) -> None:
    page = replay(saved("xor"))
    for _ in range(zoom):
        page.get_by_role("button", name="A+").click()
    for width in range(400, 1500, 90):
        page.set_viewport_size({"width": width, "height": 720})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        assert page.evaluate(OVERLAP) <= 0, width


def test_without_javascript_it_says_so(browser: Browser, saved: Callable[[str], Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(saved("xor").as_uri())
    for language, said in (
        ("en", "This page needs JavaScript"),
        ("ko", "자바스크립트가 필요합니다"),
    ):
        text = page.locator(f"noscript [lang={language}]")
        expect(text).to_be_in_viewport()
        expect(text).to_contain_text(said)
    page.screenshot(path=SHOTS / "no-javascript.png")
    context.close()
