"""The reference of the commands, made of what `glassnet COMMAND --help` prints."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from glassnet.cli.commands import COMMANDS

MARK = "<!-- commands -->"
SUBCOMMANDS = (("runs", "show"), ("runs", "delete"))
COLUMNS = 88


def with_commands(page: str, language: str) -> str:
    """The page with the help of every command, in that language, in place of its mark."""
    if MARK not in page:
        return page
    commands = [(), *((name,) for name in COMMANDS), *SUBCOMMANDS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        helps = pool.map(lambda command: _help(command, language), commands)
    sections = [
        f"## glassnet {' '.join(command)}".rstrip() + f"\n\n```text\n{text}```\n"
        for command, text in zip(commands, helps, strict=True)
    ]
    return page.replace(MARK, "\n".join(sections))


def _help(command: tuple[str, ...], language: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "glassnet", *command, "--help"],
        env={**os.environ, "GLASSNET_LANG": language, "COLUMNS": str(COLUMNS)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
