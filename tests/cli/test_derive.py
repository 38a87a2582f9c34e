"""`glassnet derive`."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sympy

from glassnet.calculus import Check, Derivation, FormulaError, derive
from glassnet.calculus.bounds import DEPTH
from glassnet.calculus.functions import ELEMENTARY
from glassnet.cli import derivation_screen as screen
from glassnet.cli import derive as cli_derive
from glassnet.cli import run
from glassnet.cli.bounded import TooLong, bounded
from glassnet.cli.derivation_parts import Part


def test_steps_table_checks_and_limit_are_on_the_screen(glassnet) -> None:
    answer = glassnet("derive", "log(sigmoid(w*x + b))", "--wrt", "w", "--at", "w=-2,x=5,b=3")
    assert (answer.code, answer.error) == (0, "")
    for part in (
        "f(w, x, b) = log(σ(w⋅x + b))",
        "∂f/∂w: only w moves; x, b are held constant.",
        "1 chain rule: with u = sigmoid(w*x + b): ∂y/∂w = dy/du · ∂u/∂w.",
        "1.2.2.2 constant: b is held constant: this does not change as w moves, and vanishes.",
        "= 4.99544",
        "1e-08",
        "SymPy agrees at 20 points",
        "autodiff (JAX) agrees at 20 points",
        "the difference quotient agrees at 20 points",
        "shorter: ∂f/∂w = x⋅(1 - σ(",
    ):
        assert part in answer.out


def test_json_has_what_the_screen_has(glassnet) -> None:
    answer = glassnet("derive", "x^2*y", "--at", "x=3,y=2", "--json")
    found = json.loads(answer.out)
    assert (found["name"], found["letters"]) == ("f", ["x", "y"])
    by_x, by_y = found["derivatives"]
    assert (by_x["derivative"], by_x["result"], by_x["value"]) == ("∂f/∂x", "2*y*x", 12.0)
    assert (by_y["derivative"], by_y["result"], by_y["value"]) == ("∂f/∂y", "x^2", 9.0)
    assert [check["agrees"] for check in by_x["checks"]] == [True] * 3
    first = by_x["limit_table"]["rows"][0]
    assert (first["h"], first["forward"], first["central"]) == (1.0, 14.0, 12.0)
    assert derive(by_x["limit"]).result == derive("2*x*y").result
    assert [step["rule"] for step in by_x["steps"]] == ["constant-factor", "power"]


def test_of_nan_json_says_null(glassnet) -> None:
    found = json.loads(glassnet("derive", "sqrt(x)", "--at", "x=0.5", "--json").out)
    assert found["derivatives"][0]["limit_table"]["rows"][0]["central"] is None


@pytest.mark.parametrize(
    ("form", "sign"), [("--latex", r"\begin{align*}"), ("--markdown", "- **1 ")]
)
def test_other_forms_are_all_that_is_printed(form: str, sign: str, glassnet) -> None:
    answer = glassnet("derive", "sin(x^2)", form)
    method = {"--latex": "latex", "--markdown": "markdown"}[form]
    assert (answer.code, answer.error) == (0, "")
    assert sign in answer.out
    assert answer.out == getattr(derive("sin(x^2)"), method)() + "\n"


def test_in_korean(glassnet) -> None:
    answer = glassnet("derive", "σ(w*x)", "--wrt", "w", "--at", "w=1,x=2", "--lang", "ko")
    for word in ("편미분", "연쇄법칙", "상수로 취급", "미분계수", "속함수"):
        assert word in answer.out
    mistake = glassnet("derive", "sni(x)", "--lang", "ko")
    assert (mistake.code, mistake.error) == (
        2,
        "glassnet: 1열: sni이라는(라는) 함수는 없습니다. 혹시 sin인가요?\n",
    )


def test_a_picture(glassnet, tmp_path: Path) -> None:
    answer = glassnet("derive", "x^2", "--plot", "square.svg")
    assert "saved square.svg" in answer.out
    assert "</svg>" in (tmp_path / "square.svg").read_text()


# Arguments -> what is said of the mistake in them.
MISTAKES = {
    ("sni(x)",): "column 1: no function sni. Did you mean sin?",
    ("(x+1",): "column 5: the formula ends here; expected ).",
    ("x+1)",): "column 4: found ); expected an operator such as + or *, or the end.",
    ("",): "the formula is empty; expected one such as x^2 + 3x.",
    ("u = 2x\nsin(u",): "line 2, column 6: the formula ends here; expected ).",
    ("w*x", "--at", "x=1"): "no value for w; give each one, such as w=1.",
    ("x", "--at", "y=1"): "y: the formula has no such letter. Known: x.",
    ("x", "--at", "x=1", "--at", "x=2"): "x has two values; expected one.",
    ("x", "--at", "3"): "3: expected a letter and its value, such as x=3.",
    ("x", "--at", "x=a"): "x = a: expected a number, such as 3, 1/2 or pi/2.",
    ("x", "--at", "x=1/0"): "x = 1/0: column 3: a division by 0.",
    ("x", "--at", "x=__import__('os')"): "x = __import__('os'): column 1: found _; expected",
    ("log(x)", "--at", "x=-1"): "the function has no value at x = -1.",
    ("abs(x)", "--at", "x=0"): (
        "the function has no derivative at x = 0: from the left it is -1, from the right 1."
    ),
    ("relu(x-2)", "--at", "x=2"): (
        "the function has no derivative at x = 2: from the left it is 0, from the right 1."
    ),
    ("sqrt(x)", "--at", "x=0"): "the function has no derivative at x = 0: its slope has no finite",
    ("x", "--wrt", "y"): "with respect to y: the formula has no such letter. Known: x.",
    ("x", "--wrt", "x^99"): "with respect to x^99: expected 1 to 6 derivatives, one after another.",
    ("x", "--wrt", "2"): "with respect to 2: expected a letter such as x",
    ("x", "--latex", "--json"): "--latex and --json: expected one form of output.",
    ("x", "--lang", "fr"): "--lang fr: expected en or ko.",
    ("x", "--plot", "x.gif"): "save 'x.gif': expected a name that ends in .png or .svg.",
    ("log(-x^2-1)", "--plot", "x.png"): "no point was found at which there is a derivative",
    ("x", "--at", "x=x=3"): "x=x=3: expected a letter and its value, such as x=3.",
    ("x", "--at", "x=f(t)=3"): "x=f(t)=3: expected a letter and its value, such as x=3.",
    ("x^2", "--at", "q=3", "--latex"): "q: the formula has no such letter. Known: x.",
    ("log(x)", "--at", "x=-1", "--markdown"): "the function has no value at x = -1.",
    ("x", "--wrt", ""): "--wrt '': expected a letter such as x",
    ("x", "--wrt", "x,"): "--wrt 'x,': expected a letter such as x",
    ("--foo",): "no option --foo. Known: --wrt, --at",
    ("--latx", "x"): "no option --latx. Did you mean --latex?",
    ("x", "--at"): "--at: expected a value behind it.",
    ("x^2", "+", "3x"): "x^2 + 3x: expected one formula; put quotes round it.",
    (): "no formula; expected one such as glassnet derive 'x^2 + 3x'.",
}


@pytest.mark.parametrize("arguments", MISTAKES)
def test_a_mistake_gets_one_line(arguments: tuple[str, ...], glassnet) -> None:
    answer = glassnet("derive", *arguments)
    assert (answer.code, answer.error.count("\n")) == (2, 1)
    assert answer.error.startswith(f"glassnet: {MISTAKES[arguments]}")
    assert answer.out == ""


# Arguments -> the part of a mistake's line that is ours, in Korean.
KOREAN = {
    ("x", "--lang", "ko", "--latex", "--json"): "출력 형식은 하나만",
    ("--foo", "--lang=ko"): "--foo: 그런 옵션은 없습니다.",
    ("--lang", "ko"): "수식이 없습니다.",
    ("x", "x", "--lang", "ko"): "수식은 하나여야 합니다.",
    ("x", "--plot", "x.gif", "--lang", "ko"): ".png 나 .svg 로 끝나야 합니다.",
    ("x", "--wrt", "", "--lang", "ko"): "쉼표 사이에",
}


@pytest.mark.parametrize("arguments", KOREAN)
def test_mistakes_are_told_in_korean(arguments: tuple[str, ...], glassnet) -> None:
    answer = glassnet("derive", *arguments)
    assert (answer.code, answer.error.count("\n"), answer.out) == (2, 1, "")
    assert KOREAN[arguments] in answer.error


def test_an_unknown_language_is_refused_in_the_locales(
    glassnet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "ko")
    assert (
        glassnet("derive", "x", "--lang", "fr").error
        == "glassnet: --lang fr: en 또는 ko여야 합니다.\n"
    )


# A formula that begins with a minus -> its derivative at 1.
NEGATIVE = {"-x^2": -2.0, "-2x": -2.0, "-h*h": -2.0, "-t*a": -1.0}


@pytest.mark.parametrize("formula", NEGATIVE)
def test_a_formula_may_begin_with_a_minus(formula: str, glassnet) -> None:
    letters = sorted(set(formula) - set("-^*2"))
    at = ",".join(f"{each}=1" for each in letters)
    answer = glassnet("derive", formula, "--at", at, "--json")
    assert json.loads(answer.out)["derivatives"][0]["value"] == NEGATIVE[formula]


def test_behind_two_dashes_is_a_formula(glassnet) -> None:
    answer = glassnet("derive", "--json", "--", "--x")
    assert json.loads(answer.out)["derivatives"][0]["result"] == "1"


def test_commas_in_parentheses_are_a_functions(glassnet) -> None:
    answer = glassnet("derive", "x*y", "--at", "x=max(1,2),y=min(3, max(4,5))", "--json")
    by_x, by_y = json.loads(answer.out)["derivatives"]
    assert (by_x["value"], by_y["value"]) == (3.0, 2.0)


def test_documents_have_the_value_at_the_point(glassnet) -> None:
    latex = glassnet("derive", "x^2", "--at", "x=3", "--latex")
    assert latex.out.endswith("\\[\n\\left.\\frac{d f}{d x}\\right|_{x = 3} = 6\n\\]\n")
    markdown = glassnet("derive", "x*y", "--wrt", "y", "--at", "x=1e-9,y=2", "--markdown")
    value = r"$$\left.\frac{\partial f}{\partial y}\right|_{x = 1 \times 10^{-9},\ y = 2}"
    assert markdown.out.splitlines()[-1].startswith(value)
    assert markdown.out.endswith(r" = 1 \times 10^{-9}$$" + "\n")


def test_steps_have_no_values_that_are_none(glassnet) -> None:
    answer = glassnet("derive", "abs(x)^3", "--at", "x=0")
    assert answer.code == 0
    assert not re.search(r"\bnan\b|\binf\b|= -0\b", answer.out)
    answer = glassnet("derive", "-x^2", "--at", "x=0")
    assert not re.search(r"\bnan\b|\binf\b|(?<!e)-0(\.0+)?(?![\d.])", answer.out)


def test_checks_say_of_which_stage_they_are(glassnet) -> None:
    answer = glassnet("derive", "x^3", "--wrt", "x^2")
    assert answer.out.index("checked, df/dx: SymPy") < answer.out.index("checked, d²f/dx²: SymPy")
    found = json.loads(glassnet("derive", "x^3", "--wrt", "x^2", "--json").out)
    labels = [check["derivative"] for check in found["derivatives"][0]["checks"]]
    assert labels == ["df/dx"] * 3 + ["d²f/dx²"] * 3


def test_without_a_point_to_compare_at_nobody_agrees(glassnet) -> None:
    answer = glassnet("derive", "log(-x^2-1)")
    assert answer.code == 0
    assert "SymPy: no point was found to compare at" in answer.out
    found = json.loads(glassnet("derive", "log(-x^2-1)", "--json").out)
    assert [check["agrees"] for check in found["derivatives"][0]["checks"]] == [None] * 3


@pytest.mark.parametrize("form", [(), ("--json",), ("--latex",), ("--markdown",)])
def test_a_wrong_rule_is_found_out_in_every_form(
    form: tuple[str, ...], glassnet, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = dataclasses.replace(ELEMENTARY[sympy.sin], derivative=ELEMENTARY[sympy.exp].derivative)
    monkeypatch.setitem(ELEMENTARY, sympy.sin, wrong)
    answer = glassnet("derive", "x*sin(x)", *form)
    assert (answer.code, answer.error.count("\n")) == (1, 1)
    assert "df/dx: SymPy DISAGREES by" in answer.error
    assert "an error of glassnet's" in answer.error


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "glassnet", "derive", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def test_as_a_process_of_its_own_and_another_below_it() -> None:
    done = process("-x^2", "--at", "x=3", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["derivatives"][0]["value"] == -6.0


def endless():
    yield 1
    while True:
        9**9**7 % 7  # in C, where no exception reaches it


def test_work_that_does_not_end_is_ended() -> None:
    program = (
        "import time, sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_derive import endless, bounded, TooLong\n"
        "start = time.monotonic()\n"
        "try:\n"
        "    for found in bounded(endless, 1.0): print(found)\n"
        "except TooLong: print(1 <= time.monotonic() - start < 5)\n"
    )
    command = [sys.executable, "-c", program, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "1\nTrue\n"


def test_values_that_the_rules_miss_are_an_error_too(
    glassnet, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = [Check(name, 20, 0.0, agrees=False) for name in ("sympy", "autodiff", "differences")]
    monkeypatch.setattr(Derivation, "check", lambda _: missing)
    answer = glassnet("derive", "x", "--latex")
    assert answer.code == 1
    assert "df/dx: SymPy has values where the rules have none" in answer.error


def answered(parts: list[Part]) -> Callable[..., Iterator[Part]]:
    """Stands for `bounded`: these parts, and then the time is over."""

    def here(*_: object) -> Iterator[Part]:
        yield from parts
        raise TooLong

    return here


FIRST = Part(
    {"derivatives": [{"derivative": "df/dx", "result": "2*x"}]}, lines=[("", "f")], next="the steps"
)


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_answer_that_is_cut_off_is_a_failure_and_has_the_result(
    form: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_derive, "bounded", answered([FIRST]))
    assert run(("derive", "x^2", *form)) == 2
    printed = capsys.readouterr()
    assert printed.err == "glassnet: not within 5 seconds: the steps\n"
    if form:
        found = json.loads(printed.out)
        assert (found["unfinished"], found["derivatives"][0]["result"]) == ("the steps", "2*x")
    else:
        assert printed.out == "f\ndf/dx = 2*x\n"


def test_what_is_cut_off_before_anything_is_there_has_a_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_derive, "bounded", answered([]))
    assert run(("derive", "x^2", "--json")) == 2
    assert capsys.readouterr() == ("", "glassnet: not within 5 seconds: the derivation\n")


def test_what_only_adds_to_the_answer_may_be_cut_off(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Part(next="the check", enough=True)
    monkeypatch.setattr(cli_derive, "bounded", answered([FIRST, whole]))
    assert run(("derive", "x^2")) == 0
    assert capsys.readouterr() == ("f\n", "glassnet: not within 5 seconds: the check\n")


def test_a_formula_too_large_to_draw_is_written_on_a_line(glassnet) -> None:
    deep = "max(" * 10 + "x" + ",1)" * 10
    answer = glassnet("derive", deep, "--latex")
    assert answer.code == 0
    lines = screen.steps(derive(deep), None, 80)
    assert any(line.startswith("1 ") for _, line in lines)
    shown = screen.result(derive(deep), "df/dx", derive(deep).result, 80)
    assert [line.count("\n") for _, line in shown] == [0]
    drawn = screen.result(derive("1/x"), "df/dx", derive("1/x").result, 80)
    assert [line.count("\n") > 1 for _, line in drawn] == [True]


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


@pytest.mark.parametrize("written", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_gets_one_line_or_is_harmless(written: str, glassnet) -> None:
    try:
        derive(written)
    except FormulaError:
        answer = glassnet("derive", written)
        assert (answer.code, answer.error.count("\n"), answer.out) == (2, 1, "")
        assert answer.error.startswith("glassnet: ")
    else:
        answer = glassnet("derive", written, "--latex")
        assert (answer.code, answer.error) == (0, "")


# Those that take longest.
SLOW = [
    "exp(" * 20 + "x" + ")" * 20,
    "max(" * 37 + "x" + ",1)" * 37,
    "x^x^x^x^x^x^x^x",
    "sin(" * 37 + "x^x" + ")" * 37,
    "*".join(f"sin({number}x)" for number in range(1, 60)),
]


@pytest.mark.parametrize("written", SLOW, ids=range(len(SLOW)))
def test_whatever_it_is_given_it_ends_in_time(written: str) -> None:
    start = time.monotonic()
    done = process(written, "--wrt", "x^2")
    assert time.monotonic() - start < 3 * cli_derive.WHOLE  # not once: the machine may be busy
    assert done.returncode in {0, 2}
    assert done.stderr.count("\n") <= 1
    assert "Traceback" not in done.stderr
    if done.returncode:
        assert done.stderr.startswith("glassnet: ")


def test_the_clock_runs_from_the_process_start() -> None:
    program = "import time; time.sleep(1); from glassnet.cli.bounded import age; print(age())"
    command = [sys.executable, "-c", program]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    if sys.platform == "linux":
        assert 0.9 < float(done.stdout) <= time.monotonic() - start + 0.1


@pytest.mark.parametrize("path", ["nowhere/a.png", "a.png/b.png", "taken.png"])
def test_a_picture_that_cannot_be_saved_is_told_in_one_line(path: str, tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    (tmp_path / "taken.png").mkdir()
    before = sorted(tmp_path.rglob("*"))
    done = process("x^2", "--plot", str(tmp_path / path))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"glassnet: {tmp_path / path}: ")
    assert sorted(tmp_path.rglob("*")) == before


def test_the_process_that_waits_does_without_what_the_other_computes_with() -> None:
    program = (
        "import sys; from glassnet.cli import derive, run\n"
        "derive.bounded = lambda *_: iter(())\n"
        "run(('derive', 'x'))\n"
        "print({'sympy', 'jax', 'numpy'} & {*sys.modules})\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "set()\n"


def test_a_full_disk_is_told_in_one_line() -> None:
    for form in ((), ("--json",), ("--latex",)):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "glassnet", "derive", "x", *form],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
                timeout=60,
            )
        assert (done.returncode, done.stderr) == (
            2,
            "glassnet: output: No space left on device.\n",
        )


def test_a_formula_on_which_sympy_works_for_long_leaves_the_rest() -> None:
    deep = "sin(" * (DEPTH - 3) + "x^x" + ")" * (DEPTH - 3)
    start = time.monotonic()
    done = process(deep, "--json")
    assert time.monotonic() - start < 30  # not five: the machine may be busy
    found = json.loads(done.stdout)
    assert len(found["derivatives"][0]["steps"]) > DEPTH


__all__ = ["TooLong", "bounded", "endless"]
