"""Differentiation, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol

from glassnet.calculus.rules import RULES, Letters


@dataclass(frozen=True)
class Step:
    """One use of one rule.

    rule: its name, a key of `messages`. before: what is differentiated with respect to `variable`.
    after: its derivative. parts: the steps that the rule needed, in the rule's order; of the chain
    rule the outer function's and the inner one's. inner: of the chain rule, the inner function and
    its letter.
    """

    rule: str
    before: Expr
    variable: Symbol
    after: Expr
    parts: tuple[Step, ...] = ()
    inner: tuple[Symbol, Expr] | None = None

    def walk(self, number: tuple[int, ...] = (1,)) -> Iterator[tuple[tuple[int, ...], Step]]:
        """This step and all below it, each with its number: (1,), (1, 1), (1, 1, 1), (1, 2), …"""
        yield number, self
        for place, part in enumerate(self.parts, 1):
            yield from part.walk((*number, place))


def differentiate(f: Expr, x: Symbol, named: Mapping[Expr, Symbol] | None = None) -> Step:
    """The derivative of an unevaluated expression, and every step to it.

    named: inner functions that have a name already.
    """
    used: set[Any] = {x, *f.free_symbols}
    return _step(f, x, Letters(frozenset(used), named or {}))


def _step(f: Expr, x: Symbol, letters: Letters) -> Step:
    for name, rule in RULES.items():
        use = rule(f, x, letters)
        if use is None:
            continue
        if use.inner is not None:
            letters = Letters(letters.used | {use.inner[0]}, letters.named)
        parts = tuple(_step(part, variable, letters) for part, variable in use.parts)
        after = use.combine([part.after for part in parts])
        return Step(use.name or name, f, x, after, parts, use.inner)
    raise AssertionError(f"no rule for {f}")  # chain applies to whatever the others leave
