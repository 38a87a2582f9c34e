"""Differentiation, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr, Symbol

from glassnet.calculus.grammar import free_name
from glassnet.calculus.rules import RULES, SIMPLIFIED, UNREDUCED, chain_rule

# What the inner functions of chains are called, and what is differentiated, if it has no name.
INNER_NAMES = ("u", "v", "z", "s", "t", "p", "q", "r")
OUTER_NAMES = ("y", "g", "h", "k", "m", "n")


@dataclass(frozen=True)
class Step:
    """One use of one rule.

    Attributes:
        rule: The rule's name, a key of `text`.
        before: The expression that is differentiated.
        variable: The variable of differentiation.
        after: The derivative.
        parts: The steps that the rule needed, in the rule's order; for the chain rule, the outer
            function's and the inner one's.
        applied: The derivative as the rule has it, before it is simplified; None for a rule that
            needs no other step.
        inner: For the chain rule, the inner function's letter and the function.
        called: The name of the expression, where anything refers to it by name; else "".
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
        """This step and all below it, numbered: (1,), (1, 1), (1, 1, 1), (1, 2), …"""
        yield number, self
        for place, part in enumerate(self.parts, 1):
            yield from part.walk((*number, place))


def differentiate(
    f: Expr, x: Symbol, named: Mapping[Expr, Symbol] | None = None, called: str = ""
) -> Step:
    """Differentiate an unevaluated expression, and keep every step.

    named: inner functions that have a name already. called: the name of `f`, if it has one.
    """
    used: set[Any] = {x, *f.free_symbols}
    if called:
        used.add(Symbol(called, real=True))
    return _step(f, x, _Letters(frozenset(used), named or {}), called)


@dataclass(frozen=True)
class _Letters:
    """Names for inner functions: letters that mean nothing else yet.

    Attributes:
        used: Letters that mean something already.
        named: Expressions that the formula itself names, unless it uses the name as a letter too.
    """

    used: frozenset[Symbol]
    named: Mapping[Expr, Symbol]

    def for_inner(self, inner: Expr) -> Symbol:
        named = self.named.get(inner)
        return named if named is not None and named not in self.used else self.free(INNER_NAMES)

    def free(self, names: Sequence[str]) -> Symbol:
        taken = {str(letter) for letter in (*self.used, *self.named.values())}
        return Symbol(free_name(names, taken), real=True)

    def without(self, letter: Symbol) -> _Letters:
        return replace(self, used=self.used | {letter})


def _step(f: Expr, x: Symbol, letters: _Letters, called: str = "") -> Step:
    found = ((name, rule(f, x)) for name, rule in RULES.items())
    name, use = next(((name, use) for name, use in found if use is not None), ("", None))
    use = use or chain_rule(f, x, letters.for_inner)
    names = [""] * len(use.parts)
    if use.inner is not None:
        u, _ = use.inner
        letters = letters.without(u)
        names = ["", str(u)]
        if not called:
            whole = letters.free(OUTER_NAMES)
            letters, called = letters.without(whole), str(whole)
    parts = tuple(
        _step(part, variable, letters, its)
        for (part, variable), its in zip(use.parts, names, strict=True)
    )
    derivatives = [part.after for part in parts]
    after = use.derivative(derivatives, SIMPLIFIED)
    applied = use.derivative(derivatives, UNREDUCED) if parts else None
    return Step(use.name or name, f, x, after, parts, applied, use.inner, called)
