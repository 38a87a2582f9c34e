"""The Units room: weights set by hand, by keys and by clicks, and what answers at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import LOOKS, Opener, Studio
from playwright.sync_api import Locator, expect

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"


def enter(studio: Opener, **options: object) -> Studio:
    """A page in the Units room."""
    shown = studio("moons", **options)
    shown.button("Units").click()
    expect(verdict(shown)).to_have_text("3 of 4 rows correct")
    return shown


def verdict(shown: Studio) -> Locator:
    """How many rows are right."""
    return shown.page.locator(".verdict")


def choose(shown: Studio, name: str) -> None:
    """A gate, a number of hidden units or an activation."""
    shown.page.get_by_role("radio", name=name, exact=True).click()


def type_in(shown: Studio, name: str, value: str) -> None:
    """A weight's or bias' exact value."""
    field = shown.page.get_by_role("textbox", name=name, exact=True)
    field.fill(value)
    field.press("Enter")


def outputs(shown: Studio) -> list[str]:
    """The last unit's output in each row."""
    return shown.page.locator("td.last").all_inner_texts()


def test_xor_is_solved_by_typing_the_notes_weights(studio: Opener) -> None:
    shown = enter(studio)
    choose(shown, "2")
    for unit, names, values in [
        ("y1", ("x1", "x2"), ("5", "5", "-8")),
        ("y2", ("x1", "x2"), ("-7", "-7", "3")),
        ("ŷ", ("y1", "y2"), ("−11", "-11", "6")),
    ]:
        for name, value in zip(names, values, strict=False):
            type_in(shown, f"Weight from {name} to {unit}", value)
        type_in(shown, f"Bias of {unit}", values[-1])
    expect(verdict(shown)).to_have_text("All four rows, which no single unit gets")
    # The note's table, rounded: 0, 1, 1, 0.
    assert outputs(shown) == ["0.01", "0.99", "0.99", "0.02"]
    assert shown.page.locator("tbody .verdict-cell").all_inner_texts() == ["✓\ncorrect"] * 4
    shown.shoot("units-three")
    shown.button("한국어").click()  # another connection to the same session
    expect(verdict(shown)).to_have_text("유닛 하나로는 못 푸는 네 행이 모두 맞습니다")
    assert not shown.said


def test_a_slider_and_the_table_answer_to_keys(studio: Opener) -> None:
    shown = enter(studio)
    choose(shown, "AND")
    slider = shown.page.get_by_role("slider", name="Bias of ŷ: Set the value")
    slider.focus()
    for _ in range(12):  # from −2 to −8, by halves
        slider.press("ArrowLeft")
    expect(shown.page.get_by_role("textbox", name="Bias of ŷ")).to_have_value("−8")
    expect(verdict(shown)).to_have_text("All four rows correct")
    field = shown.page.get_by_role("textbox", name="Bias of ŷ")
    field.focus()
    field.press("ArrowUp")
    expect(field).to_have_value("−7.5")


def test_a_value_that_is_none_is_marked_and_changes_nothing(studio: Opener) -> None:
    shown = enter(studio)
    before = outputs(shown)
    type_in(shown, "Bias of ŷ", "21")
    expect(shown.page.get_by_role("alert")).to_have_text("Expected 20 or less.")
    assert outputs(shown) == before
    type_in(shown, "Bias of ŷ", "-2")
    expect(shown.page.get_by_role("alert")).to_have_count(0)


def test_the_proof_that_one_unit_cannot_do_xor(studio: Opener) -> None:
    shown = enter(studio)
    shown.button("Can one unit do it?").click()
    proof = shown.page.locator(".proof")
    expect(proof).to_contain_text("XOR is not linearly separable")
    expect(proof).to_contain_text("w1 + w2 + 2·b > 0")
    expect(proof).to_contain_text("w1 + w2 + 2·b ≤ 0")
    plane = shown.page.locator(".plane svg").first
    expect(plane.locator(".hull")).to_have_count(2)
    expect(plane.get_by_text("(1/2, 1/2)")).to_be_visible()
    shown.shoot("units-proof")


