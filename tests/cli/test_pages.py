"""The pages of docs/ show what their commands and their Python print."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

# One page makes this mistake, and Keras says it as well.
pytestmark = pytest.mark.filterwarnings("ignore:You are using a softmax over axis")

ROOT = Path(__file__).resolve().parent.parent.parent
SPECIFICATION = importlib.util.spec_from_file_location(
    "rerun_pages", ROOT / "scripts" / "rerun_pages.py"
)
assert SPECIFICATION is not None
assert SPECIFICATION.loader is not None
rerun_pages = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(rerun_pages)

PAGES = rerun_pages.pages()
COURSE = [page for page in PAGES if page.parent.name == "course" and ".ko." not in page.name]
NUMBER = re.compile(r"[+−-]?\d+\.?\d*(?:e[+−-]?\d+)?")
# What a loss falls to at a learning rate so large that its third digit is the processor's already.
CHAOTIC = re.compile(r"× the rate to \d|배로 하면 \d")


def test_there_are_pages_in_both_languages() -> None:
    english = {page.name for page in PAGES if ".ko." not in page.name}
    korean = {page.name.replace(".ko.", ".") for page in PAGES if ".ko." in page.name}
    assert english == korean
    assert len(english) > 12


FEW = 9  # blocks; a minute of the processor goes into the 33 of a page that diagnoses 75 trainings


def page_texts() -> Iterator[Any]:
    """Each page, of long ones the beginning, and whole where there is time."""
    for page in PAGES:
        text = page.read_text()
        ends = [block.end() for block in rerun_pages.BLOCK.finditer(text)]
        yield pytest.param(page, text[: ends[min(FEW, len(ends)) - 1]], id=page.name)
        if len(ends) > FEW:
            yield pytest.param(page, text, id=f"{page.name}-whole", marks=pytest.mark.long)


@pytest.mark.parametrize(("page", "text"), list(page_texts()))
def test_commands_and_python_print_what_the_page_shows(
    page: Path, text: str, glassnet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in rerun_pages.environment(page).items():
        monkeypatch.setenv(name, value)
    calls: list[Sequence[str]] = []

    def run(arguments: Sequence[str]) -> str:
        calls.append(arguments)
        answer = glassnet(*arguments)
        assert answer.code == 0, answer.error
        return answer.out + answer.error

    rerun = rerun_pages.rerun(text, tmp_path, run)
    assert len(calls) + text.count("\n>>> ") >= 3
    for number, (shown, printed) in enumerate(
        zip_longest(text.splitlines(), rerun.splitlines(), fillvalue=""), start=1
    ):
        assert same(shown, printed), f"{page.name}:{number}: make it anew: scripts/rerun_pages.py"


STAYS_OPEN = ("studio", "board")  # until Ctrl-C


@pytest.mark.parametrize("page", COURSE, ids=lambda page: page.name)
def test_what_a_page_of_the_course_asks_to_try_works(page: Path, glassnet) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    typed = [shlex.split(line, comments=True)[1:] for line in "".join(blocks).splitlines()]
    assert len(typed) >= 2
    for arguments in typed:
        if arguments[0] not in STAYS_OPEN:
            answer = glassnet(*arguments)
            assert answer.code == 0, (arguments, answer.error)


def same(shown: str, printed: str) -> bool:
    """But for the last digits, which are the processor's, and where rounding takes over."""
    words = [" ".join(NUMBER.sub("#", line.replace("*", "")).split()) for line in (shown, printed)]
    numbers = [
        [float(found.replace("−", "-")) for found in NUMBER.findall(line)]
        for line in (shown, printed)
    ]
    relative = 0.05 if CHAOTIC.search(shown) else 1e-5
    return words[0] == words[1] and numbers[0] == pytest.approx(numbers[1], rel=relative, abs=1e-3)


def test_other_numbers_are_noticed() -> None:
    assert same("f = 4.99544, 3e-16", "f = 4.995441, 1e-15")
    assert not same("f = 4.99544", "f = 4.98")
    assert same("at 10000 × the rate to 690.3", "at 10000 × the rate to 701.7")
    assert not same("at 10000 × the rate to 690.3", "at 10000 × the rate to 790.3")
    assert not same("f = 4.99544", "g = 4.99544")
    assert not same("σ(−3)", "σ(3)")


def test_python_of_both_languages_is_the_same() -> None:
    for page in (page for page in PAGES if ".ko." not in page.name):
        korean = page.with_name(page.name.replace(".md", ".ko.md"))
        typed = r"^\$ .*|^>>> .*|^glassnet [^#\n]*"
        found = [re.findall(typed, p.read_text(), re.MULTILINE) for p in (page, korean)]
        assert found[0] == found[1]
