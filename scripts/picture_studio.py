"""Photograph the studio for the READMEs and the guides: docs/images/studio….png, also in Korean.

pip install playwright; apt-get install chromium
python scripts/picture_studio.py [/usr/bin/chromium]
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from glassnet.text import Language, message, using

PICTURES = Path(__file__).parents[1] / "docs" / "images"
FOLDERS: Mapping[Language, Path] = {"en": PICTURES, "ko": PICTURES / "ko"}
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
        browser.close()


@contextmanager
def opened(browser: Browser, what: str, language: str) -> Generator[Page]:
    """The page over `glassnet studio WHAT`."""
    command = [sys.executable, "-m", "glassnet", "studio", what, "--no-browser"]
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


def button(page: Page, key: str) -> Locator:
    """The button with this sentence on it."""
    return page.get_by_role("button", name=message(key), exact=True)


def press(page: Page, key: str) -> None:
    button(page, key).click()


def settle(page: Page) -> None:
    page.wait_for_timeout(2_000)  # answers come, pictures are drawn


if __name__ == "__main__":
    main(*sys.argv[1:])
