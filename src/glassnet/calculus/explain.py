"""A derivation in words: the name of each step's rule, and why it may be taken.

The words are those of the language in use; the formulas in them are written for a terminal or in
LaTeX.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol

from glassnet.calculus.formula import Formula, Point
from glassnet.calculus.grammar import product_note
from glassnet.calculus.high_precision import float_value
from glassnet.calculus.printing.style import FormulaStyle, leibniz, leibniz_latex
from glassnet.calculus.steps import Step
from glassnet.text import message

# Rules that need no explanation beyond their name.
SELF_EVIDENT = {
    "error-function",
    "gelu",
    "hyperbolic",
    "inverse",
    "logarithm",
    "sigmoid",
    "softplus",
    "trigonometric",
}

# A rule's name, and of how many parts (None: any other number) -> the law, in a terminal and in
# LaTeX; the same in every language.
LAWS: Mapping[tuple[str, int | None], tuple[str, str]] = {
    ("sum", None): ("(f + g)′ = f′ + g′", r"(f + g)' = f' + g'"),
    ("constant-factor", None): ("(c·f)′ = c·f′", r"(c f)' = c f'"),
    ("product", 2): ("(f·g)′ = f′·g + f·g′", r"(f g)' = f' g + f g'"),
    ("product", 3): (
        "(f·g·h)′ = f′·g·h + f·g′·h + f·g·h′",
        r"(f g h)' = f' g h + f g' h + f g h'",
    ),
    ("product", None): (
        "(f₁·f₂·…)′ = f₁′·f₂·… + f₁·f₂′·… + …",
        r"(f_1 f_2 \cdots)' = f_1' f_2 \cdots + f_1 f_2' \cdots + \cdots",
    ),
    ("quotient", None): (
        "(f/g)′ = (f′·g - f·g′)/g²",
        r"\left(\frac{f}{g}\right)' = \frac{f' g - f g'}{g^2}",
    ),
    ("power", None): ("(xⁿ)′ = n·xⁿ⁻¹", r"(x^n)' = n x^{n-1}"),
    ("exponential", None): (
        "(aˣ)′ = aˣ·log a, log e = 1",
        r"(a^x)' = a^x \log a,\ \log e = 1",
    ),
    ("general-power", None): (
        "fᵍ = e^(g·log f), (fᵍ)′ = fᵍ·(g′·log f + g·f′/f)",
        r"f^g = e^{g \log f},\ (f^g)' = f^g \left(g' \log f + \frac{g f'}{f}\right)",
    ),
}


@dataclass(frozen=True)
class FormulaFormatter:
    """How formulas are written in the middle of words: for a terminal, or in LaTeX between $."""

    style: FormulaStyle
    latex: bool

    def formula(self, f: Any) -> str:
        return f"${self.style.latex(f)}$" if self.latex else self.style.unicode(f)

    def derivative(self, name: str, variables: Sequence[Symbol], *, partial: bool) -> str:
        """∂f/∂w."""
        if self.latex:
            return f"${leibniz_latex(name, variables, partial=partial)}$"
        return leibniz(name, variables, partial=partial)


@dataclass(frozen=True)
class ExplainedStep:
    """A step in words.

    Attributes:
        number: "1" for the first stage as a whole, "1.2" for the second step that it needed.
        step: The step.
        rule: Its rule's name.
        why: One sentence, or "".
        forms: The derivative as the rule has it, and simplified, if that is not the same.
        value: The derivative's value at the point, if there is one.
    """

    number: str
    step: Step
    rule: str
    why: str
    forms: tuple[Expr, ...]
    value: float | None = None


def explained_stages(
    formula: Formula,
    variables: Sequence[Symbol],
    stages: Sequence[Step],
    at: Point | None = None,
    *,
    latex: bool = False,
) -> list[tuple[str, list[ExplainedStep]]]:
    """Explain a derivation: for each stage a heading, and its steps, each before those below it.

    formula, variables, stages: as in `Derivation`. at: a point to compute the steps' values at.
    """
    style = FormulaStyle.of(formula)
    formatter = FormulaFormatter(style, latex)
    headings = _headings(formula, variables, formatter)
    return [
        (heading, list(_explained(stage, str(number), style, formatter, at)))
        for number, (heading, stage) in enumerate(zip(headings, stages, strict=True), 1)
    ]


def _explained(
    step: Step, number: str, style: FormulaStyle, formatter: FormulaFormatter, at: Point | None
) -> Iterator[ExplainedStep]:
    value = None if at is None else float_value(step.after, at)
    name, why = message(f"rule-{step.rule}"), _why(step, formatter)
    yield ExplainedStep(number, step, name, why, _forms(step, style), value)
    for place, part in enumerate(step.parts, 1):
        here = at
        if step.inner is not None and place == 1 and at is not None:
            u, inner = step.inner
            there = float_value(inner, at)
            here = None if there is None else {**at, u: there}
        yield from _explained(part, f"{number}.{place}", style, formatter, here)


def _forms(step: Step, style: FormulaStyle) -> tuple[Expr, ...]:
    applied: Any = step.applied
    if applied is None or style.unicode(applied) == style.unicode(step.after):
        return (step.after,)
    return (applied, step.after)


def _headings(
    formula: Formula, variables: Sequence[Symbol], formatter: FormulaFormatter
) -> list[str]:
    """Each stage's derivative, and the letters held constant in it."""
    f = formatter.formula(Symbol(formula.name))
    headings: list[str] = []
    for stage, x in enumerate(variables, 1):
        name, before = (
            formatter.derivative(formula.name, variables[:n], partial=len(formula.letters) > 1)
            for n in (stage, stage - 1)
        )
        moves, held = formatter.formula(x), _held(formula.letters, x, formatter)
        if stage > 1:
            said = message("derivation-stage", x=moves, before=before) + held
        elif not formula.letters:
            said = message("derivation-none", name=f)
        elif len(formula.letters) == 1:
            said = message("derivation-one", name=f, x=moves)
        else:
            said = message("derivation-partial", x=moves) + held
        headings.append(f"{name}: {said}")
    return headings


