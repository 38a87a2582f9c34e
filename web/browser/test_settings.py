"""Settings: words of a sentence, and the drawing itself."""

from __future__ import annotations

from pathlib import Path

from conftest import Opener
from playwright.sync_api import expect


def test_layers_and_units_change_on_the_drawing(studio: Opener) -> None:
    shown = studio("xor")
    units = shown.page.get_by_role("group", name="Network").get_by_role("button")
    before = units.count()
    shown.button("One unit more in hidden1").click()
    expect(units).to_have_count(before + 1)
    shown.button("Add a hidden layer as number 2").click()
    expect(shown.button("One unit more in hidden2")).to_be_visible()
    assert not shown.said


def test_a_rate_out_of_range_is_marked_and_the_last_one_goes_on(studio: Opener) -> None:
    shown = studio("xor")
    shown.page.get_by_role("button", name="Learning rate").click()
    field = shown.page.get_by_role("textbox", name="Learning rate")
    field.fill("-3")
    field.press("Enter")
    expect(shown.page.get_by_role("alert").first).to_be_visible()
    field.fill("0.03")
    field.press("Enter")
    shown.page.keyboard.press("Escape")
    expect(shown.page.get_by_role("region", name="Settings")).to_contain_text("0.03")
    shown.button("One step").click()
    shown.expect_step(1)


def test_a_table_is_dropped(studio: Opener, tmp_path: Path) -> None:
    table = tmp_path / "squares.csv"
    rows = "".join(f"{each},{each % 5},{each * each}.5\n" for each in range(40))
    table.write_text(f"first,second,third\n{rows}", encoding="utf-8")
    shown = studio(str(table))
    expect(shown.page.get_by_role("region", name="Settings")).to_contain_text("squares.csv")
    shown.button("One step").click()
    shown.expect_step(1)


def test_a_column_of_names_is_refused_and_left_out_by_a_touch(
    studio: Opener, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    rows = "".join(f"person {each},{each},{each % 7},{each % 2}\n" for each in range(200))
    table.write_text(f"name;age;height;class\n{rows}".replace(",", ";"), encoding="utf-8")
    shown = studio("xor")
    shown.page.get_by_role("button", name="Data: XOR").click()
    shown.page.locator("input[type=file]").set_input_files(table)
    shown.page.keyboard.press("Escape")
    settings = shown.page.get_by_role("region", name="Settings")
    expect(settings.get_by_role("alert").first).to_contain_text("name")
    settings.get_by_role("group", name="Leave out").get_by_role("button", name="name").click()
    expect(settings).to_contain_text("people.csv")
    expect(shown.page.get_by_role("button", name="Input age")).to_be_visible()
