"""Frame rate, latency and memory of the studio's page and server, in a real browser.

    BROWSER_PATH=$(scripts/browser.sh) python -m benchmarks.studio_page [--minutes 10]

Chromium draws the largest network that the page has: eight layers of eight units, each with its
picture, a surface of 100 by 100, 200 points in batches of 32. A frame counts once it is about to be
drawn, when the next one is asked for. The network of a new page is measured beside it.
"""

from __future__ import annotations

import argparse
import base64
import statistics
import time
import zlib

import msgspec
from rich.console import Console

from benchmarks.browser import Page, opened_page
from benchmarks.studio import STATE, memory, started_server
from glassnet.page.state import PageState

SECONDS = 10.0  # of frames that are counted
WARM = 10.0  # seconds in which the browser compiles the page's code for speed
STEPS = 60  # whose latency is measured
CONSOLE = Console(highlight=False)
COUNT_FRAMES = """(() => {
  window.drawn = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (body) {
    if (body === '{"type":"ready"}') window.drawn++;
    return send.call(this, body);
  };
})()"""
# Milliseconds from the click on "One step" to the animation frame after the one that drew it.
STEP = """(async () => {
  const line = document.querySelector('[data-picture="time-line"]');
  const before = line.ariaValueNow, began = performance.now();
  document.querySelector('[aria-label="One step"]').click();
  while (line.ariaValueNow === before) await new Promise(requestAnimationFrame);
  return performance.now() - began;
})()"""
DRAWN = "[window.drawn, performance.now()]"
PLAY = '[aria-label="Play"]'


def fragment(state: PageState) -> str:
    """A state as a link carries it: JSON, deflated, in base64url."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(msgspec.json.encode(state)) + packer.flush()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def show_pace(page: Page, name: str) -> None:
    """Print the latency of a step and, as it goes on playing, how many frames are drawn."""
    for _ in range(5):  # compiles
        page.evaluate(STEP)
    waited = [float(page.evaluate(STEP)) for _ in range(STEPS)]
    slow = statistics.quantiles(waited, n=20)[-1]
    page.click(PLAY)
    time.sleep(WARM)
    first, began = page.evaluate(DRAWN)
    time.sleep(SECONDS)
    last, ended = page.evaluate(DRAWN)
    pace = 1e3 * (last - first) / (ended - began)
    CONSOLE.print(
        f"{name}: one step drawn in {statistics.median(waited):.0f} ms (median), "
        f"{slow:.0f} (95 %); {pace:.0f} frames/s drawn"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.studio_page", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="of training (default: 10)")
    options = parser.parse_args()
    with started_server() as (process, address), opened_page(COUNT_FRAMES) as page:
        page.goto(address)
        page.wait_for(PLAY)
        show_pace(page, "a new page")
        page.goto("about:blank")
        page.goto(f"{address.partition('?')[0]}#{fragment(STATE)}")
        page.wait_for('[aria-label^="Unit v 8"]')
        show_pace(page, "eight layers of eight")
        began, shown = time.perf_counter(), 0
        while (passed := (time.perf_counter() - began) / 60) < options.minutes or shown == 0:
            if passed >= shown:
                sizes = f"server {memory(process):.0f} MB, page {page.heap():.1f} MB"
                CONSOLE.print(f"after {shown} min: {sizes}")
                shown += 1
            time.sleep(1)


if __name__ == "__main__":
    main()