def test_and_gets_the_line_with_the_widest_margin(studio: Opener) -> None:
    shown = enter(studio)
    choose(shown, "AND")
    shown.button("Can one unit do it?").click()
    expect(shown.page.locator(".proof")).to_contain_text("Maximum margin: 0.354")
    shown.button("Set these weights").click()
    expect(verdict(shown)).to_have_text("All four rows correct")
    expect(shown.page.get_by_role("textbox", name="Bias of ŷ")).to_have_value("−3")
    expect(shown.button("Set these weights")).to_be_disabled()


def test_two_units_are_the_columns_of_a_matrix(studio: Opener) -> None:
    shown = enter(studio)
    shown.button("three units that solve it").click()
    shown.button("Two units become one layer").click()
    first = shown.page.get_by_role("table", name="Layer 1").locator("tbody.matrix").first
    assert [row.split() for row in first.inner_text().splitlines()] == [
        ["x1", "5", "−7"],
        ["x2", "5", "−7"],
    ]
    first.locator("td").nth(1).hover()
    slid = shown.page.locator(".cell.lit input[type=text]")
    expect(slid).to_have_attribute("aria-label", "Weight from x1 to y2")
    shown.button("What the hidden layer makes of it").click()
    said = shown.page.get_by_role("img", name="Plane of both hidden units")
    expect(said).to_have_attribute(
        "aria-label",
        "Plane of both hidden units, with the four rows. (0, 0); (0, 1) = (1, 0); (1, 1)",
    )


def test_a_row_that_is_pointed_at_shows_its_numbers_in_the_network(studio: Opener) -> None:
    shown = enter(studio)
    shown.button("three units that solve it").click()
    network = shown.page.get_by_role("group", name="Network")
    shown.button("Row 0, 1").focus()
    expect(network).to_contain_text("x1 = 0")
    expect(network).to_contain_text("= σ(−3)")
    expect(network).to_contain_text("ŷ = 0.99")
    shown.page.get_by_role("row").nth(4).hover()
    expect(network).to_contain_text("= σ(2)")


def test_training_begins_with_these_weights_and_comes_back_to_them(studio: Opener) -> None:
    shown = enter(studio)
    shown.button("three units that solve it").click()
    expect(verdict(shown)).to_have_text("All four rows, which no single unit gets")
    shown.button("Train from these weights").click()
    shown.expect_step(0)
    expect(shown.page.get_by_role("region", name="Settings")).to_contain_text("XOR")
    expect(shown.page.locator("footer")).to_contain_text("100.0%")
    shown.button("Units").click()
    expect(verdict(shown)).to_have_text("All four rows, which no single unit gets")
    shown.page.reload()
    expect(verdict(shown)).to_have_text("All four rows, which no single unit gets")
    assert not shown.said


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_it_fits_and_axe_finds_nothing_serious(studio: Opener, language: str, theme: str) -> None:
    shown = enter(studio, color_scheme=theme, bypass_csp=True)
    if language == "ko":
        shown.button("한국어").click()
        expect(verdict(shown)).to_have_text("4개 행 중 3개 맞음")
    shown.page.add_script_tag(path=AXE)
    for number, name in enumerate(("proof", "layer", "hidden")):
        if number == 1:
            shown.page.locator(".presets button").nth(1).click()
        shown.page.locator(f"[data-explained={name}]").click()
        size = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        assert shown.page.evaluate(size) == [1280, 720]
        found = shown.page.evaluate("async () => (await axe.run()).violations")
        grave = [each for each in found if each["impact"] in ("serious", "critical")]
        assert not grave, [(each["id"], each["nodes"][0]["html"]) for each in grave]
        shown.shoot(f"units-{name}-{language}-{theme}")
    for count in ("0", "1", "3", "4"):
        choose(shown, count)
        shown.page.locator("[data-explained]").last.click()
        assert shown.page.evaluate("() => document.documentElement.scrollWidth") == 1280
    assert not shown.said


def test_larger_text_scrolls_down_and_never_across(studio: Opener) -> None:
    shown = enter(studio)
    for _ in range(6):
        shown.button("A+, Larger").click()
    choose(shown, "4")
    shown.button("Can one unit do it?").click()
    expect(shown.page.locator(".proof")).to_be_visible()
    shown.shoot("units-large")
    assert shown.page.evaluate("() => document.documentElement.scrollWidth") <= 1280
    assert not shown.said
