"""Records `glassnet train xor` in a terminal and draws what stays on the screen as an SVG.

    .venv/bin/python scripts/record_readme.py

The command runs for real, in a pseudo-terminal and an empty folder; the picture that the READMEs
show, docs/images/train-xor.svg, is rich's own, without the web fonts that its template asks for.
"""

from __future__ import annotations

import fcntl
import io
import os
import re
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

COMMAND = ["glassnet", "train", "xor"]
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "train-xor.svg"
ROWS, COLUMNS = 60, 88

# What moves the cursor: carriage return, line feed, and rich's control codes other than colours.
CURSOR = re.compile(r"(\r|\n|\x1b\[[\d;?]*[A-Za-ln-z])")


def run_in_terminal(command: Sequence[str], rows: int, columns: int) -> str:
    """All that the command writes to a colour terminal of that size. Raises if it fails."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    environment = os.environ | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LINES": str(rows),
        "COLUMNS": str(columns),
    }
    written = bytearray()
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment
        ) as process,
    ):
        os.close(theirs)
        try:
            while piece := os.read(ours, 65536):
                written += piece
        except OSError:
            pass  # Linux says "the other side is closed" with EIO
        os.close(ours)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, bytes(written))
    return written.decode()


def screen(written: str) -> list[str]:
    """The lines that stay, colours kept. Programs that draw with rich rewrite lines as a whole."""
    lines, row, replace = [""], 0, False
    for piece in CURSOR.split(written):
        if piece == "\r":
            replace = True
        elif piece == "\n":
            row, replace = row + 1, False
            lines += [""] * (row + 1 - len(lines))
        elif moved := re.fullmatch(r"\x1b\[(\d*)([AB])", piece):
            rows = int(moved[1] or 1)
            row = max(0, row - rows) if moved[2] == "A" else min(len(lines) - 1, row + rows)
        elif piece == "\x1b[2K":
            lines[row] = ""
        elif piece and not CURSOR.fullmatch(piece):
            lines[row] = piece if replace else lines[row] + piece
            replace = False
    while lines and not Text.from_ansi(lines[-1]).plain.strip():
        lines.pop()
    return lines


def draw(lines: Sequence[str], columns: int, title: str) -> str:
    """An SVG of the lines that refers to nothing outside itself."""
    console = Console(
        record=True, width=columns, file=io.StringIO(), force_terminal=True, legacy_windows=False
    )
    for line in lines:
        console.print(Text.from_ansi(line), no_wrap=True, crop=True, highlight=False)
    picture = console.export_svg(title=title, unique_id="terminal")
    picture = re.sub(r"@font-face\s*{[^}]*}|<!-- Generated .*? -->", "", picture)
    picture = re.sub(r"[ \t]+$|\n(?=\s*\n)", "", picture, flags=re.MULTILINE)
    outside = picture.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "://" not in outside, "the picture refers to another host"
    return picture + "\n"


def main() -> None:
    program = Path(sys.executable).with_name(COMMAND[0])
    written = run_in_terminal([str(program), *COMMAND[1:]], ROWS, COLUMNS)
    lines = ["\x1b[32m$\x1b[0m " + " ".join(COMMAND), *screen(written)]
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(draw(lines, COLUMNS, title=" ".join(COMMAND)))
    print(f"{PICTURE.name}: {len(lines)} lines")


if __name__ == "__main__":
    main()
