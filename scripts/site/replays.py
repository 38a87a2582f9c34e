"""Replay pages of lessons, in a frame where a page has `<!-- replay LESSON: what one sees -->`.

They are made while MkDocs does the rest.
"""

from __future__ import annotations

import html
import os
import posixpath
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE = ROOT / "build" / "replays"
PLACE = "replays"  # below the site
# As much of a training as the site's build has time for.
OPTIONS = {
    "rnn": ("--moments", "8", "--rows", "2"),
    "lstm": ("--moments", "4", "--rows", "1"),
    "autoencoder": ("--moments", "8", "--rows", "2"),
}
DEFAULT = ("--moments", "24")
MARK = re.compile(r"^<!-- replay ([\w-]+): (.+) -->$", re.MULTILINE)
ALONE = {"en": "Open it alone", "ko": "따로 열기"}

_making: dict[str, subprocess.Popen[bytes]] = {}


def with_frames(page: str, place: str, language: str) -> str:
    """The page with a frame in place of each mark. place: of the page, below the site."""

    def frame(mark: re.Match[str]) -> str:
        name, told = mark[1], html.escape(mark[2])
        _make(name)
        address = posixpath.relpath(f"{PLACE}/{name}.html", posixpath.dirname(place))
        address = f"{address}#{language}"
        return (
            f'<figure class="replay"><iframe src="{address}" title="{told}" loading="lazy" '
            f'sandbox="allow-scripts"></iframe>'
            f'<figcaption>{told} <a href="{address}">{ALONE[language]}</a></figcaption></figure>'
        )

    return MARK.sub(frame, page)


def _make(name: str) -> None:
    """Begin to make the page of a lesson, once for all pages that show it."""
    if name in _making:
        return
    MADE.mkdir(parents=True, exist_ok=True)
    path = str(MADE / f"{name}.html")
    command = [sys.executable, "-m", "glassnet", "studio", name, "--save", path]
    command += OPTIONS.get(name, DEFAULT)
    environment = {**os.environ, "GLASSNET_LANG": "en"}
    _making[name] = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)


def finish(site: Path) -> None:
    """Copy the pages into the site, when they are there. Raises SystemExit where one is not."""
    (site / PLACE).mkdir(exist_ok=True)
    for name, process in _making.items():
        if process.wait():
            raise SystemExit(f"the replay page of {name} was not made")
        shutil.copy(MADE / f"{name}.html", site / PLACE)
