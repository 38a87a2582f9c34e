"""Names in other scripts get a font that has their signs, if one is installed."""

from __future__ import annotations

from typing import Any

import pytest
from matplotlib.font_manager import fontManager

from glassnet.plots.drawing import fonts


@pytest.fixture
def only_matplotlibs_own(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    own = [font for font in fontManager.ttflist if "mpl-data" in font.fname]
    monkeypatch.setattr(fontManager, "ttflist", own)
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", list)
    return own


def test_latin_greek_and_cyrillic_need_no_other_font() -> None:
    assert fonts.families_for(["plain", "größe", "α", "Жук"]) == ([fonts.DEFAULT], "")


def test_a_sign_that_no_font_has_is_told(only_matplotlibs_own: list[Any]) -> None:
    assert fonts.families_for(["붓꽃 1", "a"]) == ([fonts.DEFAULT], "꽃붓")


def test_a_font_that_has_the_sign_comes_after_matplotlibs_own(
    only_matplotlibs_own: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Stands in for a Korean font: it has every sign that is asked for.
    monkeypatch.setattr(fonts, "FAMILIES", ("absent", "cmmi10"))
    own = fonts._installed(fonts.DEFAULT)
    monkeypatch.setattr(
        fonts, "_signs_of", lambda path, signs: set() if path in {None, own} else {*signs}
    )
    assert fonts.families_for(["붓꽃"]) == ([fonts.DEFAULT, "cmmi10"], "")


def test_a_font_installed_since_matplotlib_looked_is_found(
    only_matplotlibs_own: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [font for font in only_matplotlibs_own if font.name != "cmmi10"]
    found = [font.fname for font in only_matplotlibs_own if font.name == "cmmi10"]
    monkeypatch.setattr(fontManager, "ttflist", listed)
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: [*found, __file__])
    monkeypatch.setattr(fonts, "FAMILIES", ("cmmi10",))
    fonts.families_for(["붓꽃"])
    assert listed[-1].name == "cmmi10"
