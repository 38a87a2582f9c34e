"""Photograph the studio for the READMEs and the guides: docs/images/studio….png, also in Korean.

pip install playwright; apt-get install chromium
python scripts/picture_studio.py [/usr/bin/chromium]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from glassnet.text import Language, message, using

PICTURES = Path(__file__).parents[1] / "docs" / "images"
FOLDERS: Mapping[Language, Path] = {"en": PICTURES, "ko": PICTURES / "ko"}
# Unit, its inputs, their weights, its bias.
NOTE = (
    ("y1", ("x1", "x2"), (5, 5), -8),
    ("y2", ("x1", "x2"), (-7, -7), 3),
    ("ŷ", ("y1", "y2"), (-11, -11), 6),
)
SIZE: Any = {"width": 1280, "height": 720}


def main(chromium: str = "/usr/bin/chromium") -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language, folder in FOLDERS.items():
            with using(language), opened(browser, "moons", language) as page:
                train(page, steps=150)
                page.screenshot(path=folder / "studio.png")
            with using(language), opened(browser, "xor-hidden", language) as page:
                for _ in range(2):
                    press(page, "page-guide-show")
                    page.get_by_role("button", name=message("page-guide-next")).click()
                settle(page)
                page.screenshot(path=folder / "studio-guide.png")
        with using("en"), opened(browser, "xor", "en") as page:
            train(page, steps=44)
            page.get_by_role("button", name="Unit h 2").click()
            for _ in range(6):  # over the output, and back
                press(page, "page-walk-on")
            settle(page)
            page.screenshot(path=PICTURES / "studio-backward.png")
            press(page, "page-room-units")
            solve_xor(page)
            page.screenshot(path=PICTURES / "studio-units.png")
            press(page, "page-room-pencil")
            differentiate_sigmoid(page)
            page.screenshot(path=PICTURES / "studio-pencil.png")
        with tempfile.TemporaryDirectory() as folder:
            model = save_digits(Path(folder))
            with (
                using("en"),
                opened(browser, model, "en", "--data", f"{folder}/digits.npz") as page,
            ):
                touch_a_filter(page)
                page.screenshot(path=PICTURES / "studio-model.png")
        browser.close()


@contextmanager
def opened(browser: Browser, what: str, language: str, *options: str) -> Generator[Page]:
    """The page over `glassnet studio WHAT`."""
    command = [sys.executable, "-m", "glassnet", "studio", what, "--no-browser", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            page = browser.new_page(viewport=SIZE, locale=language, reduced_motion="reduce")
            page.goto(process.stdout.readline().split()[-1])
            button(page, "page-play").wait_for()
            yield page
        finally:
            process.terminate()


def train(page: Page, steps: int) -> None:
    press(page, "page-play")
    line = "document.querySelector('[role=slider][aria-valuetext]')"
    page.wait_for_function(f"() => {line}.getAttribute('aria-valuenow') >= {steps}")
    press(page, "page-pause")
    settle(page)


def solve_xor(page: Page) -> None:
    """The study note's weights."""
    page.get_by_role("radio", name="2", exact=True).click()
    for unit, inputs, weights, bias in NOTE:
        for name, weight in zip(inputs, weights, strict=True):
            fill(page, f"Weight from {name} to {unit}", weight)
        fill(page, f"Bias of {unit}", bias)
    press(page, "page-units-layer-two")
    settle(page)


def differentiate_sigmoid(page: Page) -> None:
    page.locator(".graph svg").wait_for()
    fill(page, "Function", "1 / (1 + exp(-(w*x + b)))")
    for name, value in (("w", 2), ("x", 1), ("b", -1)):
        fill(page, f"Value of {name}", value)
    page.get_by_role("button", name="Differentiate by x").click()
    steps = page.get_by_role("region", name=message("page-pencil-steps"))
    for _ in range(2):
        steps.get_by_role("button", name=message("page-pencil-next")).click()
    settle(page)


def save_digits(folder: Path) -> str:
    """A small convolutional network that has learned nothing yet, and digits for it."""
    import glassnet  # before Keras: it chooses JAX as Keras' backend

    # isort: split
    import keras
    import numpy as np

    from glassnet.data.digits import digits

    del glassnet
    keras.utils.set_random_seed(0)
    x, y = digits(200, seed=0)
    layers: list[Any] = [
        keras.Input((*x.shape[1:], 1)),
        keras.layers.Conv2D(6, 3, activation="relu", name="filters"),
        keras.layers.MaxPooling2D(name="pool"),
        keras.layers.Flatten(name="flatten"),
        keras.layers.Dense(10, activation="softmax", name="digit"),
    ]
    model = keras.Sequential(layers)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.save(folder / "digits.keras")
    np.savez(folder / "digits.npz", x=x[..., None], y=y)
    return str(folder / "digits.keras")


def touch_a_filter(page: Page) -> None:
    page.locator('[data-card="filters"]').click()
    kernel = page.get_by_role("button", name="filters/kernel, 2: 3 by 3")
    kernel.focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        kernel.press(key)
    settle(page)


def fill(page: Page, name: str, value: float | str) -> None:
    field = page.get_by_role("textbox", name=name, exact=True)
    field.fill(str(value))
    field.press("Enter")


def button(page: Page, key: str) -> Locator:
    """The button with this sentence on it."""
    return page.get_by_role("button", name=message(key), exact=True)


def press(page: Page, key: str) -> None:
    button(page, key).click()


def settle(page: Page) -> None:
    page.wait_for_timeout(2_000)  # answers come, pictures are drawn


if __name__ == "__main__":
    main(*sys.argv[1:])
