"""A page in Chromium, driven by the browser's own protocol.

Playwright has each message between page and server read to it, which costs as much as to draw it.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PATIENCE = 120.0  # seconds
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--no-first-run",
    "--accept-lang=en",
    "--window-size=1280,720",
    "--remote-debugging-port=0",
)


class Page:
    """One page. connection: to Chromium's protocol for it."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A method of the protocol; what it returns. Raises RuntimeError where it fails."""
        number = next(self._numbers)
        request = {"id": number, "method": method, "params": parameters}
        self._connection.send(json.dumps(request))
        while (answer := json.loads(self._connection.recv(PATIENCE))).get("id") != number:
            pass  # an event
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript, once it is there. Raises RuntimeError."""
        found = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in found:
            raise RuntimeError(f"{expression}: {found['exceptionDetails']}")
        return found["result"].get("value")

    def goto(self, address: str) -> None:
        self.call("Page.navigate", url=address)

    def wait_for(self, selector: str) -> None:
        """Wait until there is such an element. Raises TimeoutError."""
        is_there = f"document.querySelector({json.dumps(selector)}) !== null"
        wait_until(lambda: self.evaluate(is_there), selector)

    def click(self, selector: str) -> None:
        """Click on the first such element, once it is there."""
        self.wait_for(selector)
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def heap(self) -> float:
        """Megabytes of its live objects."""
        self.call("HeapProfiler.collectGarbage")
        return self.call("Runtime.getHeapUsage")["usedSize"] / 2**20


@contextlib.contextmanager
def opened_page(script: str) -> Iterator[Page]:
    """A page in a browser of its own, of 1280 by 720. script: runs before those of each document.

    BROWSER_PATH says where Chromium is.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [os.environ["BROWSER_PATH"], *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                with connect(_address(Path(folder)), max_size=None) as connection:
                    page = Page(connection)
                    page.call("Page.enable")
                    page.call("Page.addScriptToEvaluateOnNewDocument", source=script)
                    yield page
            finally:
                process.terminate()


def _address(folder: Path) -> str:
    """Where the protocol of the browser's one page is spoken."""
    written = folder / "DevToolsActivePort"  # by the browser, once it listens
    wait_until(lambda: written.exists() and len(written.read_text().splitlines()) == 2, "Chromium")
    listed = http.client.HTTPConnection("127.0.0.1", int(written.read_text().splitlines()[0]))
    listed.request("GET", "/json/list")
    targets = json.loads(listed.getresponse().read())
    return next(each["webSocketDebuggerUrl"] for each in targets if each["type"] == "page")


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for something. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.05)
