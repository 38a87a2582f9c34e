"""`glassnet derive`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from glassnet.calculus import derive
from glassnet.calculus.bounds import DEPTH
from glassnet.cli.bounded import TooLong, bounded


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
}


@pytest.mark.parametrize("arguments", MISTAKES)
def test_a_mistake_gets_one_line(arguments: tuple[str, ...], glassnet) -> None:
    answer = glassnet("derive", *arguments)
    assert (answer.code, answer.error.count("\n")) == (2, 1)
    assert answer.error.startswith(f"glassnet: {MISTAKES[arguments]}")
    assert answer.out == ""


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


def test_a_formula_on_which_sympy_works_for_long_leaves_the_rest() -> None:
    deep = "sin(" * (DEPTH - 3) + "x^x" + ")" * (DEPTH - 3)
    start = time.monotonic()
    done = process(deep, "--json")
    assert time.monotonic() - start < 30  # not five: the machine may be busy
    found = json.loads(done.stdout)
    assert len(found["derivatives"][0]["steps"]) > DEPTH


__all__ = ["TooLong", "bounded", "endless"]
