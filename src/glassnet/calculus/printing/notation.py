"""What derivatives are called: df/dx, ∂f/∂w, d²f/dx², ∂²f/∂y∂x."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sympy import Symbol, latex

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def leibniz(name: str, variables: Sequence[Symbol], *, partial: bool) -> str:
    """On one line. partial: whether there are letters that are held constant."""
    d = "∂" if partial else "d"
    below = "".join(f"{d}{x}{_raised(times)}" for x, times in _below(variables))
    return f"{d}{_raised(len(variables))}{name}/{below}"


def leibniz_latex(name: str, variables: Sequence[Symbol], *, partial: bool) -> str:
    d = r"\partial " if partial else "d "
    below = r" \, ".join(
        f"{d}{latex(Symbol(x))}{_raised_latex(times)}" for x, times in _below(variables)
    )
    order = _raised_latex(len(variables))
    return rf"\frac{{{d.strip()}{order} {latex(Symbol(name))}}}{{{below}}}"


def _below(variables: Sequence[Symbol]) -> list[tuple[str, int]]:
    """What was differentiated by last stands first."""
    return [(str(x), len(list(same))) for x, same in groupby(reversed(variables))]


def _raised(times: int) -> str:
    return "" if times == 1 else str(times).translate(SUPERSCRIPTS)


def _raised_latex(times: int) -> str:
    return "" if times == 1 else f"^{{{times}}}"
