"""What names mean in a formula: constants, functions, and letters, which are all the others."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

import sympy
from sympy import Expr, Symbol

from glassnet.calculus.functions import ALIASES, FUNCTIONS, maximum, minimum
from glassnet.text import did_you_mean, message

CONSTANTS: dict[str, Expr] = {"e": sympy.E, "pi": sympy.pi, "π": sympy.pi}
EXTREMES: dict[str, Callable[..., Any]] = {"min": minimum, "max": maximum}
# Those that most people look for first: of so many a list is cut short.
COMMON = ("exp", "log", "ln", "sqrt", "sin", "cos", "tan", "abs", "max", "min", "sigmoid", "relu")
APPLIED = list(dict.fromkeys([*COMMON, *FUNCTIONS, *EXTREMES, *ALIASES]))
# Names that are no variable's.
RESERVED = {*CONSTANTS, *APPLIED}
# Words of programs. A letter named if is a program that was taken for a formula; but λ is a letter.
WORDS = {*keyword.kwlist, "nan", "inf"} - {"lambda"}
# What a formula is called that has no name of its own: the first that is no letter of it.
CALLED = ("f", "g", "y", "h", "F", "G")
SUBSCRIPTS = {ord("₀") + digit: str(digit) for digit in range(10)}
LONG = re.compile("[A-Za-z]{2,4}")


def letter(name: str) -> Symbol:
    """The variable of that name, a real number. x₁ is x_1."""
    digits = len(name) - len(name.rstrip("₀₁₂₃₄₅₆₇₈₉"))
    if digits:
        name = f"{name[:-digits]}_{name[-digits:].translate(SUBSCRIPTS)}"
    return Symbol(name, real=True)


def is_single(name: str) -> bool:
    """One letter, with a subscript or without: x, w_1, σ2."""
    return len(name.rstrip("0123456789₀₁₂₃₄₅₆₇₈₉").rstrip("_")) == 1


def free_name(taken: Collection[str]) -> str:
    """What a formula is called whose letters and definitions are `taken`."""
    numbered = (f"f_{number}" for number in range(1, 10_000))
    return next(name for name in (*CALLED, *numbered) if name not in taken)


def product_or_near(name: str, known: Iterable[str]) -> str:
    """What is said after a letter that is not there: ' wx is one name: …', or a near miss."""
    names = list(known)
    whole = next((each for each in names if name in each and LONG.fullmatch(each)), None)
    if is_single(name) and whole is not None:
        return " " + message("name-is-one", name=whole, product="*".join(whole))
    return did_you_mean(name, names)


def may_be_product(name: str, letters: Iterable[str]) -> str:
    """pi*x of pix, w*x of wx where x is a letter too; '' of a name that is most likely one."""
    if not LONG.fullmatch(name):
        return ""
    parts = re.findall("pi|.", name)
    alone = {*letters} - {name}
    hints = [part for part in parts if part in CONSTANTS or part in alone]
    others = [part for part in parts if part not in hints]
    return "*".join(parts) if len(parts) > 1 and hints and len(others) < 2 else ""
