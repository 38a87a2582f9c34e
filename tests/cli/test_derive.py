"""`glassnet derive`."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
import sympy

from glassnet.calculus import Check, Derivation, derive
from glassnet.calculus.functions import ELEMENTARY
from glassnet.cli.derive import output as screen


def test_steps_table_and_checks_are_on_the_screen(
    glassnet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Derivation, "limit", lambda _: None)  # SymPy takes long for it
    answer = glassnet("derive", "log(sigmoid(w*x + b))", "--wrt", "w", "--at", "w=-2,x=5,b=3")
    assert (answer.code, answer.error) == (0, "")
    for part in (
        "f(w, x, b) = log(σ(w⋅x + b))",
        "∂f/∂w: partial derivative: only w changes. x, b are held constant.",
        "1 chain rule: f = log(u) with u = σ(w⋅x + b): ∂f/∂w = df/du · ∂u/∂w.",
        "1.2 chain rule: u = σ(v) with v = w⋅x + b: ∂u/∂w = du/dv · ∂v/∂w.",
        "= x⋅(1 - σ(w⋅x + b))",
        "1.2.2.2 constant rule: b is held constant: no change with w, so the derivative is 0.",
        "= 4.99544",
        "1e-08",
        "SymPy agrees at 20 points",
        "autodiff (JAX) agrees at 20 points",
        "difference quotient agrees at 20 points",
    ):
        assert part in answer.out


@pytest.mark.usefixtures("without_additions")
def test_definitions_and_what_is_held_are_on_the_screen(glassnet) -> None:
    printed = glassnet("derive", "u = w*x + b\n(y - sigmoid(u))^2", "--wrt", "w").out
    for part in (
        "u = w⋅x + b\n",
        "∂f/∂w: partial derivative: only w changes. y, x, b are held constant.",
        "f = v² with v = y - σ(w⋅x + b): ∂f/∂w = df/dv · ∂v/∂w.",
        "g = σ(u) with u = w⋅x + b: ∂g/∂w = dg/du · ∂u/∂w.",
    ):
        assert part in printed
    mixed = glassnet("derive", "x^2*y", "--wrt", "x*y").out
    assert "∂f/∂x: partial derivative: only x changes. y is held constant." in mixed
    assert "∂²f/∂y∂x: rate of change of ∂f/∂x with y. x is held constant." in mixed
    assert "f has no variable" in glassnet("derive", "5").out
    assert "f(x) = a⋅x\n" in glassnet("derive", "f(x) = a*x").out


def test_json_has_what_the_screen_has(glassnet) -> None:
    answer = glassnet("derive", "x^2*y", "--at", "x=3,y=2", "--json")
    found = json.loads(answer.out)
    assert (found["name"], found["letters"]) == ("f", ["x", "y"])
    by_x, by_y = found["derivatives"]
    assert (by_x["derivative"], by_x["result"], by_x["value"]) == ("∂f/∂x", "2*x*y", 12.0)
    assert (by_y["derivative"], by_y["result"], by_y["value"]) == ("∂f/∂y", "x^2", 9.0)
    assert [check["agrees"] for check in by_x["checks"]] == [True] * 3
    first = by_x["limit_table"]["rows"][0]
    assert (first["h"], first["forward"], first["central"]) == (1.0, 14.0, 12.0)
    assert derive(by_x["limit"]).result == derive("2*x*y").result
    assert [step["rule"] for step in by_x["steps"]] == ["constant-factor", "power"]


@pytest.mark.usefixtures("without_additions")
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
    for word in ("편미분", "연쇄법칙", "상수로 봅니다", "미분계수", "속함수"):
        assert word in answer.out
    mistake = glassnet("derive", "sni(x)", "--lang", "ko")
    assert (mistake.code, mistake.error) == (
        2,
        "glassnet: 1열: 'sni' 함수는 없습니다. 혹시 sin인가요?\n",
    )
    mistake = glassnet("derive", "(x+1", "--lang", "ko")
    assert mistake.error == "glassnet: 5열: 수식이 여기서 끝났습니다. 닫는 괄호가 와야 합니다.\n"
    # Labels in Korean, each letter of which takes the room of two, stand on the line of the bar.
    limit = glassnet("derive", "x/(x+1)", "--lang", "ko").out.split("극한값: df/dx = ")[1]
    assert limit.startswith("─")
    cases = glassnet("derive", "relu(x)", "--lang", "ko").out
    assert "for" not in cases


@pytest.mark.usefixtures("without_additions")
def test_a_picture(glassnet, tmp_path: Path) -> None:
    answer = glassnet("derive", "x^2", "--plot", "square.svg")
    assert "Saved square.svg" in answer.out
    assert "</svg>" in (tmp_path / "square.svg").read_text()


# A formula that begins with a minus -> its derivative at 1.
NEGATIVE = {"-x^2": -2.0, "-2x": -2.0, "-h*h": -2.0, "-t*a": -1.0}


@pytest.mark.parametrize("formula", NEGATIVE)
@pytest.mark.usefixtures("without_additions")
def test_a_formula_may_begin_with_a_minus(formula: str, glassnet) -> None:
    letters = sorted(set(formula) - set("-^*2"))
    at = ",".join(f"{each}=1" for each in letters)
    answer = glassnet("derive", formula, "--at", at, "--json")
    assert json.loads(answer.out)["derivatives"][0]["value"] == NEGATIVE[formula]


@pytest.mark.usefixtures("without_additions")
def test_behind_two_dashes_is_a_formula(glassnet) -> None:
    answer = glassnet("derive", "--json", "--", "--x")
    assert json.loads(answer.out)["derivatives"][0]["result"] == "1"


@pytest.mark.usefixtures("without_additions")
def test_commas_in_parentheses_are_a_functions(glassnet) -> None:
    answer = glassnet("derive", "x*y", "--at", "x=max(1,2),y=min(3, max(4,5))", "--json")
    by_x, by_y = json.loads(answer.out)["derivatives"]
    assert (by_x["value"], by_y["value"]) == (3.0, 2.0)


@pytest.mark.usefixtures("without_additions")
def test_documents_have_the_value_at_the_point(glassnet) -> None:
    latex = glassnet("derive", "x^2", "--at", "x=3", "--latex")
    assert latex.out.endswith("\\[\n\\left.\\frac{d f}{d x}\\right|_{x = 3} = 6\n\\]\n")
    markdown = glassnet("derive", "x*y", "--wrt", "y", "--at", "x=1e-9,y=2", "--markdown")
    value = r"$$\left.\frac{\partial f}{\partial y}\right|_{x = 1 \times 10^{-9},\ y = 2}"
    assert markdown.out.splitlines()[-1].startswith(value)
    assert markdown.out.endswith(r" = 1 \times 10^{-9}$$" + "\n")


@pytest.mark.usefixtures("without_additions")
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
    assert "SymPy: no point found to compare at" in answer.out
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
    assert "a bug in glassnet" in answer.error


def test_values_that_the_rules_miss_are_an_error_too(
    glassnet, monkeypatch: pytest.MonkeyPatch
) -> None:
    witnesses = ("sympy", "autodiff", "differences")
    missing = [Check(name, 20, 0.0, agrees=False, derivative="df/dx") for name in witnesses]
    monkeypatch.setattr(Derivation, "check", lambda *_: missing)
    answer = glassnet("derive", "x", "--latex")
    assert answer.code == 1
    assert "df/dx: SymPy has values where the rules have none" in answer.error


@pytest.mark.usefixtures("without_additions")
def test_a_formula_too_large_to_draw_is_written_on_a_line(glassnet) -> None:
    deep = "max(" * 10 + "x" + ",1)" * 10
    answer = glassnet("derive", deep, "--latex")
    assert answer.code == 0
    lines = screen.steps(derive(deep), 0, None, 80).lines
    assert any(line.startswith("1 ") for _, line in lines)
    shown = screen.result(derive(deep), "df/dx", derive(deep).result, 80)
    assert [line.count("\n") for _, line in shown] == [0]
    drawn = screen.result(derive("1/x"), "df/dx", derive("1/x").result, 80)
    assert [line.count("\n") > 1 for _, line in drawn] == [True]


@pytest.mark.usefixtures("without_additions")
def test_what_can_be_read_otherwise_is_told_in_every_form(glassnet) -> None:
    wx = "read wx as one variable; for a product write w*x."
    split = "read 3x^2y as 3*x^2*y; put a longer exponent in parentheses."
    for formula, note in (("wx+b", wx), ("3x^2y", split)):
        assert f"\n{note}\n" in glassnet("derive", formula).out
        assert json.loads(glassnet("derive", formula, "--json").out)["notes"] == [note]
    assert wx in glassnet("derive", "wx+b", "--wrt", "b", "--latex").out
    assert wx.replace("*", r"\*") in glassnet("derive", "wx+b", "--wrt", "b", "--markdown").out
    korean = glassnet("derive", "wx+b", "--lang", "ko").out
    assert "wx: 변수 하나로 읽었습니다. 곱셈은 w*x처럼 써 주세요." in korean
    assert json.loads(glassnet("derive", "w*x + b", "--json").out)["notes"] == []


@pytest.mark.usefixtures("without_additions")
def test_the_limit_stands_above_its_table(glassnet) -> None:
    printed = glassnet("derive", "x^2", "--at", "x=3").out
    drawn = """derivative as a limit, at x = 3
                   2    2
            (x + h)  - x
