"""The page in a real browser: a server of its own, and Chromium."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import glassnet as gn  # noqa: F401 - before Keras: it chooses JAX as Keras' backend

# isort: split
import keras
import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from glassnet.page.layers.model_session import ModelSession
from glassnet.page.recorded.replay_page import ReplayOptions, replay_page

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
EPOCHS = 200  # of a replay page
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


# Replay pages ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Saves a replay page, once: `saved("xor")`."""
    folder = tmp_path_factory.mktemp("replay")

    def save(what: str) -> Path:
        path = folder / f"{what}.html"
        if not path.exists():
            options = ["--epochs", str(EPOCHS), "--moments", "12", "--rows", "4"]
            command = [sys.executable, "-m", "glassnet", "studio", what, "--save", str(path)]
            environment = {**os.environ, "GLASSNET_LANG": "en"}
            subprocess.run([*command, *options], check=True, env=environment)
        return path

    return save


@pytest.fixture
def replay(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a file without a network; whatever it asks for or complains about fails the test."""
    with contextlib.ExitStack() as stack:
        asked, said = list[str](), list[str]()

        def open_page(path: Path, *, expected: int = 1, **options: Any) -> Page:
            usual = {"viewport": {"width": 1280, "height": 720}, "locale": "en"}
            chosen: dict[str, Any] = {**usual, **options}
            context = browser.new_context(**chosen)
            stack.callback(context.close)
            context.set_offline(True)
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.goto(path.as_uri())
            stack.callback(lambda: len(outside(asked)) == expected or pytest.fail(str(asked)))
            return page

        yield open_page
    assert not said, said


def outside(asked: list[str]) -> list[str]:
    """What is not in the page itself, as its font is."""
    return [url for url in asked if not url.startswith("data:")]


@pytest.fixture(scope="session")
def layered(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModelSession, Path]:
    """A model that is shown by its layers, and its page."""
    keras.utils.set_random_seed(0)
    stack: list[Any] = [
        keras.Input((3, 2)),
        keras.layers.Dense(2, activation="tanh", name="steps"),
        keras.layers.Flatten(name="flatten"),  # not numbered by what was made before
        keras.layers.Dense(1, activation="sigmoid", name="answer"),
    ]
    model = keras.Sequential(stack)
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
    random = np.random.default_rng(0)
    x, y = random.normal(size=(8, 3, 2)).astype("float32"), random.integers(0, 2, (8, 1))
    session = ModelSession(model, x, y, name="tiny.keras", batch_size=8)
    session.seek(30)
    path = tmp_path_factory.mktemp("layered") / "page.html"
    path.write_text(replay_page(session, ReplayOptions(3, 2)).text, encoding="utf-8")
    return session, path
