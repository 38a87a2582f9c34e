"""The page in a real browser: a server of its own, and Chromium."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

# A busy machine compiles for seconds, and draws late.
PATIENCE = 60_000  # milliseconds
expect.set_options(timeout=20_000)
# Language and theme: two of the four show each of both; `make test-long` takes all.
LOOKS = [
    ("en", "light"),
    ("ko", "dark"),
    pytest.param("en", "dark", marks=pytest.mark.long),
    pytest.param("ko", "light", marks=pytest.mark.long),
]
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as scripts/browser.sh finds it."""
    path = os.environ["BROWSER_PATH"]
    with sync_playwright() as playwright:
        # Without its sandbox, which root cannot have.
        arguments = ["--no-sandbox", "--force-prefers-reduced-motion"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


class Studio:
    """A page of a running `glassnet studio`, and what its console said."""

    def __init__(self, page: Page, address: str, process: subprocess.Popen[str]) -> None:
        self.page, self.address, self.process = page, address, process
        self.said: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(address)
        self.button("Play").wait_for()

    def button(self, name: str) -> Locator:
        """The button of this name alone."""
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def time(self) -> Locator:
        """The time line."""
        return self.page.get_by_role("slider", name="Time line")

    @property
    def step(self) -> int:
        """The step that the page shows."""
        return int(self.time.get_attribute("aria-valuenow") or -1)

    def wait_for_step(self, step: int) -> None:
        """Wait until so many steps were taken."""
        line = "document.querySelector('[role=slider][aria-valuetext]')"
        self.page.wait_for_function(f"() => {line}.getAttribute('aria-valuenow') >= {step}")

    def expect_step(self, step: int) -> None:
        """Wait until this step is shown."""
        expect(self.time).to_have_attribute("aria-valuenow", str(step), timeout=PATIENCE)

    def shoot(self, name: str) -> None:
        """Save a picture, to be looked at."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")


Opener = Callable[..., Studio]


class Server:
    """A running `glassnet studio`. Whoever has opened its address once is let in by a cookie."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.address = process.stdout.readline().split()[-1]
        self.cookies: Any = []


@pytest.fixture(scope="session")
def servers() -> Iterator[Callable[..., Server]]:
    """Starts a server, or gives the one that was started with these arguments before: it serves
    each test a session of its own."""
    with contextlib.ExitStack() as stack:
        known: dict[tuple[str, ...], Server] = {}

        def serve(*arguments: str) -> Server:
            found = known.get(arguments)
            if found is None or found.process.poll() is not None:
                command = [sys.executable, "-m", "glassnet", "studio", *arguments, "--no-browser"]
                environment = {**os.environ, "GLASSNET_LANG": "en", "PYTHONUNBUFFERED": "1"}
                process = stack.enter_context(
                    subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
                )
                stack.callback(process.terminate)
                found = known[arguments] = Server(process)
            return found

        yield serve


@pytest.fixture
def studio(browser: Browser, servers: Callable[..., Server]) -> Iterator[Opener]:
    """Opens a page: `studio("moons", width=1280, height=720)`."""
    with contextlib.ExitStack() as stack:

        def open_page(
            *arguments: str, width: int = 1280, height: int = 720, **options: Any
        ) -> Studio:
            server = servers(*arguments)
            size = {"width": width, "height": height}
            context = browser.new_context(viewport=size, **{"locale": "en", **options})
            stack.callback(context.close)
            context.add_cookies(server.cookies)
            address = server.address.partition("?")[0] if server.cookies else server.address
            shown = Studio(context.new_page(), address, server.process)
            server.cookies = context.cookies()
            return shown

        yield open_page
