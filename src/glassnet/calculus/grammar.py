"""The grammar of formulas, and what names mean in them: constants, functions, letters.

A line of text becomes a tree. Nothing of it is ever evaluated as code.
"""

from __future__ import annotations

import functools
import keyword
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any, NoReturn

import sympy
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from sympy import Expr, Symbol

from glassnet.cache_folders import cache_folder
from glassnet.calculus.expressions import extent
from glassnet.calculus.functions import ALIASES, FUNCTIONS, maximum, minimum
from glassnet.errors import GlassnetError
from glassnet.text import did_you_mean, message

# What a formula may be, so that no text takes long to read or to compute with.
MOST_CHARACTERS = 2_000
MOST_LINES = 20
MOST_NODES = 400  # operations, numbers and names, definitions written out
MOST_LEVELS = 40  # of parentheses and operations in each other
MOST_DIGITS = 40  # of a number
MOST_EXPONENT = 1_000
MOST_TENS = 300  # the exponent in 1e300

# A product without a sign binds tighter than a quotient, as in 1/2x; a power tighter than a minus
# before it, as in -x^2, and powers from the right. What stands left of = is checked afterwards.
# π and σ begin and end a name, as in 2πx; the other letters are names together, as in rate.
GRAMMAR = r"""
line: sum | sum "=" sum
?sum: product | product _term+ -> total
_term: plus | minus
plus: "+" product
minus: _MINUS product
?product: signed | signed _factor+ -> product
_factor: times | over
times: _TIMES signed
over: _OVER signed
?signed: implicit | _MINUS signed -> negate | "+" signed
?implicit: power | power power+ -> product
?power: atom | atom _POWER exponent -> power | atom SUPERSCRIPT -> superscript
?exponent: power | _MINUS exponent -> negate
?atom: NUMBER -> number | NAME -> name | FUNCTION "(" sum ("," sum)* ")" -> call | "(" sum ")"

NAME: "π" | "σ" BELOW? | LETTER (LETTER | DIGIT | "_")* LOWERED*
BELOW: "_" (LETTER | DIGIT)+ | DIGIT+ | LOWERED+
LETTER: /(?![¼-¾⅐-↉①-⓿])[^\W\d_πσ⁰¹²³⁴-⁹₀-₉]/
DIGIT: /\d/
LOWERED: /[₀-₉]/
NUMBER: /(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/
SUPERSCRIPT: /⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/
_MINUS: "-" | "−"
_TIMES: "*" | "·" | "×" | "⋅"
_OVER: "/" | "÷"
_POWER: "^" | "**"
%declare FUNCTION
%ignore /[ \t]+/
"""
# Whatever may come next -> what a person calls it: the first row all of which may.
EXPECTED = {
    ("_TIMES", "RPAR"): "formula-operator-or-closing",
    ("_TIMES",): "formula-operator",
    ("NUMBER",): "formula-operand",
    ("RPAR",): "formula-closing",
    (): "formula-operator",
}
BRACKETS = {"(": "formula-opening", ")": "formula-closing"}
# 0x10 and the like, which in a formula would be 0 times x10.
OF_PROGRAMS = re.compile("[xXbBoO][0-9a-fA-F]+")

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
# Names that are not meant as products of letters.
GREEK = {"beta", "zeta", "eta", "iota", "mu", "nu", "xi", "rho", "tau", "phi", "chi", "psi"}


