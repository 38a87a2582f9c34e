"""Names in other scripts get a font that has their signs, if one is installed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from matplotlib.font_manager import fontManager
from matplotlib.text import Text
from recorded_by_hand import recording

import glassnet as gn
from glassnet.plots.drawing import figures
from glassnet.text import using


@pytest.fixture
def only_matplotlibs_own(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    own = [font for font in fontManager.ttflist if "mpl-data" in font.fname]
    monkeypatch.setattr(fontManager, "ttflist", own)
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", list)
    return own


def test_latin_greek_and_cyrillic_need_no_other_font() -> None:
    assert figures.families_for(["plain", "größe", "α", "Жук"]) == ([figures.DEFAULT], "")


def test_a_sign_that_no_font_has_is_told(only_matplotlibs_own: list[Any]) -> None:
    assert figures.families_for(["붓꽃 1", "a"]) == ([figures.DEFAULT], "꽃붓")


def test_a_font_that_has_the_sign_comes_after_matplotlibs_own(
    only_matplotlibs_own: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Stands in for a Korean font: it has every sign that is asked for.
    monkeypatch.setattr(figures, "FAMILIES", ("absent", "cmmi10"))
    own = figures._installed(figures.DEFAULT)
    monkeypatch.setattr(
        figures, "_signs_of", lambda path, signs: set() if path in {None, own} else {*signs}
    )
    assert figures.families_for(["붓꽃"]) == ([figures.DEFAULT, "cmmi10"], "")


@pytest.mark.parametrize("known", [True, False])
def test_pictures_are_korean_where_a_font_has_it(
    known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    families = lambda texts: ([figures.DEFAULT], "" if known else "한")
    monkeypatch.setattr("glassnet.plots.drawing.figures.families_for", families)
    with using("ko"):
        pictures = [
            gn.plot_history({"loss": [1.0, 2.0], "val_loss": [1.0, 3.0]}),
            gn.plot_weights(recording("images", {"a/b": np.ones((3, 40))}), title="xor"),
            gn.plot_gradients(recording("gradient_norms", {"a/b": np.array([1.0, 0.0, np.nan])})),
            gn.plot_boundary(recording("boundary", {"": np.zeros((2, 4096, 1))}), gn.load("xor")),
            gn.plot_separation(gn.separate([[0, 0], [1, 1]], [0, 1])),
            gn.plot_units(gn.UnitNetwork([[gn.Unit([1, 1]), gn.Unit([0, 0])]]).truth_table()),
        ]
    for figure in pictures:
        texts = [each.get_text() for each in figure.findobj(Text)]
        words = re.compile("[가-힣]" if known else "loss|weights|gradients|boundary|input space")
        other = re.compile(
            r"\b(training|weight|median|norm|step|boundary|input)s?\b" if known else "[가-힣]"
        )
        assert any(map(words.search, texts))
        assert not [text for text in texts if other.search(text)]


def test_a_font_installed_since_matplotlib_looked_is_found(
    only_matplotlibs_own: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [font for font in only_matplotlibs_own if font.name != "cmmi10"]
    found = [font.fname for font in only_matplotlibs_own if font.name == "cmmi10"]
    monkeypatch.setattr(fontManager, "ttflist", listed)
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: [*found, __file__])
    monkeypatch.setattr(figures, "FAMILIES", ("cmmi10",))
    figures.families_for(["붓꽃"])
    assert listed[-1].name == "cmmi10"