def _held(letters: Sequence[Symbol], x: Symbol, formatter: FormulaFormatter) -> str:
    held = [formatter.formula(each) for each in letters if each != x]
    if not held:
        return ""
    return " " + message("derivation-held", letters=", ".join(held), count=len(held))


def reading_notes(formula: Formula) -> list[str]:
    """Notes on how an ambiguous text was read: wx as one variable, x^2y as x^2*y."""
    plain = FormulaStyle.of(formula).plain
    names = list(map(str, formula.letters))
    products = [note for note in (product_note(name, names) for name in names) if note]
    split = [
        message("read-as-product", given=text, product=plain(found))
        for text, found in formula.split.items()
    ]
    return products + split


def _why(step: Step, formatter: FormulaFormatter) -> str:
    x = formatter.formula(step.variable)
    if step.rule in SELF_EVIDENT:
        return ""
    if step.rule == "constant":
        letters = sorted(step.before.free_symbols, key=str)
        held = ", ".join(map(formatter.formula, letters))
        if not held:
            return message("why-number")
        return message("why-held", letters=held, count=len(letters), x=x)
    if step.inner is not None:
        return _why_chain(step, formatter)
    plain, latex = LAWS.get((step.rule, len(step.parts))) or LAWS.get((step.rule, None), ("", ""))
    law = f"${latex}$" if formatter.latex and latex else plain
    return message(f"why-{step.rule}", x=x, formula=law)


def _why_chain(step: Step, formatter: FormulaFormatter) -> str:
    assert step.inner is not None
    u, inner = step.inner
    outer, _ = step.parts
    partial = len(inner.free_symbols) > 1
    partial_outside = len(outer.before.free_symbols) > 1
    return message(
        "why-chain",
        y=formatter.formula(Symbol(step.called)),
        outer=formatter.formula(outer.before),
        u=formatter.formula(u),
        inner=formatter.formula(inner),
        whole=formatter.derivative(step.called, (step.variable,), partial=partial),
        by_outer=formatter.derivative(step.called, (u,), partial=partial_outside),
        by_inner=formatter.derivative(str(u), (step.variable,), partial=partial),
    )
