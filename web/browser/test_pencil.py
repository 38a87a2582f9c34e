"""The Pencil room, by clicks and keys; its numbers are those of gn.derive."""

from __future__ import annotations

import re

import pytest
from conftest import LOOKS, PATIENCE, Opener, Studio
from playwright.sync_api import Locator, expect
from test_page import AXE

import glassnet as gn

STEPS, GRAPH = "Derivative, rule by rule", "Computation graph"


def opened(studio: Opener, **options: object) -> Studio:
    """The room, with its graph."""
    shown = studio("xor", **options)
    shown.button("Pencil").click()
    shown.page.locator(".graph svg").wait_for()
    return shown


def type_formula(shown: Studio, formula: str, *, wrong: bool = False) -> None:
    """Enter a formula, and wait until it is shown, unless it is wrong."""
    field = shown.page.get_by_role("textbox", name="Function")
    field.fill(formula)
    field.press("Enter")
    if not wrong:
        main = shown.page.locator("main.pencil")
        expect(main).to_have_attribute("data-formula", formula, timeout=PATIENCE)


def number(place: Locator) -> float:
    return float(place.inner_text().replace("−", "-"))


def test_a_typed_function_unfolds_step_by_step(studio: Opener) -> None:
    shown = opened(studio)
    type_formula(shown, "(3*x + 1)^2")
    region = shown.page.get_by_role("region", name=STEPS)
    expect(region).to_contain_text("chain rule")
    items = region.get_by_role("listitem")
    expect(items).to_have_count(1)
    region.get_by_role("button", name="Next").click()
    expect(items).to_have_count(2)
    shown.page.keyboard.press("ArrowRight")
    expect(items).to_have_count(3)
    shown.page.keyboard.press("ArrowLeft")
    expect(items).to_have_count(2)
    region.get_by_role("button", name="All").click()
    derivation = gn.derive("(3*x + 1)^2")
    assert isinstance(derivation, gn.Derivation)
    expect(items).to_have_count(len(derivation.steps))
    assert not shown.said


def test_the_quotient_closes_on_the_slope_of_derive(studio: Opener) -> None:
    shown = opened(studio)
    type_formula(shown, "sin(x)/x")
    page = shown.page
    page.get_by_role("textbox", name="Value of x").fill("2")
    page.get_by_role("textbox", name="Value of x").press("Enter")
    slope = gn.derive("sin(x)/x").at({"x": 2})
    assert isinstance(slope, float)
    expect(page.locator("[data-slope]")).to_have_text(f"−{abs(slope):.10f}", timeout=PATIENCE)
    slider = page.get_by_role("slider", name="Step h")
    slider.focus()
    slider.press("End")
    quotient = page.locator("[data-quotient]")
    expect(quotient).not_to_have_text(f"−{abs(slope):.4f}")
    assert abs(number(quotient) - slope) > 1e-2
    slider.fill("200")
    expect(quotient).to_contain_text(f"−{abs(slope):.4f}"[:-1])
    assert abs(number(quotient) - slope) < 1e-4
    assert not shown.said


