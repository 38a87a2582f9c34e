"""The picture that a saved notebook keeps has the page's colours and shapes."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import matplotlib.image
import numpy as np
from matplotlib.colors import to_rgb

from glassnet.page.network.opening import opening_state
from glassnet.page.network.session import Session
from glassnet.page.notebook.still import OF_PAGE, still
from glassnet.plots.drawing.class_looks import OF_PLOTS

SHEET = Path(__file__).parents[2] / "web" / "src" / "app.css"


def test_it_has_the_colours_of_the_page_in_its_light_theme() -> None:
    light = SHEET.read_text(encoding="utf-8").partition(":root.dark")[0]
    for name, colours in (("class", OF_PAGE.points), ("surface", OF_PAGE.areas)):
        found = re.findall(rf"--{name}(\d): (#[0-9a-f]{{6}})", light)
        assert found == [(str(number), colour) for number, colour in enumerate(colours or ())]


def test_each_class_has_a_shape_of_its_own() -> None:
    assert len(set(OF_PAGE.markers)) == len(OF_PAGE.points)


def test_a_trained_network_is_drawn_in_them() -> None:
    session = Session(opening_state("xor"))
    session.seek(200)
    png = base64.b64decode(still(session, "XOR")["image/png"])
    pixels = matplotlib.image.imread(io.BytesIO(png))[..., :3].reshape(-1, 3)
    for colour in (*OF_PAGE.points[:2], *(OF_PAGE.areas or ())[:2]):
        close = np.abs(pixels - to_rgb(colour)).max(axis=1) < 0.03
        assert close.sum() > 100, colour


def test_the_first_two_classes_are_orange_and_blue_as_in_all_pictures() -> None:
    for looks in (OF_PAGE, OF_PLOTS):
        first, second = (np.array(to_rgb(colour)) for colour in looks.points[:2])
        assert first.argmax() == 0
        assert second.argmax() == 2
    assert OF_PAGE.markers[:2] == OF_PLOTS.markers[:2]
