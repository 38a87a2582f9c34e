"""Pages as Jupyter notebooks, made from the same Markdown.

    .venv/bin/python scripts/site/notebooks.py FOLDER    # every page of the course, into FOLDER

Each command of a block of ```console becomes a cell of the shell, what is typed in one of ```pycon
cells of Python, each to where it prints something; a block such as ```toml half.toml writes that
file. What the page shows of their output is left out: the notebook prints its own.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
COURSE = DOCS / "course"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$\n?", re.DOTALL | re.MULTILINE)
# A link to another page or picture of docs/, which a notebook elsewhere does not have beside it.
PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:)[^)]*\)")
DETAILS = re.compile(r'<details markdown="1">')
# A notebook has no terminal whose language and width the commands could ask for.
SET_UP = """\
import os

os.environ.update(GLASSNET_LANG="{language}", COLUMNS="88")
import glassnet as gn  # before Keras: it chooses JAX as Keras' backend"""

# Not `!`: it forks, which JAX's threads do not survive.
SHELL = "%%sh"

Cell = dict[str, object]


def language_of(page: Path) -> str:
    return "ko" if page.name.endswith(".ko.md") else "en"


def notebook(page: Path) -> dict[str, object]:
    """The page as nbformat 4.5 has a notebook: a dictionary that json can write."""
    text = page.read_text(encoding="utf-8")
    cells = [_code(SET_UP.format(language=language_of(page))), *_cells(text)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": python, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def as_text(page: Path) -> str:
    return json.dumps(notebook(page), ensure_ascii=False, indent=1) + "\n"


def _cells(text: str) -> Iterator[Cell]:
    end = 0
    for block in BLOCK.finditer(text):
        yield from _prose(text[end : block.start()])
        yield from _from_block(*block.groups())
        end = block.end()
    yield from _prose(text[end:])


def _prose(text: str) -> Iterator[Cell]:
    text = PICTURE.sub(r"*\1*", text)
    text = DETAILS.sub("<details>", LINK.sub(r"\1", text)).strip()
    if text:
        yield _markdown(text)


def _from_block(kind: str, name: str | None, content: str) -> Iterator[Cell]:
    match kind:
        case "console":
            commands = (line[2:] for line in content.splitlines() if line.startswith("$ "))
            yield from (_code(f"{SHELL}\n{command}") for command in commands)
        case "pycon":
            yield from map(_code, _typed(content))
        case _ if name is not None:
            yield _code(f"%%writefile {name}\n{content.rstrip()}")
        case _:
            yield _markdown(f"```{kind}\n{content}```")


def _typed(content: str) -> Iterator[str]:
    """What follows `>>> ` and `... ` to where something is printed: a cell displays its last."""
    typed: list[str] = []
    for line in content.splitlines():
        if line.startswith((">>>", "...")):
            typed.append(line[4:])
        elif typed:
            yield "\n".join(typed)
            typed = []
    if typed:
        yield "\n".join(typed)


def _markdown(source: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def main(folder: str) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    for page in sorted(COURSE.glob("[0-9]*.md")):
        (Path(folder) / page.with_suffix(".ipynb").name).write_text(as_text(page), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