def test_the_point_follows_mouse_and_keys(studio: Opener) -> None:
    shown = opened(studio)
    page = shown.page
    type_formula(shown, "x^2")
    value = page.get_by_role("textbox", name="Value of x")
    expect(value).to_have_count(1)
    point = page.get_by_role("slider", name="Point x")
    before = float(point.get_attribute("aria-valuenow") or "nan")
    point.focus()
    point.press("ArrowRight")
    expect(point).not_to_have_attribute("aria-valuenow", f"{before:g}")
    now = float(point.get_attribute("aria-valuenow") or "nan")
    assert now > before
    expect(page.locator("[data-slope]")).to_have_text(f"{2 * now:.10f}")
    box = page.locator(".secant svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 40, steps=8)
    page.mouse.up()
    expect(page.locator("[data-slope]")).to_have_class(re.compile("negative"))
    # The last of several answers is the point's where the mouse was let go; both may still move.
    page.wait_for_function(
        """() => {
            const point = document.querySelector(".secant svg [role=slider]");
            const slope = document.querySelector("[data-slope]").textContent.trim();
            const expected = (2 * point.getAttribute("aria-valuenow")).toFixed(10);
            return slope === expected.replace("-", "−");
        }"""
    )


def test_the_graph_has_the_numbers_of_trace(studio: Opener) -> None:
    shown = opened(studio)
    page = shown.page
    shown.button("squared error").click()
    trace = gn.trace("(w*x + b - y)^2", w=0.5, x=2, b=1, y=3)
    region = page.get_by_role("region", name=GRAPH)
    for node in trace.nodes:
        assert node.gradient is not None
        value, gradient = (f"{float(each):.4f}" for each in (node.value, node.gradient))
        said = f"value {value}, gradient {gradient}".replace("-", "−").replace(".0000", "")
        expect(region.get_by_role("img", name=said).first).to_be_visible()
    region.get_by_role("button", name="Back to the start").click()
    expect(region.get_by_role("img", name="gradient ?")).to_have_count(len(trace.nodes))
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(region.get_by_role("img", name="value ?")).to_have_count(1)
    region.get_by_role("button", name="All").click()
    expect(region.get_by_role("img", name="?")).to_have_count(0)


def test_a_mistake_is_marked_and_the_last_function_stays(studio: Opener) -> None:
    shown = opened(studio)
    type_formula(shown, "x^2 + $", wrong=True)
    expect(shown.page.get_by_role("alert")).to_contain_text("column 7")
    expect(shown.page.locator("mark")).to_have_text("$")
    expect(shown.page.get_by_role("region", name=STEPS)).to_contain_text("chain rule")
    type_formula(shown, "x^2")
    expect(shown.page.get_by_role("alert")).to_have_count(0)
    expect(shown.page.get_by_role("region", name=STEPS)).to_contain_text("power rule")
    assert not shown.said


def test_a_reload_and_a_link_open_the_same_function(studio: Opener) -> None:
    shown = opened(studio)
    type_formula(shown, "cos(x) + 3")
    expect(shown.page.get_by_role("region", name=GRAPH)).to_contain_text("cos")
    shown.button("Take away").click()
    shown.button("Copy a link to exactly this state").click()
    link = shown.page.get_by_role("textbox", name="Link").input_value()
    shown.page.reload()
    formula = shown.page.get_by_role("textbox", name="Function")
    expect(formula).to_have_value("cos(x) + 3")
    other = studio("moons")
    address = other.page.url.partition("#")[0]
    other.page.goto("about:blank")
    other.page.goto(address + link[link.index("#") :])
    expect(other.page.get_by_role("textbox", name="Function")).to_have_value("cos(x) + 3")
    expect(other.page.get_by_role("region", name=STEPS)).to_contain_text("trigonometric function")


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_it_fits_in_both_languages_and_themes(studio: Opener, language: str, theme: str) -> None:
    shown = opened(studio, color_scheme=theme)
    if language == "ko":
        shown.button("한국어").click()
        shown.button("유닛 두 개의 연쇄").click()
    else:
        shown.button("two units in a chain").click()
    expect(shown.page.locator(".graph .node")).to_have_count(14, timeout=PATIENCE)
    shown.page.get_by_role("button", name={"en": "All", "ko": "모두"}[language]).first.click()
    overflow = "() => document.documentElement.scrollWidth > innerWidth"
    assert not shown.page.evaluate(overflow)
    shown.shoot(f"pencil-{language}-{theme}")
    assert not shown.said


def test_axe_finds_nothing_serious(studio: Opener) -> None:
    shown = opened(studio, bypass_csp=True)
    shown.page.get_by_role("region", name=STEPS).get_by_role("button", name="All").click()
    shown.page.add_script_tag(path=AXE)
    found = shown.page.evaluate("async () => (await axe.run()).violations")
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert not grave, [(each["id"], each["nodes"][0]["html"]) for each in grave]
