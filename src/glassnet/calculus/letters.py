"""What the functions in a chain are called: letters that mean nothing else yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr, Symbol

# What the inner functions of chains are called, and what is differentiated, if it has no name.
INNER = ("u", "v", "z", "s", "t", "p", "q", "r")
OUTER = ("y", "g", "h", "k", "m", "n")


@dataclass(frozen=True)
class Letters:
    """Names for inner functions. used: those that mean something already.

    named: expressions that the formula itself gives a name; one that it uses as a letter too is no
    name of theirs.
    """

    used: frozenset[Symbol]
    named: Mapping[Expr, Symbol]

    def of(self, inner: Expr) -> Symbol:
        named = self.named.get(inner)
        if named is not None and named not in self.used:
            return named
        return self._free(INNER)

    def outer(self) -> Symbol:
        """For the whole of a chain that has no name."""
        return self._free(OUTER)

    def and_also(self, *others: Symbol) -> Letters:
        return Letters(self.used | {*others}, self.named)

    def _free(self, wanted: tuple[str, ...]) -> Symbol:
        names = (*wanted, *(f"{wanted[0]}_{number}" for number in range(1, 1000)))
        taken = self.used | {*self.named.values()}
        return next(u for name in names if (u := Symbol(name, real=True)) not in taken)
