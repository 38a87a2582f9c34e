"""What a derivative comes to when like terms are joined and fractions reduced."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Expr

from glassnet.calculus.order import ordered


def shorter(f: Expr) -> Expr | None:
    """The same expression in fewer operations, by SymPy; None if it finds none.

    It can take long, and has no bound of its own.
    """
    try:
        found = sympy.simplify(_evaluated(f), doit=False)
        return ordered(found) if found.count_ops() < f.count_ops() else None
    except Exception:  # what SymPy cannot do it says in many ways, of log(-1) < 0 by TypeError
        return None


def _evaluated(f: Any) -> Any:
    """As SymPy's own constructors would have made it. `doit` would write out a sigmoid as well."""
    if not f.args:
        return f
    return f.func(*(_evaluated(part) for part in f.args))
