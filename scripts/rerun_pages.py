"""Runs every command that a page of docs/ shows, writes what it prints below it, draws pictures.

    .venv/bin/python scripts/rerun_pages.py

In a page a block of ```console holds commands, each after `$ `, and their output; a block such as
```toml half.toml is a file that they find. Pages that end in .ko.md are run in Korean.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
# Picture in docs/images -> the arguments that draw it.
PICTURES = {
    "units-xor.svg": ("units", "xor"),
    "trace-xor.svg": ("trace", "xor-hidden"),
}
COLUMNS = 88
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)

Run = Callable[[Sequence[str]], str]
"""What a command line prints, on both streams."""


def pages() -> list[Path]:
    return [page for page in sorted(DOCS.glob("*.md")) if "```console" in page.read_text()]


def environment(page: Path) -> dict[str, str]:
    language = "ko" if page.name.endswith(".ko.md") else "en"
    return {"LANGUAGE": language, "COLUMNS": str(COLUMNS)}


def rerun(text: str, folder: Path, run: Run) -> str:
    """The page with the output of its commands as it is now. folder: where its files are put."""

    def renewed(block: re.Match[str]) -> str:
        kind, name, content = block.groups()
        if name is not None:
            (folder / name).write_text(content)
        if kind != "console":
            return block[0]
        commands = [line for line in content.splitlines() if line.startswith("$ ")]
        shown = [f"{line}\n{_tidy(run(shlex.split(line[2:])[1:]))}" for line in commands]
        return "```console\n" + "\n".join(shown) + "```"

    return BLOCK.sub(renewed, text)


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


def main() -> None:
    for page in pages():
        with tempfile.TemporaryDirectory() as folder:
            run = partial(printed, page, folder)
            page.write_text(rerun(page.read_text(), Path(folder), run))
            for name, arguments in PICTURES.items():
                run([*arguments, "--plot", str(DOCS / "images" / name)])


if __name__ == "__main__":
    main()
