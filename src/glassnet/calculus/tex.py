"""A derivation as LaTeX, for amsmath's `align*`, and as Markdown with LaTeX in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.calculus import account
from glassnet.calculus.account import Line
from glassnet.calculus.notation import leibniz_latex
from glassnet.calculus.writing import Writing, equation

if TYPE_CHECKING:
    from glassnet.calculus.derivation import Derivation

# Signs that LaTeX takes for its own outside of formulas.
ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"} | {"^": r"\textasciicircum{}"})


def definition(derivation: Derivation) -> str:
    """f(x) = x^2."""
    formula = derivation.formula
    letters = ", ".join(map(Writing().latex, formula.letters))
    called = rf"{formula.name}\left({letters}\right)" if letters else formula.name
    return f"{called} = {Writing.of(formula).latex(formula.expression)}"


def result(derivation: Derivation) -> str:
    """df/dx = 2x."""
    formula = derivation.formula
    label = leibniz_latex(formula.name, derivation.variables, partial=len(formula.letters) > 1)
    return f"{label} = {Writing.of(formula).latex(derivation.result)}"


def document(derivation: Derivation) -> str:
    """Every step a line: the equation, its number and its rule."""
    rows = [
        _equation(line, derivation, " &= ")
        + rf" && \text{{{_words(line)}}}"
        + _inner(line, derivation)
        for line in account.lines(derivation.stages, Writing.of(derivation.formula))
    ]
    body = " \\\\\n".join([definition(derivation).replace(" = ", " &= ", 1), *rows])
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def markdown(derivation: Derivation) -> str:
    """Every step an item of a list, those that it needed below it."""
    formula = derivation.formula
    parts = [f"$${definition(derivation)}$$", ""]
    for line in account.lines(derivation.stages, Writing.of(formula)):
        indent = "  " * line.number.count(".")
        why = f" {_escaped(line.why)}" if line.why else ""
        parts.append(f"{indent}- **{line.number} {line.rule}**{':' if why else ''}{why}")
        parts.append(f"{indent}  ${_equation(line, derivation)}$")
    return "\n".join([*parts, "", f"$${result(derivation)}$$"])


def _equation(line: Line, derivation: Derivation, equals: str = " = ") -> str:
    step, writing = line.step, Writing.of(derivation.formula)
    whole = equation(step.before, step.variable, step.after)
    return equals.join(map(writing.latex, whole.args))


def _inner(line: Line, derivation: Derivation) -> str:
    """u = w x + b, of a chain rule."""
    if line.step.inner is None:
        return ""
    writing = Writing.of(derivation.formula)
    u, inner = line.step.inner
    return f",\\ {writing.latex(u)} = {writing.latex(inner)}"


def _words(line: Line) -> str:
    return f"{line.number} {line.rule}".translate(ESCAPED)


def _escaped(words: str) -> str:
    """Words that Markdown leaves alone."""
    return words.replace("*", r"\*").replace("_", r"\_")
