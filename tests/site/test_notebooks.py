"""A page of the course as a notebook: the same commands and the same Python, and it runs."""

from __future__ import annotations

import os
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
notebooks = SimpleNamespace(**runpy.run_path(str(ROOT / "scripts" / "site" / "notebooks.py")))
PAGES = sorted((ROOT / "docs" / "course").glob("[0-9]*.md"))
QUICK = "05-one-unit.md"
NUMBER = re.compile(r"[+−-]?\d+\.?\d*(?:e[+−-]?\d+)?")
STYLE = re.compile("\x1b\\[[\\d;]*m")  # the kernel asks for bold and colours


def made_of(text: str, folder: Path) -> Any:
    page = folder / "page.md"
    page.write_text(text)
    return nbformat.from_dict(notebooks.notebook(page))


def test_blocks_become_cells(tmp_path: Path) -> None:
    page = """\
# A page

See [the next](02.md) and ![a picture](../images/a.svg).

```console
$ glassnet derive 'x^2'
f(x) = x²

$ glassnet units xor
```

```pycon
>>> for n in (1, 2):
...     print(n)
1
2
>>> 1 + 1
2
```

```toml half.toml
inputs = ["a"]
```
"""
    made = made_of(page, tmp_path)
    nbformat.validate(made)
    set_up, prose, *commands, loop, value, file = (cell.source for cell in made.cells)
    assert 'GLASSNET_LANG="en"' in set_up
    assert prose == "# A page\n\nSee the next and *a picture*."
    assert commands == ["%%sh\nglassnet derive 'x^2'", "%%sh\nglassnet units xor"]
    assert [loop, value] == ["for n in (1, 2):\n    print(n)", "1 + 1"]
    assert file == '%%writefile half.toml\ninputs = ["a"]'


def test_every_page_is_a_valid_notebook_in_its_language() -> None:
    assert len(PAGES) >= 24
    for page in PAGES:
        made = nbformat.from_dict(notebooks.notebook(page))
        nbformat.validate(made)
        language = "ko" if page.name.endswith(".ko.md") else "en"
        assert f'GLASSNET_LANG="{language}"' in made.cells[0].source
        assert sum(cell.cell_type == "code" for cell in made.cells) >= 3


def runs() -> Iterator[Any]:
    for page in PAGES:
        yield pytest.param(page, marks=() if page.name == QUICK else pytest.mark.long, id=page.name)


@pytest.mark.parametrize("page", list(runs()))
def test_a_notebook_prints_what_its_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    made = nbformat.from_dict(notebooks.notebook(page))
    NotebookClient(
        made, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = [each for cell in made.cells for each in cell.get("outputs", ())]
    pictures = sum("text/html" in each.get("data", ()) for each in outputs)
    assert pictures == len(re.findall(r"^>>> t$", page.read_text(), re.MULTILINE))
    printed = "".join(
        output.text
        for cell in made.cells
        if cell.cell_type == "code" and cell.source.startswith(notebooks.SHELL)
        for output in cell.outputs
        if output.output_type == "stream"
    )
    assert words(printed) == words(shown(page))


def shown(page: Path) -> str:
    """What the page shows of its commands' output."""
    blocks = re.findall(r"^```console\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    lines = "".join(blocks).splitlines()
    return "\n".join(line for line in lines if not line.startswith("$ "))


def words(text: str) -> list[str]:
    """Without the numbers, which tests/cli/test_pages.py compares."""
    return NUMBER.sub("#", STYLE.sub("", text).replace("*", "")).split()
