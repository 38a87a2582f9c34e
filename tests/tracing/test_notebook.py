"""What a notebook shows: of a trace a drawing, and a picture where scripts may not run."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser
from typing import Any

import keras
import numpy as np
import pytest
import traced_xor
from PIL import Image

import glassnet as gn
from glassnet.text import LANGUAGES, Language, message, using

# What sanitisers take out with all that is in it; of others that they do not know only the tags.
UNSAFE = {"script", "style", "iframe", "template"}


class Sanitised(HTMLParser):
    """An untrusted notebook's view: no scripts and no drawing, texts and pictures as they are."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.pictures: list[str] = []
        self._inside = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside += tag in UNSAFE
        if tag == "img":
            self.pictures.append(dict(attrs)["src"] or "")

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag in UNSAFE

    def handle_data(self, data: str) -> None:
        self.text += "" if self._inside else data


@pytest.fixture(scope="module")
def trace() -> Any:
    model = traced_xor.network(keras.optimizers.Adam(0.1))
    return gn.trace(model, traced_xor.X, traced_xor.Y)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_untrusted_notebook_shows_a_picture_and_no_soup(trace: Any, language: Language) -> None:
    with using(language):
        cell = Sanitised(trace._repr_html_())
        assert cell.text == f"{trace!r}{message('drawing-legend')}"
    [source] = cell.pictures
    start = "data:image/png;base64,"
    assert source.startswith(start)
    picture = base64.b64decode(source.removeprefix(start), validate=True)
    assert Image.open(io.BytesIO(picture)).format == "PNG"


def test_a_trusted_notebook_puts_the_drawing_in_the_pictures_place(trace: Any) -> None:
    cell = trace._repr_html_()
    [key] = re.findall(r'<div data-glassnet="(\w+)">', cell)
    [script] = re.findall(r"<script>(.*)</script>", cell, re.DOTALL)
    assert f"[data-glassnet={key}]" in script
    assert "</script" not in script
    assert "data-explanation" in script
    assert "<\\/svg>" in script


def test_the_picture_is_as_large_as_the_drawing_and_has_its_colours(trace: Any) -> None:
    picture = Image.open(io.BytesIO(trace._repr_png_())).convert("RGB")
    [width] = re.findall(r'<svg [^>]*width="([\d.]+)"', trace.to_svg())
    assert picture.width <= 2 * float(width) + 1
    colours = {colour for _, colour in picture.getcolors(1 << 16) or []}
    assert (255, 255, 255) in colours
    assert any(r > b + 40 for r, _, b in colours)  # what is computed is orange
    assert any(b > r + 40 for r, _, b in colours)  # inputs are blue


def test_chains_checks_and_updates_are_tables(trace: Any) -> None:
    number = trace.chain("hidden/kernel", (0, 1))
    cell = Sanitised(number._repr_html_()).text
    assert number.headline in cell
    assert number.account in cell
    for path in number.paths[:20]:
        assert str(path) in cell
    whole = Sanitised(trace.chain("hidden/kernel")._repr_html_()).text
    assert "∂L/∂hidden/kernel = xᵀ · ∂L/∂hidden/matmul" in whole
    checks = trace.check()
    cell = Sanitised(checks._repr_html_()).text
    assert all(each.parameter in cell for each in checks)
    assert cell.count("yes") == 4
    assert "out/bias" in Sanitised(checks[-1]._repr_html_()).text


def test_an_update_shows_what_changes_and_the_rule_in_numbers(trace: Any) -> None:
    update = trace.update("out/bias")
    cell = Sanitised(update._repr_html_()).text
    assert "Adam, t = 1" in cell
    for line in update.lines((0,)):
        assert f"{line.name} = {line.rule} = {line.numbers}" in cell
    model = traced_xor.network(keras.optimizers.SGD(0.1, clipnorm=1e-4))
    clipped = gn.trace(model, traced_xor.X, traced_xor.Y).update("hidden/kernel")
    assert "gradient clipping acts as well" in Sanitised(clipped._repr_html_()).text


def test_many_paths_are_cut_off() -> None:
    chain: Any = gn.trace(lambda w: (w * np.ones(30, "f")).sum(), np.float32(2)).chain("w")
    assert chain.count == 30
    assert "… (30)" in chain._repr_html_()


def test_a_name_that_is_not_there_is_a_key_error_that_says_which_are(trace: Any) -> None:
    for arrays in (trace.gradients, trace.values):
        with pytest.raises(KeyError, match=r"no node hidden/kernal\. Did you mean hidden/kernel"):
            arrays["hidden/kernal"]
        assert arrays.get("hidden/kernal") is None
        assert "hidden/kernel" in arrays
    with pytest.raises(KeyError, match=r"no node 7\. Known: hidden/kernel, hidden/bias"):
        trace.gradients[7]
