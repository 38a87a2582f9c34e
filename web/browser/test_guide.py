"""The guided lessons, followed to their ends: by what the page shows, and by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import LOOKS, PATIENCE, Opener, Studio
from playwright.sync_api import Locator, Page, expect

from glassnet.page.guide.shelf import Shelf, packed

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"


def guide_of(shown: Studio) -> Locator:
    guide = shown.page.get_by_role("region", name="Guide", exact=True)
    expect(guide.get_by_role("button", name="Show me")).to_be_visible(timeout=PATIENCE)
    return guide


def expect_done(shown: Studio, done: int, of: int) -> None:
    said = shown.page.get_by_role("navigation", name=f"{done} of {of} done", exact=True)
    expect(said).to_be_visible(timeout=PATIENCE)


def expect_no_grave_fault(page: Page) -> None:
    page.add_script_tag(path=AXE)
    found = page.evaluate("async () => (await axe.run()).violations")
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert not grave, [(each["id"], each["nodes"][0]["html"]) for each in grave]


def go_on(shown: Studio) -> None:
    shown.button("Next step →").click()


@pytest.mark.long  # one lesson is done by hand beside
@pytest.mark.parametrize("name", packed())
def test_each_lesson_is_shown_to_its_end(studio: Opener, name: str) -> None:
    shown = studio(name)
    guide_of(shown)
    steps = Shelf().find(name).steps
    for number, step in enumerate(steps, start=1):
        expect(shown.page.get_by_role("heading", name=step.title)).to_be_visible()
        expect_done(shown, number - 1, len(steps))
        shown.page.wait_for_timeout(400)  # a step that is done already would say so by now
        expect_done(shown, number - 1, len(steps))
        shown.button("Show me").click()
        expect_done(shown, number, len(steps))
        expect(shown.button("Play")).to_be_visible(timeout=PATIENCE)  # it rests again
        if number < len(steps):
            go_on(shown)
    expect(shown.page.get_by_text("You have done all steps.")).to_be_visible()
    shown.shoot(f"guide-{name}-end")
    assert not shown.said


def touch_weight(shown: Studio, edge: str) -> None:
    """Click the line of a weight, at its middle."""
    x, y = shown.page.evaluate(
        """(edge) => {
          const path = document.querySelector(`path[data-weight="${edge}"]`);
          const at = path.getPointAtLength(path.getTotalLength() / 2);
          const box = path.ownerSVGElement.getBoundingClientRect();
          return [box.left + at.x, box.top + at.y];
        }""",
        edge,
    )
    shown.page.mouse.click(x, y)


def test_a_lesson_is_done_by_hand(studio: Opener) -> None:
    shown = studio("xor-hidden")
    page, guide = shown.page, guide_of(shown)
    page.get_by_role("button", name="What does hidden1 see?").click()
    expect_done(shown, 1, 7)
    go_on(shown)
    touch_weight(shown, "1-0-0")
    expect_done(shown, 2, 7)
    chain = page.get_by_role("region", name="Chain rule, path by path")
    expect(chain).to_be_visible()
    formula = page.locator(".formula p").nth(1)  # its text may be longer than its column is wide
    words = formula.evaluate(
        """(line) => {
          const range = document.createRange();
          range.selectNodeContents(line);
          return range.getBoundingClientRect().right;
        }"""
    )
    assert words < chain.evaluate("region => region.getBoundingClientRect().left")
    go_on(shown)
    guide.get_by_role("button", name="bias → h 2").or_(guide.get_by_text("bias → h2")).first.click()
    field = page.get_by_role("textbox", name="Bias of h 2")
    field.fill("1")
    field.press("Enter")
    expect(guide.get_by_text("now 0.731")).to_be_visible(timeout=PATIENCE)  # σ(1)
    expect_done(shown, 2, 7)
    field.fill("3")
    field.press("Enter")
    expect_done(shown, 3, 7)
    page.keyboard.press("Escape")
    go_on(shown)
    page.get_by_role("heading", name="Where the loss stands still").click()
    page.get_by_role("button", name="Speed").click()
    page.get_by_role("radio", name="as fast as possible").click()
    page.mouse.click(700, 60)
    page.keyboard.press("Space")
    expect_done(shown, 4, 7)
    go_on(shown)
    expect_done(shown, 5, 7)  # it trains on meanwhile
    shown.button("Pause").click()
    go_on(shown)
    shown.button("One unit fewer in hidden1").click()
    expect_done(shown, 6, 7)
    shown.expect_step(0)
    go_on(shown)
    shown.button("Play").click()
    expect_done(shown, 7, 7)
    shown.button("Pause").click()
    assert not shown.said


@pytest.mark.long
def test_a_model_shown_by_its_layers_has_its_guide_beside_it(studio: Opener) -> None:
    shown = studio("rnn", bypass_csp=True)
    page, guide = shown.page, guide_of(shown)
    line = guide.get_by_role("button", name="Dense(1, activation")
    line.hover()
    lit = page.locator("[data-card].lit-place")
    expect(lit).to_have_count(1)
    expect(lit).to_have_attribute("data-card", "said")
    page.locator('[data-card="said"]').hover()
    expect(line).to_have_class(re.compile(r"\blit\b"))
    page.get_by_role("spinbutton", name="Row").fill("45")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("^output: 8 by 8")).click(
        position={"x": 70, "y": 30}
    )
    expect_done(shown, 1, 5)
    sources = page.get_by_role("table", name="Gradient from")
    expect(sources.get_by_role("row")).to_have_count(9)  # the loss now, and eight units later
    page.reload()
    expect_done(shown, 1, 5)
    go_on(shown)
    guide.get_by_role("button", name="hidden/simple_rnn_cell/recurrent_kernel[0, 1]").click()
    expect_done(shown, 2, 5)
    shown.shoot("guide-rnn")
    expect_no_grave_fault(page)
    guide.get_by_role("button", name="Start over").click()
    expect_done(shown, 0, 5)
    guide.get_by_role("button", name="Close the guide").click()
    shown.button("Open the guide: A unit that hears itself").click()
    guide_of(shown)
    assert not shown.said


def test_lines_and_places_light_each_other(studio: Opener) -> None:
    shown = studio("xor-units")
    page, guide = shown.page, guide_of(shown)
    line = guide.get_by_role("button", name="unit2 = Dense(1")
    page.wait_for_timeout(300)  # the program scrolls to what the step speaks of
    line.hover()
    lit = page.locator(".unit.on")
    expect(lit).to_have_count(1)
    expect(lit).to_have_attribute("data-unit", "1-1")
    guide.get_by_role("button", name="return ops.mean(-row").hover()
    expect(lit).to_have_count(0)
    expect(page.locator("dl .lit-place")).to_contain_text("Loss")
    page.get_by_role("button", name="Unit h 2").hover()
    lines = guide.locator(".line.lit")
    expect(lines.filter(has_text="unit2 = Dense(1")).to_have_count(1)
    expect(lines.filter(has_text="unit1 = Dense(1")).to_have_count(0)
    line.click()
    expect(page.get_by_role("region", name="Weighted sum")).to_be_visible()
    shown.shoot("guide-lines")


def test_a_reload_and_another_language_keep_what_was_done(studio: Opener) -> None:
    shown = studio("xor-deep")
    page = shown.page
    guide_of(shown)
    shown.button("Show me").click()
    expect_done(shown, 1, 6)
    go_on(shown)
    page.reload()
    expect_done(shown, 1, 6)
    expect(page.get_by_role("heading", name="A hundred paths")).to_be_visible()
    shown.button("한국어").click()
    expect(page.get_by_role("heading", name="백 개의 경로")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("navigation", name="6개 중 1개 완료")).to_be_visible()
    shown.button("English").click()
    expect(page.get_by_role("heading", name="A hundred paths")).to_be_visible(timeout=PATIENCE)
    shown.button("Start over").click()
    expect_done(shown, 0, 6)
    expect(page.get_by_role("heading", name="A layer in the middle")).to_be_visible()


def test_settings_come_back_and_the_guide_goes(studio: Opener) -> None:
    shown = studio("xor-keras")
    page, guide = shown.page, guide_of(shown)
    guide.get_by_role("button", name="Settings").click()
    page.get_by_role("button", name="Optimizer: Adam").click()
    page.get_by_role("radio", name="SGD", exact=True).click()
    expect(page.get_by_role("region", name="Settings")).to_contain_text("SGD")
    shown.button("Close the guide").click()
    expect(guide).to_have_count(0)
    expect(page.get_by_role("region", name="Settings")).to_be_visible()
    page.get_by_role("button", name="Open the guide: Left to Keras").click()
    expect(guide).to_be_visible()


def test_keys_are_enough(studio: Opener) -> None:
    shown = studio("xor-units")
    page = shown.page
    guide_of(shown)
    shown.button("Show me").focus()
    page.keyboard.press("Enter")
    expect_done(shown, 1, 5)
    page.keyboard.press("Enter")  # the same button goes on
    expect(page.get_by_role("heading", name="NN1: both inputs")).to_be_visible()
    page.keyboard.press("Space")
    expect_done(shown, 2, 5)
    names = set[str]()
    shown.button("Settings").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        names.add(page.evaluate("() => document.activeElement.textContent.trim()"))
    assert {"x1", "3", "Next step →", "Start over"} <= {
        each.replace(" → h1", "") for each in names
    }, names
    first = page.locator("button.line").first
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("button.line").nth(1)).to_be_focused()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_it_fits_and_axe_finds_nothing_serious(studio: Opener, language: str, theme: str) -> None:
    locale = {"en": "en", "ko": "ko-KR"}[language]
    for width, height in ((1280, 720), (1600, 900), (820, 1180)):
        shown = studio("xor-units", width=width, height=height, color_scheme=theme, bypass_csp=True)
        page = shown.page
        guide_of(shown)
        if locale != "en":
            shown.button("한국어").click()
            expect(page.get_by_text("유닛 하나 살펴보기")).to_be_visible(timeout=PATIENCE)
        page.locator("button.line").nth(3).hover()
        assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
        shown.shoot(f"guide-{language}-{theme}-{width}")
    expect_no_grave_fault(page)


MINE = """+++
data = "moons"
layers = [3]
[lines]
'name="hidden1"' = "hidden1"
+++
# Mine <img src=x onerror=alert(1)>

## Read

<b>not bold</b> but **bold**: [there](https://keras.io/api/)

## Touch

```toml
check = "selected"
place = "h3"
```
"""


def test_a_teachers_file_is_text_and_never_html(studio: Opener, tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_text(MINE, encoding="utf-8")
    shown = studio(str(path))
    page = shown.page
    expect(page.get_by_role("heading", name="Mine <img src=x onerror=alert(1)>")).to_be_visible()
    expect(page.get_by_text("<b>not bold</b> but")).to_be_visible()
    link = page.get_by_role("link", name="there")
    expect(link).to_have_attribute("href", "https://keras.io/api/")
    shown.button("I have read this").click()
    expect_done(shown, 1, 2)
    go_on(shown)
    page.get_by_role("button", name="Unit h 3").click()
    expect_done(shown, 2, 2)
    assert not shown.said
