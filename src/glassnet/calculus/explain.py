"""A derivation in words: what each step is called, and why it may be taken.

The words are those of the language in use; the formulas in them are written by a `Hand`, for a
terminal or for LaTeX.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol

from glassnet.calculus.formula import Formula
from glassnet.calculus.high_precision import float_value
from glassnet.calculus.laws import LAWS
from glassnet.calculus.names import may_be_product
from glassnet.calculus.point import Point
from glassnet.calculus.printing.style import FormulaStyle, leibniz, leibniz_latex
from glassnet.calculus.steps import Step
from glassnet.text import message

# Rules of which nothing is said but their name: the derivative itself says all.
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


@dataclass(frozen=True)
class Hand:
    """How formulas are written in the middle of words.

    formula: an expression. derivative: ∂f/∂w. law: which of both writings of a rule.
    """

    formula: Callable[..., str]
    derivative: Callable[..., str]
    law: Callable[[str, str], str]


def terminal(writing: FormulaStyle) -> Hand:
    return Hand(writing.unicode, leibniz, lambda plain, latex: plain)


def typeset(writing: FormulaStyle) -> Hand:
    """LaTeX between dollar signs."""
    derivative = lambda *args, **more: f"${leibniz_latex(*args, **more)}$"
    return Hand(lambda f: f"${writing.latex(f)}$", derivative, lambda plain, latex: f"${latex}$")


@dataclass(frozen=True)
class Line:
    """One step, as it is told.

    number: "1" of the first stage as a whole, "1.2" of the second thing that it needed.
    rule: its name. why: one sentence, or "". forms: the derivative as the rule has it, and what it
    comes to, if that is not the same. value: the derivative's at the point, if there is one.
    """

    number: str
    step: Step
    rule: str
    why: str
    forms: tuple[Expr, ...]
    value: float | None = None


def lines(
    stages: Sequence[Step], writing: FormulaStyle, at: Point | None = None, hand: Hand | None = None
) -> list[Line]:
    """A derivation: each step before those that it needed. at: to compute their values there.

    hand: for the formulas in its words; those of a terminal by default.
    """
    hand = hand or terminal(writing)
    return [
        line
        for number, stage in enumerate(stages, 1)
        for line in _told(stage, str(number), writing, hand, at)
    ]


def _told(
    step: Step, number: str, writing: FormulaStyle, hand: Hand, at: Point | None
) -> Iterator[Line]:
    value = None if at is None else float_value(step.after, at)
    name, why = message(f"rule-{step.rule}"), _why(step, hand)
    yield Line(number, step, name, why, _forms(step, writing), value)
    for place, part in enumerate(step.parts, 1):
        here = at
        if step.inner is not None and place == 1 and at is not None:
            u, inner = step.inner
            there = float_value(inner, at)
            here = None if there is None else {**at, u: there}
        yield from _told(part, f"{number}.{place}", writing, hand, here)


def _forms(step: Step, writing: FormulaStyle) -> tuple[Expr, ...]:
    applied: Any = step.applied
    if applied is None or writing.unicode(applied) == writing.unicode(step.after):
        return (step.after,)
    return (applied, step.after)


def headings(formula: Formula, variables: Sequence[Symbol], hand: Hand | None = None) -> list[str]:
    """For each stage what its derivative says, and which letters are held constant in it."""
    hand = hand or terminal(FormulaStyle.of(formula))
    partial = len(formula.letters) > 1
    name = lambda stage: hand.derivative(formula.name, variables[:stage], partial=partial)
    said = [f"{name(1)}: {opening(formula.name, formula.letters, variables[0], hand)}"]
    for stage, x in enumerate(variables[1:], 2):
        again = message("derivation-stage", x=hand.formula(x), before=name(stage - 1))
        said.append(f"{name(stage)}: {again}{_held(formula.letters, x, hand)}")
    return said


def opening(name: str, letters: Sequence[Symbol], x: Symbol, hand: Hand | None = None) -> str:
    """What the derivative is, and of a partial one which letters are held constant."""
    hand = hand or terminal(FormulaStyle())
    products = [f" {_product(each, letters)}" for each in letters if _product(each, letters)]
    f, moves = hand.formula(Symbol(name)), hand.formula(x)
    if not letters:
        said = message("derivation-none", name=f)
    elif len(letters) == 1:
        said = message("derivation-one", name=f, x=moves)
    else:
        said = message("derivation-partial", x=moves) + _held(letters, x, hand)
    return said + "".join(products)


def _held(letters: Sequence[Symbol], x: Symbol, hand: Hand) -> str:
    held = [hand.formula(each) for each in letters if each != x]
    return (
        " " + message("derivation-held", letters=", ".join(held), count=len(held)) if held else ""
    )


def _product(letter: Symbol, letters: Sequence[Symbol]) -> str:
    """A hint that pix is one letter, if that may be a mistake."""
    product = may_be_product(str(letter), map(str, letters))
    return message("name-is-one", name=str(letter), product=product) if product else ""


def _why(step: Step, hand: Hand) -> str:
    x = hand.formula(step.variable)
    if step.rule in SELF_EVIDENT:
        return ""
    if step.rule == "constant":
        held = [hand.formula(each) for each in sorted(step.before.free_symbols, key=str)]
        if not held:
            return message("why-number")
        return message("why-held", letters=", ".join(held), count=len(held), x=x)
    if step.inner is not None:
        return _why_chain(step, hand)
    law = LAWS.get((step.rule, len(step.parts))) or LAWS.get((step.rule, None))
    formula = hand.law(*law) if law else ""
    return message(f"why-{step.rule}", x=x, formula=formula)


def _why_chain(step: Step, hand: Hand) -> str:
    assert step.inner is not None
    u, inner = step.inner
    outer, _ = step.parts
    partial = len(inner.free_symbols) > 1
    whole = hand.derivative(step.called, (step.variable,), partial=partial)
    outside = hand.derivative(step.called, (u,), partial=len(outer.before.free_symbols) > 1)
    inside = hand.derivative(str(u), (step.variable,), partial=partial)
    return message(
        "why-chain",
        y=hand.formula(Symbol(step.called)),
        outer=hand.formula(outer.before),
        u=hand.formula(u),
        inner=hand.formula(inner),
        whole=whole,
        by_outer=outside,
        by_inner=inside,
    )
