"""Runs all commands and all Python of docs/, writes below them what they print.

    .venv/bin/python scripts/rerun_pages.py              # every page
    .venv/bin/python scripts/rerun_pages.py diagnosis 03 # those whose names begin so

In a page a block of ```console holds commands, each after `$ `, and their output; one of ```pycon
what is typed after `>>> ` in one session of Python; a block such as ```toml half.toml is a file
that both find. A page's blocks are run in order and in one folder. Pages that end in .ko.md are run
in Korean.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
COLUMNS = 88
# What is typed, its continuation lines, and what is printed until the next.
EXAMPLE = re.compile(r"^>>> .*\n(?:^\.\.\..*\n)*", re.MULTILINE)
SHOWN = re.compile(r"^```(?:console|pycon)$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)

Run = Callable[[Sequence[str]], str]
"""What a command line prints, on both streams."""


def pages() -> list[Path]:
    return [page for page in sorted(DOCS.rglob("*.md")) if SHOWN.search(page.read_text())]


def environment(page: Path) -> dict[str, str]:
    language = "ko" if page.name.endswith(".ko.md") else "en"
    return {"GLASSNET_LANG": language, "COLUMNS": str(COLUMNS)}


def rerun(text: str, folder: Path, run: Run) -> str:
    """The page with what its commands and its Python print now. folder: where its files are put;
    the caller makes it the current one."""
    session = Session()

    def renewed(block: re.Match[str]) -> str:
        kind, name, content = block.groups()
        if name is not None:
            (folder / name).write_text(content)
        match kind:
            case "console":
                commands = [line for line in content.splitlines() if line.startswith("$ ")]
                shown = [f"{line}\n{_tidy(run(shlex.split(line[2:])[1:]))}" for line in commands]
                return "```console\n" + "\n".join(shown) + "```"
            case "pycon":
                typed = EXAMPLE.findall(content)
                shown = [f"{example}{_tidy(session.run(example))}" for example in typed]
                return "```pycon\n" + "".join(shown) + "```"
            case _:
                return block[0]

    return BLOCK.sub(renewed, text)


class Session:
    """Python as somebody types it, from one example of a page to the next."""

    def __init__(self) -> None:
        self._names = {"__name__": "__main__"}

    def run(self, typed: str) -> str:
        """What `>>> …`, with its lines of `... …`, prints."""
        source = "".join(f"{line[4:]}\n" for line in typed.splitlines())
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(source, "<page>", "single"), self._names)
        return out.getvalue()


def _tidy(printed: str) -> str:
    """Without blanks at the ends of lines."""
    lines = [line.rstrip() for line in printed.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def printed(page: Path, folder: str, arguments: Sequence[str]) -> str:
    return subprocess.run(
        [sys.executable, "-m", "glassnet", *arguments],
        cwd=folder,
        env={**os.environ, **environment(page)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    ).stdout


@contextlib.contextmanager
def _spoken(page: Path) -> Iterator[None]:
    """The page's environment, for its Python."""
    spoken = environment(page)
    before = {name: os.environ[name] for name in spoken if name in os.environ}
    os.environ.update(spoken)
    try:
        yield
    finally:  # glassnet's own choice of Keras' backend stays
        for name in spoken:
            del os.environ[name]
        os.environ.update(before)


def main() -> None:
    wanted = tuple(sys.argv[1:]) or ("",)
    for page in pages():
        if not page.name.startswith(wanted):
            continue
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), _spoken(page):
            run = partial(printed, page, folder)
            page.write_text(rerun(page.read_text(), Path(folder), run))


if __name__ == "__main__":
    main()