class FormulaError(GlassnetError):
    """The text is not a formula, or a larger one than is worked with.

    Attributes:
        column: The column of the mistake, counted from 1; None if it is not one place.
        line: The line of the mistake, counted from 1.
    """

    def __init__(self, message: str, column: int | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.column = column
        self.line = line

    def __reduce__(self) -> tuple[type[FormulaError], tuple[str, int | None, int | None]]:
        return type(self), (str(self), self.column, self.line)


def parse(line: str, is_function: Callable[[str], bool], number: int = 1) -> Tree[Token]:
    """Parse one line; the parts of the tree know their columns.

    is_function: whether a name before a parenthesis is a function's; the others are factors, as x
    is in x(x + 1)^2.

    Raises:
        FormulaError: with the column, and what was expected there.
    """
    if len(line) > MOST_CHARACTERS:
        raise FormulaError(message("formula-too-long", found=len(line), most=MOST_CHARACTERS))
    parser = _parser().parse_interactive()
    try:
        for token in _with_functions(_checked(_parser().lex(line), number), is_function):
            parser.feed_token(token)
        tree = parser.feed_eof()
    except UnexpectedCharacters as error:
        _explain(error.column, line[error.column - 1], parser.accepts(), number)
    except UnexpectedToken as error:
        ended = error.token.type == "$END"
        column = len(line.rstrip()) + 1 if ended else error.token.column or 1
        _explain(column, "" if ended else str(error.token), parser.accepts(), number)
    _check_size(tree, number)
    return tree


@functools.cache
def _parser() -> Lark:
    # Lark works for 20 ms on the tables, reads them back in 1 ms, and makes what is damaged anew.
    folder = cache_folder("grammar")
    return Lark(
        GRAMMAR,
        parser="lalr",
        lexer="basic",
        start="line",
        propagate_positions=True,
        cache=False if folder is None else str(folder / "formulas"),
    )


def _checked(tokens: Iterable[Token], number: int) -> Iterator[Token]:
    """Refuse two numbers side by side: 1.2.3 and 2 3 are typing errors, not products."""
    before: Token | None = None
    for token in tokens:
        if before is not None and before.type == "NUMBER":
            joined = token.start_pos == before.end_pos
            program = before == "0" and joined and OF_PROGRAMS.fullmatch(token) is not None
            if token.type == "NUMBER" or program:
                column = before.column or 1
                said = message(
                    "formula-two-numbers", column=column, one=str(before), other=str(token)
                )
                raise FormulaError(said, column, number)
        before = token
        yield token


def _with_functions(tokens: Iterable[Token], is_function: Callable[[str], bool]) -> Iterator[Token]:
    waiting: Token | None = None
    try:
        for token in tokens:
            if waiting is not None:
                called = token.type == "LPAR" and is_function(str(waiting))
                yield waiting.update(type="FUNCTION") if called else waiting
            waiting = token if token.type == "NAME" else None
            if waiting is None:
                yield token
    except UnexpectedCharacters:
        if waiting is not None:
            yield waiting  # what may come after it is then known
        raise
    if waiting is not None:
        yield waiting


def _check_size(tree: Tree[Token], number: int) -> None:
    nodes, deepest = extent(
        tree, lambda part: [each for each in part.children if isinstance(each, Tree)]
    )
    if nodes > MOST_NODES:
        said = message("formula-too-large", found=nodes, most=MOST_NODES)
        raise FormulaError(said, None, number)
    if deepest > MOST_LEVELS:
        said = message("formula-too-deep", found=deepest, most=MOST_LEVELS)
        raise FormulaError(said, None, number)


def _explain(column: int, found: str, accepted: Collection[str], number: int) -> NoReturn:
    expected = next(key for names, key in EXPECTED.items() if {*names} <= {*accepted})
    # An operator may come after (x as well, but what it lacks is its end.
    if not found and "RPAR" in accepted:
        expected = "formula-closing"
    if found:
        sign = message(BRACKETS[found]) if found in BRACKETS else found
        said = message("formula-unexpected", column=column, found=sign, expected=message(expected))
    else:
        said = message("formula-unfinished", column=column, expected=message(expected))
    raise FormulaError(said, column, number)


def letter(name: str) -> Symbol:
    """The variable of that name, a real number. x₁ is x_1."""
    digits = len(name) - len(name.rstrip("₀₁₂₃₄₅₆₇₈₉"))
    if digits:
        name = f"{name[:-digits]}_{name[-digits:].translate(SUBSCRIPTS)}"
    return Symbol(name, real=True)


def is_single(name: str) -> bool:
    """Whether it is one letter, with a subscript or without: x, w_1, σ2."""
    return len(name.rstrip("0123456789₀₁₂₃₄₅₆₇₈₉").rstrip("_")) == 1


def free_name(names: Sequence[str], taken: Collection[str]) -> str:
    """The first of some names that means nothing else yet; if all do, f_1, f_2, …"""
    numbered = (f"{names[0]}_{number}" for number in count(1))
    return next(name for name in chain(names, numbered) if name not in taken)


FACTOR = r"pi|[A-Za-z](?:_?\d+)?"


def possible_product(name: str, letters: Iterable[str]) -> str:
    """The product that a name may be meant as: w*x of wx, pi*x of pix; '' if it is unlikely.

    Four letters are more likely a word, unless some of them are letters of the formula too.
    """
    parts = re.findall(FACTOR, name)
    alone = {*letters} - {name}
    others = [part for part in parts if part not in CONSTANTS and part not in alone]
    longest = 4 if len(others) < 2 else 3
    word = re.sub(r"_?\d+", "", name)
    likely = re.fullmatch(f"({FACTOR})+", name) and 2 <= len(word) <= longest
    return "*".join(parts) if likely and len(parts) > 1 and word.lower() not in GREEK else ""


def product_note(name: str, letters: Iterable[str]) -> str:
    """'read wx as one variable; …', or '' for a name that is hardly meant as a product."""
    product = possible_product(name, letters)
    return message("read-as-one-variable", name=name, product=product) if product else ""


def unknown_letter_hint(name: str, known: Iterable[str]) -> str:
    """A hint after 'no such letter': ' read wx as one variable; …' for w, or a similar name."""
    names = list(known)
    if is_single(name):
        note = next((product_note(each, names) for each in names if name in each), "")
        if note:
            return f" {note[0].upper()}{note[1:]}"
    return did_you_mean(name, names)
