"""Translation of a line's tree to the expression that it means, as it stands.

Nothing is rewritten: 1/(1/x) has no value at 0, so it is not x, and x - -x is not x + x.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import sympy
from lark import Token, Tree
from sympy import Add, Expr, Integer, Mul, Number, Pow, Rational, Symbol

from glassnet.calculus.evaluate import evaluate
from glassnet.calculus.expressions import divided, extent, flat, negated, replaced, times
from glassnet.calculus.functions import ALIASES, FUNCTIONS
from glassnet.calculus.grammar import (
    CONSTANTS,
    EXTREMES,
    FUNCTION_NAMES,
    MOST_DIGITS,
    MOST_EXPONENT,
    MOST_LEVELS,
    MOST_NODES,
    MOST_TENS,
    RESERVED,
    WORDS,
    FormulaError,
    is_single,
    letter,
    parse,
)
from glassnet.calculus.simplify import HALF
from glassnet.text import did_you_mean, message

# f(x, y) = …
HEAD = re.compile(r"\s*(\w+)\s*\([^()=]*\)\s*=")
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@dataclass(frozen=True)
class Definition:
    """`name = body`, or `name(arguments) = body`.

    Attributes:
        name: The name on the left; "" for a body alone.
        arguments: The arguments of a function.
        body: The right side.
    """

    name: str
    arguments: tuple[Symbol, ...]
    body: Expr


class FormulaParser:
    """Reads the lines of one text, each with what those before it defined.

    Attributes:
        definitions: The definitions of the lines so far, by name.
        split: Products such as x^2y, by their text: people differ on what the exponent is.
        decimals: Whether a number had a decimal point.
        ln: Whether log was written ln.
    """

    def __init__(self) -> None:
        self.definitions: dict[str, Definition] = {}
        self.split: dict[str, Expr] = {}
        self.decimals = False
        self.ln = False
        self._letters: set[str] = set()  # that stand for themselves in some line
        self._source, self._line = "", 1

    def line(self, source: str, number: int, *, alone: bool) -> Definition:
        """Read a line. alone: the only one, so that a mistake need not say in which line it is.

        Raises:
            FormulaError: the text is not a formula.
        """
        try:
            return self._read(source, number)
        except FormulaError as error:
            if alone or error.column is None:
                raise
            said = message("formula-on-line", line=number, said=str(error))
            raise FormulaError(said, error.column, number) from None

    def _read(self, source: str, number: int) -> Definition:
        self._source, self._line = source, number
        head = HEAD.match(source)
        tree = parse(source, partial(self._is_function, defined=head and head[1]), number)
        *left, right = tree.children
        name, arguments = self._left(left[0]) if left else ("", ())
        body = self._expression(right)
        self._letters |= {str(each) for each in body.free_symbols - {*arguments}}
        # b is a letter in c = 2b, and stays one.
        if name in self._letters:
            raise self._error("formula-name-is-letter", left[0], name=name)
        found = Definition(name, arguments, body)
        if name:
            self.definitions[name] = found
        return found

    def _is_function(self, name: str, defined: str | None) -> bool:
        """Whether a name before a parenthesis is a function's.

        A longer name that is unknown is more likely a typing error than a factor.

        defined: the function that this line defines, if any.
        """
        name = str(letter(name))
        if defined is not None and name == str(letter(defined)):
            return True
        if name in self.definitions:
            return bool(self.definitions[name].arguments)
        return name not in CONSTANTS and (name in RESERVED or not is_single(name))

    def _left(self, tree: Any) -> tuple[str, tuple[Symbol, ...]]:
        """The left side of `=`: a name, or a name with its arguments in parentheses."""
        names = [tree.children[0], *(part.children[0] for part in tree.children[1:])]
        plain = tree.data == "name" or (
            tree.data == "call" and all(part.data == "name" for part in tree.children[1:])
        )
        if not plain:
            raise self._error("formula-left-side", tree)
        found = [str(letter(str(name))) for name in names]
        for place, name in enumerate(found):
            if name in RESERVED or name in self.definitions or name in found[:place]:
                raise self._error("formula-name-taken", names[place], name=name)
            self._check_word(names[place])
        return found[0], tuple(map(letter, found[1:]))

    def _expression(self, tree: Any) -> Expr:
        convert: Callable[..., Expr] = getattr(self, f"_{tree.data}")
        found = convert(tree, *tree.children)
        size, depth = extent(found)  # by definitions in definitions, larger than what was written
        if size > MOST_NODES:
            raise self._error("formula-too-large", tree, found=size, most=MOST_NODES)
        if depth > MOST_LEVELS:
            raise self._error("formula-too-deep", tree, found=depth, most=MOST_LEVELS)
        if not found.free_symbols:
            self._check_value(tree, found)
        return found

    # One method for each row of the grammar that makes a node.

    def _total(self, tree: Any, *terms: Any) -> Expr:
        return Add(*flat(Add, map(self._expression, terms)), evaluate=False)

    def _plus(self, tree: Any, term: Any) -> Expr:
        return self._expression(term)

    _times = _plus

    def _minus(self, tree: Any, term: Any) -> Expr:
        return negated(self._expression(term))

    _negate = _minus

    def _product(self, tree: Any, first: Any, *factors: Any) -> Expr:
        found = self._expression(first)
        for factor in factors:
            combine = divided if factor.data == "over" else times
            found = combine(found, self._expression(factor))
        constant = [part for part in flat(Mul, [found]) if not part.free_symbols]
        if len(constant) > 1:
            self._check_value(tree, Mul(*constant, evaluate=False))
        self._keep_split(tree, found)
        return found

    def _keep_split(self, tree: Any, found: Expr) -> None:
        """Keep a product such as x^2y, whose y may be meant as a part of the exponent."""
        for factor, behind in pairwise(tree.children):
            name = behind.children[0] if behind.data == "power" else behind
            if factor.data == "power" and name.data == "name":
                start = name.meta.start_pos
                if self._source[start - 1].isalnum():  # no blank, no parenthesis
                    self.split[self._source[tree.meta.start_pos : tree.meta.end_pos]] = found

    def _over(self, tree: Any, below: Any) -> Expr:
        divisor = self._expression(below)
        if _is_zero(divisor):
            raise self._error("formula-division-by-zero", below)
        return divisor

    def _power(self, tree: Any, base: Any, exponent: Any) -> Expr:
        return self._raised(tree, self._expression(base), self._expression(exponent))

    def _superscript(self, tree: Any, base: Any, exponent: Any) -> Expr:
        digits = str(exponent).translate(SUPERSCRIPTS)
        if len(digits) > MOST_DIGITS:
            raise self._error("formula-number-too-long", exponent, most=MOST_DIGITS)
        return self._raised(tree, self._expression(base), Integer(int(digits)))

    def _raised(self, tree: Any, base: Expr, exponent: Expr) -> Expr:
        if isinstance(exponent, Number) and abs(exponent) > MOST_EXPONENT:
            raise self._error("formula-exponent-too-large", tree, most=MOST_EXPONENT)
        if _is_zero(base) and not exponent.free_symbols and _number(exponent) <= 0:
            raise self._error("formula-power-of-zero", tree)
        if base == sympy.E:
            return sympy.exp(exponent, evaluate=False)
        return Pow(base, exponent, evaluate=False)

    def _number(self, tree: Any, token: Token) -> Expr:
        digits, _, exponent = str(token).lower().partition("e")
        if len(digits) > MOST_DIGITS:
            raise self._error("formula-number-too-long", token, most=MOST_DIGITS)
        if len(exponent) > 4 or abs(int(exponent or 0)) > MOST_TENS:
            raise self._error("formula-number-too-large", token, most=MOST_TENS)
        self.decimals |= "." in digits or bool(exponent)
        return Rational(str(token))

    def _name(self, tree: Any, token: Token) -> Expr:
        name = str(letter(str(token)))
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name in self.definitions and not self.definitions[name].arguments:
            return self.definitions[name].body
        if name in RESERVED or name in self.definitions:
            raise self._error("formula-needs-argument", token, name=name)
        self._check_word(token)
        return letter(name)

    def _call(self, tree: Any, token: Token, *parts: Any) -> Expr:
        name = ALIASES.get(str(token), str(letter(str(token))))
        arguments = [self._expression(part) for part in parts]
        self.ln |= str(token) == "ln"
        if name in self.definitions and self.definitions[name].arguments:
            found = self.definitions[name]
            self._check_count(token, len(parts), len(found.arguments))
            return replaced(found.body, dict(zip(found.arguments, arguments, strict=True)))
        if name in EXTREMES:
            self._check_count(token, len(parts), 2)
            return EXTREMES[name](*arguments, evaluate=False)
        if name in FUNCTIONS or name == "sqrt":
            self._check_count(token, len(parts), 1)
            if name == "sqrt":
                return Pow(arguments[0], HALF, evaluate=False)
            applied: Any = FUNCTIONS[name].symbolic
            return applied(arguments[0], evaluate=False)
        near = did_you_mean(name, [*FUNCTION_NAMES, *self.definitions])
        raise self._error("formula-unknown-function", token, name=name, near=near)

    def _check_count(self, token: Token, found: int, expected: int) -> None:
        if found != expected:
            counts = {"found": found, "expected": expected}
            raise self._error("formula-arguments", token, name=str(token), **counts)

    def _check_word(self, token: Token) -> None:
        if token in WORDS:
            raise self._error("formula-word", token, name=str(token))

    def _check_value(self, tree: Any, constant: Expr) -> None:
        """Refuse numbers that take too much memory and time, such as 9^9^9."""
        found = _number(constant)
        if math.isnan(found):
            raise self._error("formula-no-value", tree)
        parts: Any = constant.args[:1] if isinstance(constant, Pow) else constant.args
        made = isinstance(constant, Pow | Mul) and not any(map(_is_zero, parts))
        vanished = found == 0 and made
        if abs(found) > 10.0**MOST_TENS or 0 < abs(found) < 10.0**-MOST_TENS or vanished:
            raise self._error("formula-value-too-large", tree, most=MOST_TENS)

    def _error(self, key: str, where: Any, **values: Any) -> FormulaError:
        meta = where.meta if isinstance(where, Tree) else where
        column = getattr(meta, "column", None)
        return FormulaError(message(key, column=column or 0, **values), column, self._line)


def _number(constant: Expr) -> float:
    with np.errstate(all="ignore"):
        return float(evaluate(constant, {}))


def _is_zero(expression: Expr) -> bool:
    return not expression.free_symbols and _number(expression) == 0
