"""Differentiation, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol

from glassnet.calculus.letters import Letters
from glassnet.calculus.rules import RULES


@dataclass(frozen=True)
class Step:
    """One use of one rule.

    rule: its name, a key of `text`. before: what is differentiated with respect to `variable`.
    after: its derivative. parts: the steps that the rule needed, in the rule's order; of the chain
    rule the outer function's and the inner one's. applied: the derivative as the rule has it,
    before it is made simpler; None of a rule that needs no other step.
    inner: of the chain rule, the inner function and its letter. called: what is differentiated is,
    where anything speaks of it by name; "" elsewhere.
    """

    rule: str
    before: Expr
    variable: Symbol
    after: Expr
    parts: tuple[Step, ...] = ()
    applied: Expr | None = None
    inner: tuple[Symbol, Expr] | None = None
    called: str = ""

    def walk(self, number: tuple[int, ...] = (1,)) -> Iterator[tuple[tuple[int, ...], Step]]:
        """This step and all below it, each with its number: (1,), (1, 1), (1, 1, 1), (1, 2), …"""
        yield number, self
        for place, part in enumerate(self.parts, 1):
            yield from part.walk((*number, place))


def differentiate(
    f: Expr, x: Symbol, named: Mapping[Expr, Symbol] | None = None, called: str = ""
) -> Step:
    """The derivative of an unevaluated expression, and every step to it.

    named: inner functions that have a name already. called: the name of `f`, if it has one.
    """
    used: set[Any] = {x, *f.free_symbols}
    if called:
        used.add(Symbol(called, real=True))
    return _step(f, x, Letters(frozenset(used), named or {}), called)


def _step(f: Expr, x: Symbol, letters: Letters, called: str = "") -> Step:
    for name, rule in RULES.items():
        use = rule(f, x, letters)
        if use is None:
            continue
        names = [""] * len(use.parts)
        if use.inner is not None:
            u, _ = use.inner
            letters = letters.and_also(u)
            names = ["", str(u)]
            if not called:
                whole = letters.outer()
                letters, called = letters.and_also(whole), str(whole)
        parts = tuple(
            _step(part, variable, letters, its)
            for (part, variable), its in zip(use.parts, names, strict=True)
        )
        found = [part.after for part in parts]
        applied = use.applied(found) if use.applied else None
        rule_name = use.name or name
        return Step(rule_name, f, x, use.combine(found), parts, applied, use.inner, called)
    raise AssertionError(f"no rule for {f}")  # chain applies to whatever the others leave
