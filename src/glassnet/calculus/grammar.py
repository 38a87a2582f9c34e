"""The language of formulas: which texts are formulas, and how they are read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NoReturn

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from glassnet.calculus import bounds
from glassnet.calculus.errors import FormulaError
from glassnet.messages import text

# A product without a sign binds tighter than a quotient, as in 1/2x; a power tighter than a minus
# before it, as in -x^2, and powers from the right. What stands left of = is checked afterwards.
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

NAME: /(?![⁰¹²³⁴-⁹₀-₉])[^\W\d_](?:(?![⁰¹²³⁴-⁹₀-₉])\w)*[₀-₉]*/
NUMBER: /(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/
SUPERSCRIPT: /⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/
_MINUS: "-" | "−"
_TIMES: "*" | "·" | "×" | "⋅"
_OVER: "/" | "÷"
_POWER: "^" | "**"
%declare FUNCTION
%ignore /[ \t]+/
"""
# Whatever may come next -> what a person calls it. Of the others, that may come almost anywhere,
# nothing is said.
EXPECTED = {"NUMBER": "formula-operand", "RPAR": "formula-closing"}


def parse(line: str, is_function: Callable[[str], bool], number: int = 1) -> Tree[Token]:
    """The tree of one line; its parts know their columns.

    is_function: whether a name before a parenthesis is a function's; the others are factors, as x
    is in x(x + 1)^2. number: of the line, for errors.

    Raises FormulaError with the column, and what was expected there.
    """
    if len(line) > bounds.LENGTH:
        raise FormulaError(text("formula-too-long", found=len(line), most=bounds.LENGTH))
    parser = _parser().parse_interactive()
    try:
        for token in _with_functions(_parser().lex(line), is_function):
            parser.feed_token(token)
        return parser.feed_eof()
    except UnexpectedCharacters as error:
        _explain(error.column, line[error.column - 1], parser.accepts(), number)
    except UnexpectedToken as error:
        ended = error.token.type == "$END"
        column = len(line.rstrip()) + 1 if ended else error.token.column or 1
        _explain(column, "" if ended else str(error.token), parser.accepts(), number)


@functools.cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer="basic", start="line", propagate_positions=True)


def _with_functions(tokens: Iterable[Token], is_function: Callable[[str], bool]) -> Iterator[Token]:
    waiting: Token | None = None
    for token in tokens:
        if waiting is not None:
            called = token.type == "LPAR" and is_function(str(waiting))
            yield waiting.update(type="FUNCTION") if called else waiting
        waiting = token if token.type == "NAME" else None
        if waiting is None:
            yield token
    if waiting is not None:
        yield waiting


def _explain(column: int, found: str, accepted: Collection[str], number: int) -> NoReturn:
    what = next((text(key) for name, key in EXPECTED.items() if name in accepted), None)
    what = what or text("formula-operator")
    if found:
        said = text("formula-unexpected", column=column, found=found, expected=what)
    else:
        said = text("formula-unfinished", column=column, expected=what)
    raise FormulaError(said, column, number)
