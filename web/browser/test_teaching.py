"""Before a class: `--present`, and all pictures at print size."""

from __future__ import annotations

import io
import zipfile

import pytest
from conftest import Opener
from PIL import Image
from playwright.sync_api import expect


def test_presenting_is_large_and_hears_a_clicker(studio: Opener) -> None:
    shown = studio("xor", "--present", width=1920, height=1080)
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    assert shown.page.evaluate(size) == pytest.approx(1.5 * 13)
    shown.page.mouse.move(400, 300)
    pointer = shown.page.locator(".pointer")
    box = pointer.bounding_box()
    assert box is not None
    assert (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) == pytest.approx((400, 300))
    shown.page.keyboard.press("PageDown")
    shown.wait_for_step(3)
    shown.page.keyboard.press("PageDown")
    expect(shown.button("Play")).to_be_visible()
    shown.page.keyboard.press("PageUp")
    shown.expect_step(0)
    shown.page.keyboard.press("b")
    expect(shown.page.locator(".blank")).to_be_visible()
    shown.page.keyboard.press("b")
    expect(shown.page.locator(".blank")).to_have_count(0)
    shown.shoot("presenting")
    assert not shown.said


CARDS = ("dense_4", "loss")  # the last of the autoencoder, which is wider than the window


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("xor", {"network", "time-line"}),
        pytest.param("autoencoder", {"layers", "layer", "time-line"}, marks=pytest.mark.long),
    ],
)
def test_all_pictures_come_in_one_archive(studio: Opener, what: str, names: set[str]) -> None:
    shown = studio(what)
    shown.button("Take away").click()
    with shown.page.expect_download() as download:
        shown.button("All of them for print (ZIP)").click()
    body = download.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert set(archive.namelist()) == {
            f"{name}.{kind}" for name in names for kind in ("svg", "png")
        }
        for name in names:
            text = archive.read(f"{name}.svg").decode()
            if name == "layers":  # the whole model, what is scrolled out of sight too
                assert all(card in text for card in CARDS)
            picture = Image.open(io.BytesIO(archive.read(f"{name}.png")))
            wide = float(text.partition('width="')[2].partition('"')[0])
            assert picture.width == pytest.approx(4 * wide, abs=1)
            colours = picture.convert("RGB").getcolors(2**24)
            assert colours is not None
            assert len(colours) > 20  # something is drawn
    assert not shown.said