df/dx = lim ─────────────
        h→0       h

        h               forward               central
"""
    assert drawn in "\n".join(line.rstrip() for line in printed.splitlines())
    latex = r"\frac{d f}{d x} = \lim_{h \to 0} \frac{\left(x + h\right)^{2} - x^{2}}{h}"
    assert f"\\[\n{latex}\n\\]\n" in glassnet("derive", "x^2", "--at", "x=3", "--latex").out
    assert f"$${latex}$$" in glassnet("derive", "x^2", "--at", "x=3", "--markdown").out
    found = json.loads(glassnet("derive", "h*x", "--wrt", "x", "--at", "x=3,h=1", "--json").out)
    assert found["derivatives"][0]["limit_formula"] == "lim k→0 (h*(x + k) - h*x)/k"


@pytest.mark.parametrize("seconds", ["0", "-1", "soon"])
def test_a_time_limit_is_a_number_above_0(seconds: str, glassnet) -> None:
    answer = glassnet("derive", "x", "--seconds", seconds)
    assert (answer.code, answer.out, answer.error.count("\n")) == (2, "", 1)
    assert f"--seconds {seconds}: expected a number" in answer.error


@pytest.mark.usefixtures("without_additions")
def test_a_constant_can_be_looked_at_where_it_has_no_letter(glassnet) -> None:
    answer = glassnet("derive", "3", "--wrt", "x", "--at", "x=2", "--json")
    assert json.loads(answer.out)["derivatives"][0]["value"] == 0
