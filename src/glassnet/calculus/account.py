"""A derivation in words: what each step is called, and why it may be taken.

The words are those of the language in use; how they are set (in a terminal, in LaTeX) is left to
others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sympy import Symbol

from glassnet.calculus.notation import leibniz
from glassnet.calculus.point import Point
from glassnet.calculus.precise import float_at
from glassnet.calculus.steps import Step
from glassnet.calculus.writing import Writing
from glassnet.messages import text

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
class Line:
    """One step, as it is told.

    number: "1" of the first stage as a whole, "1.2" of the second thing that it needed.
    rule: its name. why: one sentence, or "". value: the derivative's at the point, if there is one.
    """

    number: str
    step: Step
    rule: str
    why: str
    value: float | None = None


def lines(stages: Sequence[Step], writing: Writing, at: Point | None = None) -> list[Line]:
    """A derivation: each step before those that it needed. at: to compute their values there."""
    return [
        line
        for number, stage in enumerate(stages, 1)
        for line in _told(stage, str(number), writing, at)
    ]


def _told(step: Step, number: str, writing: Writing, at: Point | None) -> Iterator[Line]:
    value = None if at is None else float_at(step.after, at)
    yield Line(number, step, text(f"rule-{step.rule}"), _why(step, writing), value)
    for place, part in enumerate(step.parts, 1):
        here = at
        if step.inner is not None and place == 1 and at is not None:
            u, inner = step.inner
            there = float_at(inner, at)
            here = None if there is None else {**at, u: there}
        yield from _told(part, f"{number}.{place}", writing, here)


def opening(name: str, letters: Sequence[Symbol], x: Symbol) -> str:
    """What the derivative is, and of a partial one which letters are held constant."""
    held = [str(each) for each in letters if each != x]
    if not held:
        return text("derivation-one", name=name, x=str(x))
    return text("derivation-partial", x=str(x), letters=", ".join(held), count=len(held))


def _why(step: Step, writing: Writing) -> str:
    x = str(step.variable)
    if step.rule in SELF_EVIDENT:
        return ""
    if step.rule == "constant":
        names = sorted(map(str, step.before.free_symbols))
        if not names:
            return text("why-number")
        return text("why-held", letters=", ".join(names), count=len(names), x=x)
    if step.inner is not None:
        u, inner = step.inner
        outer, _ = step.parts
        partial = len(inner.free_symbols) > 1
        return text(
            "why-chain",
            u=str(u),
            inner=writing.plain(inner),
            whole=leibniz("y", (step.variable,), partial=partial),
            outer=leibniz("y", (u,), partial=len(outer.before.free_symbols) > 1),
            inside=leibniz(str(u), (step.variable,), partial=partial),
        )
    return text(f"why-{step.rule}", x=x)
