"""Formulas and their derivatives: a person's text, the rules, every step, and what checks them.

`derive` reads a text by a grammar of its own and differentiates it by a table of rules; the result
is compared with what knows nothing of those rules. The path of a formula through the room: grammar,
parser, formula; rules, steps; derive; explain, printing. May import: text.
"""

from glassnet.calculus.cross_checks import Check
from glassnet.calculus.derive import Derivation, Gradient, derive
from glassnet.calculus.formula import Formula, PointError, read_formula, read_point
from glassnet.calculus.functions import FUNCTIONS, maximum, minimum
from glassnet.calculus.grammar import FormulaError
from glassnet.calculus.limits import LimitTable, Quotient
from glassnet.calculus.one_sided import DomainError
from glassnet.calculus.printing.style import FormulaStyle
from glassnet.calculus.steps import Step

__all__ = [
    "FUNCTIONS",
    "Check",
    "Derivation",
    "DomainError",
    "Formula",
    "FormulaError",
    "FormulaStyle",
    "Gradient",
    "LimitTable",
    "PointError",
    "Quotient",
    "Step",
    "derive",
    "maximum",
    "minimum",
    "read_formula",
    "read_point",
]
