"""What names mean in a formula: constants, functions, and letters, which are all the others."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Collection, Iterable
from itertools import chain, count
from typing import Any

import sympy
from sympy import Expr, Symbol

from glassnet.calculus.functions import ALIASES, FUNCTIONS, maximum, minimum
from glassnet.text import did_you_mean, message

CONSTANTS: dict[str, Expr] = {"e": sympy.E, "pi": sympy.pi, "π": sympy.pi}
EXTREMES: dict[str, Callable[..., Any]] = {"min": minimum, "max": maximum}
# Those that most people look for first: of so many a list is cut short.
COMMON = ("exp", "log", "ln", "sqrt", "sin", "cos", "tan", "abs", "max", "min", "sigmoid", "relu")
FUNCTION_NAMES = list(dict.fromkeys([*COMMON, *FUNCTIONS, *EXTREMES, *ALIASES]))
# Names that no variable may have.
RESERVED = {*CONSTANTS, *FUNCTION_NAMES}
# Words of programs. A letter named if is a program that was taken for a formula; but λ is a letter.
WORDS = {*keyword.kwlist, "nan", "inf"} - {"lambda"}
# What a formula is called that has no name of its own: the first that is no letter of it.
FORMULA_NAMES = ("f", "g", "y", "h", "F", "G")
SUBSCRIPTS = {ord("₀") + digit: str(digit) for digit in range(10)}
# Names that may be meant as products of letters; the names of Greek letters are not.
SHORT = re.compile("[A-Za-z]{2,3}")
LONGER = re.compile("[A-Za-z]{4}")
GREEK = {"beta", "zeta", "eta", "iota", "mu", "nu", "xi", "rho", "tau", "phi", "chi", "psi"}


def letter(name: str) -> Symbol:
    """The variable of that name, a real number. x₁ is x_1."""
    digits = len(name) - len(name.rstrip("₀₁₂₃₄₅₆₇₈₉"))
    if digits:
        name = f"{name[:-digits]}_{name[-digits:].translate(SUBSCRIPTS)}"
    return Symbol(name, real=True)


def is_single(name: str) -> bool:
    """Whether it is one letter, with a subscript or without: x, w_1, σ2."""
    return len(name.rstrip("0123456789₀₁₂₃₄₅₆₇₈₉").rstrip("_")) == 1


def free_name(taken: Collection[str]) -> str:
    """A name for a formula whose letters and definitions are `taken`."""
    numbered = (f"f_{number}" for number in count(1))
    return next(name for name in chain(FORMULA_NAMES, numbered) if name not in taken)


def possible_product(name: str, letters: Iterable[str]) -> str:
    """The product that a name may be meant as: w*x of wx, pi*x of pix; '' if it is unlikely.

    Four letters are more likely a word, unless some of them are letters of the formula too.
    """
    parts = re.findall("pi|.", name)
    alone = {*letters} - {name}
    others = [part for part in parts if part not in CONSTANTS and part not in alone]
    likely = SHORT.fullmatch(name) or (LONGER.fullmatch(name) and len(others) < 2)
    return "*".join(parts) if likely and len(parts) > 1 and name.lower() not in GREEK else ""


def product_note(name: str, letters: Iterable[str]) -> str:
    """'read wx as one variable; …', or '' for a name that is hardly meant as a product."""
    product = possible_product(name, letters)
    return message("read-as-one-variable", name=name, product=product) if product else ""


def unknown_letter_hint(name: str, known: Iterable[str]) -> str:
    """What follows 'no such letter': ' read wx as one variable; …' of w, or a near miss."""
    names = list(known)
    if is_single(name):
        note = next((product_note(each, names) for each in names if name in each), "")
        if note:
            return " " + note
    return did_you_mean(name, names)
