"""The page as a whole: languages, themes, sizes, accessibility."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import LOOKS, Opener

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_it_fits_in_both_languages_and_themes(studio: Opener, language: str, theme: str) -> None:
    for width, height in ((1280, 720), (1600, 900)):
        shown = studio("moons", width=width, height=height, color_scheme=theme)
        play, pause = ("Play", "Pause")
        if language == "ko":
            shown.button("한국어").click()
            play, pause = ("재생", "일시 정지")
        shown.button(play).click()
        shown.wait_for_step(50)
        shown.button(pause).click()
        overflow = "() => document.documentElement.scrollWidth > innerWidth"
        assert not shown.page.evaluate(overflow)
        shown.shoot(f"train-{language}-{theme}-{width}")
        assert not shown.said


def test_axe_finds_nothing_serious(studio: Opener) -> None:
    shown = studio("xor", bypass_csp=True)
    shown.page.add_script_tag(path=AXE)
    found = shown.page.evaluate("async () => (await axe.run()).violations")
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert not grave, [(each["id"], each["nodes"][0]["html"]) for each in grave]


def test_every_control_is_reached_by_tab(studio: Opener) -> None:
    shown = studio("xor")
    reached = set()
    for _ in range(80):
        shown.page.keyboard.press("Tab")
        reached.add(shown.page.evaluate("() => document.activeElement.ariaLabel ?? ''"))
    assert {"Play", "One step", "Time line", "One unit more in hidden1"} <= reached


@pytest.mark.parametrize(("width", "height", "larger"), [(820, 1180, 0), (1280, 720, 6)])
def test_where_room_is_scarce_the_settings_stand_above(
    studio: Opener, width: int, height: int, larger: int
) -> None:
    shown = studio("xor", width=width, height=height)
    for _ in range(larger):
        shown.page.get_by_role("button", name="Larger").click()
    assert not shown.page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    shown.page.get_by_role("button", name="Unit h 1").click()
    shown.page.get_by_role("region", name="Weighted sum").wait_for()
    shown.shoot(f"train-{width}-{larger}")
