"""`glassnet derive`, given what cannot be used: one line, in both languages."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import pytest

from glassnet.calculus import FormulaError, derive
from glassnet.cli.derive.process import Request
from glassnet.cli.derive.worker import answer

# Arguments -> what is said of the mistake in them.
MISTAKES = {
    ("sni(x)",): "column 1: no function sni. Did you mean sin?",
    ("(x+1",): "column 5: the formula ends here; expected ).",
    ("x+1)",): "column 4: found ); expected an operator such as + or *, or the end.",
    ("",): "the formula is empty; expected one, such as x^2 + 3x.",
    ("u = 2x\nsin(u",): "line 2, column 6: the formula ends here; expected ).",
    ("w*x", "--at", "x=1"): "no value for w; give one for each, such as w=1.",
    ("wx + b", "--at", "w=1"): "w: the formula has no such variable. Read wx as one variable;",
    ("x", "--seconds", "inf"): "--seconds inf: expected a number from 0.1 to 86400.",
    ("x", "--seconds", "nan"): "--seconds nan: expected a number from 0.1 to 86400.",
    ("x", "--at", "y=1"): "y: the formula has no such variable. Known: x.",
    ("x", "--at", "x=1", "--at", "x=2"): "x has two values; expected one.",
    ("x", "--at", "3"): "3: expected a variable and its value, such as x=3.",
    ("x", "--at", "x=a"): "x = a: expected a number, such as 3, 1/2 or pi/2.",
    ("x", "--at", "x=nan"): "x = nan: expected a finite number.",
    ("x", "--at", "x=-Inf"): "x = -Inf: expected a finite number.",
    ("x", "--at", "x=1/0"): "x = 1/0: column 3: division by zero.",
    ("x", "--at", "x=__import__('os')"): "x = __import__('os'): column 1: found _; expected",
    ("log(x)", "--at", "x=-1"): "the function has no value at x = -1.",
    ("abs(x)", "--at", "x=0"): (
        "the function is not differentiable at x = 0: "
        "from the left the slope is -1, from the right 1."
    ),
    ("relu(x-2)", "--at", "x=2"): (
        "the function is not differentiable at x = 2: "
        "from the left the slope is 0, from the right 1."
    ),
    (
        "sqrt(x)",
        "--at",
        "x=0",
    ): "the function is not differentiable at x = 0: its slope is not finite",
    ("x", "--wrt", "y"): "with respect to y: the formula has no such variable. Known: x.",
    ("x", "--wrt", "x^99"): "with respect to x^99: expected the 1st to the 6th derivative.",
    ("x", "--wrt", "2"): "with respect to 2: expected a variable such as x",
    ("x", "--latex", "--json"): "--latex and --json: expected one output format.",
    ("x", "--lang", "fr"): "language fr: expected en or ko.",
    ("x", "--plot", "x.gif"): "x.gif: expected a name that ends in .png or .svg.",
    ("log(-x^2-1)", "--plot", "x.png"): "no point with a derivative was found",
    ("x", "--at", "x=x=3"): "x=x=3: expected a variable and its value, such as x=3.",
    ("x", "--at", "x=f(t)=3"): "x=f(t)=3: expected a variable and its value, such as x=3.",
    ("x^2", "--at", "q=3", "--latex"): "q: the formula has no such variable. Known: x.",
    ("log(x)", "--at", "x=-1", "--markdown"): "the function has no value at x = -1.",
    ("x", "--wrt", ""): "--wrt '': expected a variable such as x",
    ("x", "--wrt", "x,"): "--wrt 'x,': expected a variable such as x",
    ("--foo",): "no such option: --foo. Try 'glassnet derive --help'.",
    ("--latx", "x"): "no such option: --latx. Did you mean --latex?",
    ("x", "--at"): "--at needs a value.",
    ("x^2", "+", "3x"): "x^2 + 3x: expected one formula; put it in quotes.",
    (): "no formula; expected one, such as glassnet derive 'x^2 + 3x'.",
}


@pytest.mark.parametrize("arguments", MISTAKES)
def test_a_mistake_gets_one_line(arguments: tuple[str, ...], glassnet) -> None:
    done = glassnet("derive", *arguments)
    assert (done.code, done.error.count("\n")) == (2, 1)
    assert done.error.startswith(f"glassnet: {MISTAKES[arguments]}")
    assert done.out == ""


# Arguments -> the part of a mistake's line that is ours, in Korean.
KOREAN = {
    ("x", "--lang", "ko", "--latex", "--json"): "출력 형식은 하나만",
    ("--foo", "--lang=ko"): "그런 옵션은 없습니다: --foo.",
    ("--lang", "ko"): "수식이 없습니다.",
    ("x", "x", "--lang", "ko"): "수식은 하나여야 합니다.",
    ("x", "--plot", "x.gif", "--lang", "ko"): ".png나 .svg로 끝나야 합니다.",
    ("x", "--wrt", "", "--lang", "ko"): "쉼표 사이에",
}


@pytest.mark.parametrize("arguments", KOREAN)
def test_mistakes_are_told_in_korean(arguments: tuple[str, ...], glassnet) -> None:
    done = glassnet("derive", *arguments)
    assert (done.code, done.error.count("\n"), done.out) == (2, 1, "")
    assert KOREAN[arguments] in done.error


def test_an_unknown_language_is_refused_in_the_locales(
    glassnet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLASSNET_LANG", "ko")
    assert (
        glassnet("derive", "x", "--lang", "fr").error
        == "glassnet: 언어 fr: en 또는 ko여야 합니다.\n"
    )


def test_a_picture_that_cannot_be_saved_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    (tmp_path / "taken.png").mkdir()
    before = sorted(tmp_path.rglob("*"))
    for path in ("nowhere/a.png", "a.png/b.png", "taken.png"):
        request = Request("x^2", None, (), False, tmp_path / path, "json", 80, "en")
        with pytest.raises(OSError, match=path):
            next(answer(request, math.inf))
    assert sorted(tmp_path.rglob("*")) == before


def corpus() -> list[str]:
    """The hostile texts of the calculus' own tests."""
    path = Path(__file__).parent.parent / "calculus" / "test_formula.py"
    specification = importlib.util.spec_from_file_location("hostile_formulas", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.HOSTILE


HOSTILE = corpus()


def test_hostile_text_gets_one_line_or_is_harmless(glassnet, without_additions) -> None:
    for written in HOSTILE:
        try:
            derive(written)
        except FormulaError:
            done = glassnet("derive", written)
            assert (done.code, done.error.count("\n"), done.out) == (2, 1, ""), written
            assert done.error.startswith("glassnet: ")
        else:
            done = glassnet("derive", written, "--latex")
            assert (done.code, done.error) == (0, ""), written


@pytest.mark.long
@pytest.mark.parametrize("path", ["nowhere/a.png", "taken.png"])
def test_a_picture_that_cannot_be_saved_is_told_in_one_line(
    path: str, tmp_path: Path, derive_process
) -> None:
    (tmp_path / "taken.png").mkdir()
    done = derive_process("x^2", "--plot", str(tmp_path / path))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"glassnet: {tmp_path / path}: ")
