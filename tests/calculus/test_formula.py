"""Reading formulas: what may be written, and what is said of what may not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sympy.printing.str import StrPrinter

from glassnet.calculus import FormulaError
from glassnet.calculus.explain import reading_notes
from glassnet.calculus.formula import read_formula
from glassnet.text import using

# What is written -> the expression, unevaluated, in SymPy's notation.
READ = {
    "x^2": "x**2",
    "x**2": "x**2",
    "2x": "2*x",
    "3(x+1)": "3*(x + 1)",
    "x(x+1)": "x*(x + 1)",
    "x(x+1)^2": "x*(x + 1)**2",
    "20x(x^2+1)^9": "20*x*(x**2 + 1)**9",
    "2^x(x+1)": "2**x*(x + 1)",
    "e^-x(x+1)": "exp(-x)*(x + 1)",
    "sin(x)^2": "sin(x)**2",
    "sin(x)(x+1)": "sin(x)*(x + 1)",
    "1/x(x+1)": "1/(x*(x + 1))",
    "(x+1)(x-1)": "(x + 1)*(x - 1)",
    "2x^2 - 3x + 1": "2*x**2 - 3*x + 1",
    "-x^2": "-x**2",
    "2^-x": "2**(-x)",
    "x^y^z": "x**(y**z)",
    "x/2": "x/2",
    "1/2x": "1/(2*x)",
    "x*x": "x*x",
    "x - (y - z)": "x - (y - z)",
    "0.5x": "x/2",
    "3e2x": "300*x",
    "x²": "x**2",
    "x⁻¹²": "x**(-12)",
    "w_1*x_1": "w_1*x_1",
    "w₁x₁": "w_1*x_1",
    "2·x×y÷z − 1": "2*x*y/z - 1",
    "σ(w*x+b)": "sigmoid(w*x + b)",
    "ln(x)": "log(x)",
    "e^x": "exp(x)",
    "2e": "2*E",
    "π x": "pi*x",
    "sqrt(x)": "sqrt(x)",
    "arctan(x)": "atan(x)",
    "max(x, 0)": "maximum(x, 0)",
    "f(x) = x + 1": "x + 1",
    "u = w*x + b\nsigmoid(u)": "sigmoid(w*x + b)",
    "f(t) = t^2\nf(3x + 1)": "(3*x + 1)**2",
    "f(a, b) = a/b\n\nf(x, y)": "x/y",
    "w₁ = x + 1\nw_1^2": "(x + 1)**2",
    "2πx": "2*pi*x",
    "σ_1 x": "σ_1*x",
    "f(x) = a*x": "a*x",
    "1/(1/x)": "1/(1/x)",
}


@pytest.mark.parametrize("written", READ)
def test_what_is_written_is_read_as_it_stands(written: str) -> None:
    assert StrPrinter({"order": "none"}).doprint(read_formula(written).expression) == READ[written]


# What is written -> the column, and a part of what is said.
MISTAKES = {
    "": (None, "the formula is empty"),
    " \n ": (None, "the formula is empty"),
    "2*": (3, "the formula ends here; expected a number, a name or ("),
    "x + ": (4, "the formula ends here"),
    "(x": (3, "the formula ends here; expected )"),
    "x)": (2, "found ); expected an operator"),
    "x $ y": (3, "found $"),
    "2 ** * 3": (6, "found *; expected a number"),
    "x!": (2, "found !; expected an operator such as + or *, or the end"),
    "x.__class__": (2, "found .; expected an operator"),
    "(x!": (3, "found !; expected an operator such as + or *, or )"),
    "\x1b[2J": (1, "found \\x1b; expected a number"),
    "x\u202ey": (2, "found \\u202e; expected an operator"),
    "x\r\n+1": (1, "line 1: expected a definition, such as u = x^2"),
    "x\ny\nz": (1, "line 1: expected a definition"),
    "u = x\ny\nz": (1, "line 2: expected a definition"),
    "1.2.3": (1, "1.2 and .3 stand side by side"),
    "1..2": (1, "1. and .2 stand side by side"),
    "x^2 3": (3, "2 and 3 stand side by side"),
    "0x10": (1, "0 and x10 stand side by side"),
    "x if x else 1": (3, "if is a programming keyword"),
    "σx": (1, "σ is a function"),
    "f(x, x) = x": (6, "x already has a meaning"),
    "f(f) = f": (3, "f already has a meaning"),
    "f(e) = 2e": (3, "e already has a meaning"),
    "u = u + 1": (1, "u is already a variable of the formula"),
    "c = 2b\nb = x\nb^c": (1, "line 2, column 1: b is already a variable of the formula"),
    "x = 2\nf(x) = x^2": (3, "x already has a meaning"),
    "x_1 = 2\nx₁ = 3": (1, "x_1 already has a meaning"),
    "x/(1-1)": (4, "division by zero"),
    "1e300*1e300*x": (1, "outside the range 1e-300 to 1e300"),
    "x = 3 = 4": (7, "found ="),
    "sni(x)": (1, "no function sni. Did you mean sin?"),
    "qqqqq(x)": (1, "Known: exp, log, ln, sqrt, sin, cos, tan, abs, max,"),
    "sin": (1, "sin is a function"),
    "sin x": (1, "sin is a function; write its argument in parentheses, such as sin(x)"),
    "max(x)": (1, "max takes 2 arguments, found 1"),
    "sin(x, y)": (1, "sin takes one argument, found 2"),
    "2 = x": (1, "before = expected a name"),
    "f(2) = x": (1, "before = expected a name"),
    "sin = 3": (1, "sin already has a meaning"),
    "u = 1\nu = 2": (1, "u already has a meaning"),
    "1/0": (3, "division by zero"),
    "0^0": (1, "0 to a power of 0"),
    "log(-1)": (1, "no real value"),
    "x^2000": (1, "the exponent is larger than 1,000"),
    "9" * 60: (1, "has more than 40 digits"),
    "1e999": (1, "outside the range 1e-300 to 1e300"),
    "9^9^9": (1, "outside the range 1e-300 to 1e300"),
    "exp(exp(exp(9)))": (5, "outside the range 1e-300"),
    "x" * 3000: (None, "3,000 characters"),
    "-" * 100 + "x": (None, "levels deep"),
    "+".join(["x"] * 500): (None, "parts"),
    "x = 1\n" * 50: (None, "50 lines"),
}


@pytest.mark.parametrize("written", MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_said_with_its_column(written: str) -> None:
    column, said = MISTAKES[written]
    with using("en"), pytest.raises(FormulaError) as caught:
        read_formula(written)
    assert said in str(caught.value)
    assert caught.value.column == column
    assert "\n" not in str(caught.value)
    with using("ko"), pytest.raises(FormulaError) as caught:
        read_formula(written)
    assert any("가" <= sign <= "힣" for sign in str(caught.value))


# Code, secrets and bombs: none is run, and each is a formula or a FormulaError.
HOSTILE = [
    "__import__('os').getpid()",
    "().__class__.__mro__",
    "x.__class__",
    "lambda x: x",
    "[x for x in y]",
    "{x}",
    "x; y",
    "import os",
    "exec(x)",
    "eval(x)",
    "open(x)",
    "os.system(x)",
    "getattr(x, y)",
    "globals()",
    "print(x)",
    "`x`",
    "$(id)",
    "x | y",
    "x & y",
    "x @ y",
    "x % y",
    "x if y else z",
    "x == y",
    "x < y",
    "x != y",
    "not x",
    "x and y",
    "'x'",
    '"x"',
    "f'{x}'",
    "x[0]",
    "x!",
    "1000000!",
    "factorial(10^7)",
    "gamma(10^9)",
    "9^9^9^9",
    "((9^9)^9999)^9999",
    "2^(2^(2^(2^(2^2))))",
    "(x+1)^1000000000",
    "x^(10^100)",
    "1e400000000",
    "0.1e-99999999999",
    "10^-10^10",
    "exp(10^10)",
    "(" * 5000 + "x" + ")" * 5000,
    "(" * 300 + "x",
    "-" * 1999 + "x",
    "sin(" * 300 + "x" + ")" * 300,
    "x" + "^x" * 300,
    "x" * 100_000,
    "\n".join(f"f{n}(x) = f{n - 1}(f{n - 1}(x))" if n else "f0(x) = x*x" for n in range(19)),
    "\n".join(f"a{n} = a{n - 1}*a{n - 1}" if n else "a0 = x + 1" for n in range(19)),
    "f(x) = f(x)",
    "u = u",
    "x = y\ny = x",
    "\x00",
    "\ud800",
    "x\u202ey",
    "\u200bx",
    "🙂",
    "x\ty\rz",
    "٣x",
    "Σ(x)",
    "∞",
    "i*i",
    "nan + inf",
    "1/(1/0)",
    "log(0)",
]


def test_hostile_text_is_refused_or_harmless() -> None:
    for written in HOSTILE:
        with suppress(FormulaError):
            formula = read_formula(written)
            assert all(symbol.is_real for symbol in formula.expression.free_symbols)


# No two of them are the same: some have no value at 0.
DISTINCT = ("x", "1/(1/x)", "--x", "x - -x", "x + x", "-x/-3", "x/3", "2x/6", "x^-2", "1/x^-2")


def test_nothing_is_rewritten_while_it_is_read() -> None:
    found = [read_formula(written).expression for written in DISTINCT]
    assert len(set(found)) == len(found)


def test_letters_are_the_arguments_and_then_the_rest() -> None:
    formula = read_formula("f(x, y) = b*x + a*y")
    assert [list(map(str, part)) for part in (formula.arguments, formula.letters)] == [
        ["x", "y"],
        ["x", "y", "b", "a"],
    ]
    assert read_formula("f*x").name == "g"


# What is written -> what is said of how it was read.
NOTES = {
    "wx + b": ["read wx as one variable; for a product write w*x."],
    "pix": ["read pix as one variable; for a product write pi*x."],
    "rate*x": [],
    "ratx*x*a*t": ["read ratx as one variable; for a product write r*a*t*x."],
    "eta*x + mu + w1*x_12 + alpha": [],
    "eta1*x + tau_2 + mu1": [],
    "w1x + b": ["read w1x as one variable; for a product write w1*x."],
    "w_1x1 + 2x2": ["read w_1x1 as one variable; for a product write w_1*x1."],
    "3x^2y": ["read 3x^2y as 3*x^2*y; put a longer exponent in parentheses."],
    "1 + x^2y^3": ["read x^2y^3 as x^2*y^3; put a longer exponent in parentheses."],
    "(x+1)^ny": ["read ny as one variable; for a product write n*y."],
    "(x+1)^2y": ["read (x+1)^2y as (x + 1)^2*y; put a longer exponent in parentheses."],
    "u = x^2y\n2u": ["read x^2y as x^2*y; put a longer exponent in parentheses."],
    "3x²y + x^(2)y + x^2 y + x^2*y + x^2(y+1) + x^2sin(y) + 2xy^2": [
        "read xy as one variable; for a product write x*y."
    ],
}


@pytest.mark.parametrize("written", NOTES)
def test_what_can_be_read_otherwise_is_told(written: str) -> None:
    assert reading_notes(read_formula(written)) == NOTES[written]
