"""Frame rate, latency and memory of the studio's server, with the largest network that it draws.

    python -m benchmarks.studio [--minutes 10]

The server runs as a process of its own, and a client takes each frame as soon as it is there, as a
page that draws at once would. Eight layers of eight units on 200 points, in batches of 32.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from rich.console import Console
from websockets.sync.client import ClientConnection, connect

from glassnet.page.frames import Header, decode
from glassnet.page.requests import Change, Pause, Play, Ready, Request, Step
from glassnet.page.state import BuiltIn, HiddenLayer, PageState

STATE = PageState(
    data=BuiltIn("moons"),
    layers=(HiddenLayer(8, "tanh"),) * 8,
    initializer="he_normal",
    learning_rate=0.001,
    batch_size=32,
)
SECONDS = 10.0  # of frames that are counted
STEPS = 100  # whose latency is measured
TIMEOUT = 60.0


@contextlib.contextmanager
def started_server(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server, and its address. arguments: of `glassnet studio`."""
    command = [sys.executable, "-m", "glassnet", "studio", *arguments, "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().split()[-1]
        finally:
            process.kill()


@contextlib.contextmanager
def started() -> Iterator[tuple[subprocess.Popen[str], ClientConnection]]:
    """A server, and a page that it has let in."""
    with started_server() as (process, printed):
        address = urlsplit(printed)
        visit = http.client.HTTPConnection(address.netloc, timeout=TIMEOUT)
        visit.request("GET", f"{address.path}?{address.query}")
        cookie = (visit.getresponse().headers["set-cookie"] or "").partition(";")[0]
        headers = {"cookie": cookie, "origin": f"http://{address.netloc}"}
        place = f"ws://{address.netloc}/session?page=bench"
        with connect(place, additional_headers=headers, max_size=None) as page:
            yield process, page


def say(page: ClientConnection, request: Request) -> None:
    page.send(msgspec.json.encode(request).decode())


def frame(page: ClientConnection) -> tuple[Header, int]:
    """The next frame's header, and its size in bytes."""
    say(page, Ready())
    while isinstance(body := page.recv(TIMEOUT), str):
        if json.loads(body)["type"] in ("failed", "refused"):
            raise SystemExit(body)
    return decode(body)[0], len(body)


def latencies(page: ClientConnection) -> list[float]:
    """Milliseconds from asking for one step to its frame."""
    found: list[float] = []
    for _ in range(STEPS):
        began = time.perf_counter()
        say(page, Step())
        frame(page)
        found.append(1e3 * (time.perf_counter() - began))
    return found


def memory(process: subprocess.Popen[str]) -> float:
    """Megabytes that the server holds (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    line = next(each for each in status.splitlines() if each.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.studio", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="of training (default: 10)")
    options = parser.parse_args()
    console = Console(highlight=False)
    with started() as (process, page):
        say(page, Change(STATE))
        frame(page)
        for _ in range(20):  # compiles
            say(page, Step())
            frame(page)
        waited = latencies(page)
        slow = statistics.quantiles(waited, n=20)[-1]
        console.print(f"one step shown: median {statistics.median(waited):.1f} ms, 95 % {slow:.1f}")
        say(page, Play())
        began, count, size, first = time.perf_counter(), 0, 0, frame(page)[0].step
        while time.perf_counter() - began < SECONDS:
            header, size = frame(page)
            count += 1
        steps = (header.step - first) / SECONDS
        console.print(
            f"{count / SECONDS:.0f} frames/s of {size / 1024:.0f} KB, {steps:,.0f} steps/s"
        )
        began, shown = time.perf_counter(), 0
        while (passed := (time.perf_counter() - began) / 60) < options.minutes:
            frame(page)
            if passed >= shown:
                console.print(f"after {shown} min: {memory(process):.0f} MB")
                shown += 1
        say(page, Pause())
        console.print(f"after {options.minutes:g} min: {memory(process):.0f} MB")


if __name__ == "__main__":
    main()
