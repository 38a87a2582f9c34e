"""From a person's text to an expression. No part of the text is ever evaluated as code."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import sympy
from lark import Token, Tree
from sympy import Add, Expr, Integer, Mul, Number, Pow, Rational, Symbol

from glassnet.calculus import bounds
from glassnet.calculus.errors import FormulaError
from glassnet.calculus.evaluate import value
from glassnet.calculus.functions import ALIASES, FUNCTIONS, maximum, minimum
from glassnet.calculus.grammar import parse
from glassnet.calculus.tidy import extent, flat, negative, quotient, replaced, root
from glassnet.messages import suggestion, text

CONSTANTS: dict[str, Expr] = {"e": sympy.E, "pi": sympy.pi, "π": sympy.pi}
EXTREMES: dict[str, Any] = {"min": minimum, "max": maximum}
# Names that are no variable's.
RESERVED = {*CONSTANTS, *EXTREMES, *FUNCTIONS, *ALIASES, "sqrt"}
# f(x, y) = …
HEAD = re.compile(r"\s*(\w+)\s*\([^()=]*\)\s*=")
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
SUBSCRIPTS = {ord("₀") + digit: str(digit) for digit in range(10)}


@dataclass(frozen=True)
class Formula:
    """An expression as it was written.

    text: what was read. expression: SymPy's, unevaluated, with every definition put in its place.
    name: what it is called, "f" unless the text says. letters: its arguments, in their order in
    `f(x, y) = …`, or else all its letters, as they first come.
    named: inner expressions that the text gives a name, for a chain rule to use.
    decimals: whether numbers are written with a decimal point. ln: whether log is written ln.
    """

    text: str
    expression: Expr
    name: str = "f"
    letters: tuple[Symbol, ...] = ()
    named: Mapping[Expr, Symbol] = field(default_factory=dict)
    decimals: bool = False
    ln: bool = False


def read(source: str) -> Formula:
    """A formula, of one line or of several: definitions such as `u = w*x + b` first.

    Raises FormulaError, with the column, for what is no formula, and for one that is larger than
    what is worked with.
    """
    lines = [(n, line) for n, line in enumerate(source.splitlines(), 1) if line.strip()]
    if not lines:
        raise FormulaError(text("formula-empty"))
    if len(lines) > bounds.LINES:
        raise FormulaError(text("formula-too-many-lines", found=len(lines), most=bounds.LINES))
    reader = _Reader()
    last = [reader.line(line, number, alone=len(lines) == 1) for number, line in lines][-1]
    inner = [d for d in reader.definitions.values() if d is not last and not d.arguments]
    return Formula(
        text=source.strip(),
        expression=last.body,
        name=last.name or "f",
        letters=last.arguments or tuple(_letters(last.body)),
        named={each.body: letter(each.name) for each in inner},
        decimals=reader.decimals,
        ln=reader.ln,
    )


def letter(name: str) -> Symbol:
    """The variable of that name, a real number. x₁ is x_1."""
    digits = len(name) - len(name.rstrip("₀₁₂₃₄₅₆₇₈₉"))
    if digits:
        name = f"{name[:-digits]}_{name[-digits:].translate(SUBSCRIPTS)}"
    return Symbol(name, real=True)


@dataclass(frozen=True)
class _Definition:
    """`name = body`, or `name(arguments) = body`."""

    name: str
    arguments: tuple[Symbol, ...]
    body: Expr


class _Reader:
    """Reads the lines of one text, each with what those before it defined."""

    def __init__(self) -> None:
        self.definitions: dict[str, _Definition] = {}
        self.decimals = False
        self.ln = False
        self._line = 1

    def line(self, source: str, number: int, *, alone: bool) -> _Definition:
        """alone: it is the only line, so a mistake need not say in which it is."""
        try:
            return self._read(source, number)
        except FormulaError as error:
            if alone or error.column is None:
                raise
            said = text("formula-on-line", line=number, said=str(error))
            raise FormulaError(said, error.column, number) from None

    def _read(self, source: str, number: int) -> _Definition:
        self._line = number
        head = HEAD.match(source)
        tree = parse(source, partial(self._is_function, defined=head and head[1]), number)
        self._check_size(tree)
        *left, right = tree.children
        name, arguments = self._left(left[0]) if left else ("", ())
        defined = _Definition(name, arguments, self._expression(right))
        if name:
            self.definitions[name] = defined
        return defined

    def _is_function(self, name: str, defined: str | None) -> bool:
        """Before a parenthesis. A longer name that nobody knows is more likely a typing error.

        defined: what this line is the definition of, if that is a function.
        """
        if name == defined:
            return True
        if name in self.definitions:
            return bool(self.definitions[name].arguments)
        return name not in CONSTANTS and (name in RESERVED or not _is_letter(name))

    def _left(self, tree: Any) -> tuple[str, tuple[Symbol, ...]]:
        """What stands before `=`: a name, or a name with its arguments in parentheses."""
        names = [tree.children[0], *(part.children[0] for part in tree.children[1:])]
        plain = tree.data == "name" or (
            tree.data == "call" and all(part.data == "name" for part in tree.children[1:])
        )
        if not plain:
            raise self._error("formula-left-side", tree)
        name = str(names[0])
        if name in RESERVED or name in self.definitions:
            raise self._error("formula-name-taken", tree, name=name)
        return name, tuple(letter(str(each)) for each in names[1:])

    def _expression(self, tree: Any) -> Expr:
        convert: Callable[..., Expr] = getattr(self, f"_{tree.data}")
        found = convert(tree, *tree.children)
        size, depth = extent(found)  # by definitions in definitions, larger than what was written
        if size > bounds.NODES:
            raise self._error("formula-too-large", tree, found=size, most=bounds.NODES)
        if depth > bounds.DEPTH:
            raise self._error("formula-too-deep", tree, found=depth, most=bounds.DEPTH)
        if not found.free_symbols:
            self._check_value(tree, found)
        return found

    # One method for each row of the grammar that makes a node.

    def _total(self, tree: Any, *terms: Any) -> Expr:
        return Add(*flat(Add, map(self._expression, terms)), evaluate=False)

    def _plus(self, tree: Any, term: Any) -> Expr:
        return self._expression(term)

    def _minus(self, tree: Any, term: Any) -> Expr:
        return negative(self._expression(term))

    _negate = _minus

    def _product(self, tree: Any, first: Any, *factors: Any) -> Expr:
        found = self._expression(first)
        for factor in factors:
            if factor.data == "over":
                found = quotient(found, self._expression(factor))
            else:
                found = Mul(*flat(Mul, [found, self._expression(factor)]), evaluate=False)
        return found

    def _times(self, tree: Any, factor: Any) -> Expr:
        return self._expression(factor)

    def _over(self, tree: Any, below: Any) -> Expr:
        divisor = self._expression(below)
        if divisor == 0:
            raise self._error("formula-division-by-zero", below)
        return divisor

    def _power(self, tree: Any, base: Any, exponent: Any) -> Expr:
        return self._raised(tree, self._expression(base), self._expression(exponent))

    def _superscript(self, tree: Any, base: Any, exponent: Any) -> Expr:
        digits = str(exponent).translate(SUPERSCRIPTS)
        if len(digits) > bounds.DIGITS:
            raise self._error("formula-number-too-long", exponent, most=bounds.DIGITS)
        return self._raised(tree, self._expression(base), Integer(int(digits)))

    def _raised(self, tree: Any, base: Expr, exponent: Expr) -> Expr:
        if isinstance(exponent, Number) and abs(exponent) > bounds.EXPONENT:
            raise self._error("formula-exponent-too-large", tree, most=bounds.EXPONENT)
        if base == 0 and isinstance(exponent, Number) and exponent <= 0:
            raise self._error("formula-power-of-zero", tree)
        if base == sympy.E:
            return sympy.exp(exponent, evaluate=False)
        return Pow(base, exponent, evaluate=False)

    def _number(self, tree: Any, token: Token) -> Expr:
        digits, _, exponent = str(token).lower().partition("e")
        if len(digits) > bounds.DIGITS:
            raise self._error("formula-number-too-long", token, most=bounds.DIGITS)
        if len(exponent) > 4 or abs(int(exponent or 0)) > bounds.TENS:
            raise self._error("formula-number-too-large", token, most=bounds.TENS)
        self.decimals |= "." in digits or bool(exponent)
        return Rational(str(token))

    def _name(self, tree: Any, token: Token) -> Expr:
        name = str(token)
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name in self.definitions and not self.definitions[name].arguments:
            return self.definitions[name].body
        if name in RESERVED or name in self.definitions:
            raise self._error("formula-needs-argument", token, name=name)
        return letter(name)

    def _call(self, tree: Any, token: Token, *parts: Any) -> Expr:
        name = ALIASES.get(str(token), str(token))
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
                return root(arguments[0])
            applied: Any = FUNCTIONS[name].symbolic
            return applied(arguments[0], evaluate=False)
        known = [*FUNCTIONS, *EXTREMES, *ALIASES, "sqrt", *self.definitions]
        raise self._error(
            "formula-unknown-function", token, name=name, near=suggestion(name, known)
        )

    def _check_count(self, token: Token, found: int, expected: int) -> None:
        if found != expected:
            name = str(token)
            raise self._error("formula-arguments", token, name=name, found=found, expected=expected)

    def _check_value(self, tree: Any, constant: Expr) -> None:
        """Nothing computes with numbers that take memory and time, such as 9^9^9."""
        with np.errstate(all="ignore"):
            found = float(value(constant, {}))
        if math.isnan(found):
            raise self._error("formula-no-value", tree)
        vanished = isinstance(constant, Pow) and found == 0 and constant.base != 0
        if abs(found) > 10.0**bounds.TENS or 0 < abs(found) < 10.0**-bounds.TENS or vanished:
            raise self._error("formula-value-too-large", tree, most=bounds.TENS)

    def _check_size(self, tree: Tree[Token]) -> None:
        nodes, deepest, waiting = 0, 0, [(tree, 1)]
        while waiting:
            part, depth = waiting.pop()
            nodes, deepest = nodes + 1, max(deepest, depth)
            waiting += [(each, depth + 1) for each in part.children if isinstance(each, Tree)]
        if nodes > bounds.NODES:
            raise self._error("formula-too-large", None, found=nodes, most=bounds.NODES)
        if deepest > bounds.DEPTH:
            raise self._error("formula-too-deep", None, found=deepest, most=bounds.DEPTH)

    def _error(self, key: str, where: Any, **values: Any) -> FormulaError:
        meta = where.meta if isinstance(where, Tree) else where
        column = getattr(meta, "column", None)
        return FormulaError(text(key, column=column or 0, **values), column, self._line)


def _is_letter(name: str) -> bool:
    """One letter, with a subscript or without: x, w_1, σ2."""
    return len(name.rstrip("0123456789₀₁₂₃₄₅₆₇₈₉").rstrip("_")) == 1


def _letters(expression: Expr) -> list[Symbol]:
    """As they first come."""
    found = (part for part in sympy.preorder_traversal(expression) if isinstance(part, Symbol))
    return list(dict.fromkeys(found))
