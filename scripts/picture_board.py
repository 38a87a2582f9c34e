"""Photograph TensorBoard over `glassnet lesson xor-deep --tensorboard`: docs/images/board.png.

pip install playwright; apt-get install chromium
python scripts/picture_board.py [/usr/bin/chromium]
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "board.png"
SHOWN = "^(loss|layer1|layer3|hypothesis)$"


def main(chromium: str = "/usr/bin/chromium") -> None:
    glassnet = [sys.executable, "-m", "glassnet"]
    with tempfile.TemporaryDirectory() as folder:
        lesson = [*glassnet, "lesson", "xor-deep", "--tensorboard", "--log-dir", "xor-deep"]
        subprocess.run(lesson, cwd=folder, check=True)
        board = subprocess.Popen(
            [*glassnet, "board", "xor-deep"], cwd=folder, stdout=subprocess.PIPE, text=True
        )
        try:
            assert board.stdout is not None
            address = board.stdout.readline().split()[-1]
            photograph(address, chromium)
        finally:
            board.send_signal(signal.SIGINT)
            board.wait()


def photograph(address: str, chromium: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 920})
        page.goto(f"{address}#timeseries")
        page.locator("mat-icon[svgicon='close_24px']").first.click()
        page.get_by_role("combobox", name="Filter tags (regex)").fill(SHOWN)
        page.keyboard.press("Escape")
        page.mouse.click(90, 700)  # away from the list of suggestions
        page.wait_for_timeout(5_000)  # the charts draw themselves in steps
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
