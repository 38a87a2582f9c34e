"""The page as a whole: languages, themes, sizes, accessibility."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Opener

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ko"])
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
