"""The server goes and comes back: the page says so, and offers the last state."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit

from conftest import PATIENCE, Opener
from playwright.sync_api import expect


def test_a_killed_server_that_is_started_again_offers_the_last_state(studio: Opener) -> None:
    shown = studio("moons")
    shown.button("Play").click()
    shown.wait_for_step(40)
    shown.button("Pause").click()
    shown.page.wait_for_timeout(2_500)  # the state is kept every two seconds
    shown.button("One step").click()
    shown.page.wait_for_timeout(500)
    step = shown.step
    shown.process.kill()
    expect(shown.page.get_by_text("Connecting to the server")).to_be_visible(timeout=PATIENCE)
    port = str(urlsplit(shown.address).port)
    command = [sys.executable, "-m", "glassnet", "studio", "xor", "--no-browser", "--port", port]
    environment = {**os.environ, "GLASSNET_LANG": "en", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as again:
        assert again.stdout is not None
        try:
            shown.page.goto(again.stdout.readline().split()[-1])
            offer = shown.page.get_by_role("button", name="Go on where you were: moons")
            expect(offer).to_be_visible(timeout=PATIENCE)
            offer.click()
            shown.expect_step(step)
            expect(shown.page.get_by_text("moons").first).to_be_visible()
        finally:
            again.terminate()
