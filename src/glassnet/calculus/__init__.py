"""Formulas and their derivatives: a person's text, the rules, every step, and what checks them.

`derive` reads a text by a grammar of its own and differentiates it by a table of rules; the result
is compared with what knows nothing of those rules. May import: messages.
"""

from glassnet.calculus.derivation import Derivation, Gradient, derive
from glassnet.calculus.errors import DomainError, FormulaError, PointError
from glassnet.calculus.formula import Formula
from glassnet.calculus.limits import LimitTable, Quotient
from glassnet.calculus.steps import Step
from glassnet.calculus.witnesses import Check

__all__ = [
    "Check",
    "Derivation",
    "DomainError",
    "Formula",
    "FormulaError",
    "Gradient",
    "LimitTable",
    "PointError",
    "Quotient",
    "Step",
    "derive",
]
