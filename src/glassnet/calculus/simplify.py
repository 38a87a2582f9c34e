"""Simplified sums, products and powers, as far as anybody sees at once that they are the same.

SymPy's own constructors do less and more: they multiply out and sort. Here nested sums and products
are flattened, numbers computed, like terms combined (x + x is 2x), and so are powers of one base
(x·x is x²; x/x is 1). What was read stays as it was written; this is for what a rule gives.
`shorter` asks SymPy after all, and puts what it gives in the order that books have: not -1 + x.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sympy
from sympy import (
    Add,
    Expr,
    Integer,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Rational,
    Symbol,
)

from glassnet.calculus.expressions import flat, is_negative

ZERO, ONE = Integer(0), Integer(1)
HALF = Rational(1, 2)
# A power of numbers is computed up to here: 3² is 9, but 3¹⁰ is easier to read than 59049.
MOST_WRITTEN_OUT = 1000


def total(terms: Iterable[Expr]) -> Expr:
    """Add; 0 for no terms. Like terms stand where the first of them stood; 1 - x for -x + 1."""
    found: dict[tuple[Expr, ...], Any] = {}
    terms = list(terms)
    if len(terms) == 1:
        return product(terms)
    for term in _opened(terms):
        number, others = _coefficient(term)
        found[others] = found.get(others, ZERO) + number
    kept = [_scaled(number, others) for others, number in found.items() if number != 0]
    if kept and _is_negative(kept[0]):
        kept.sort(key=_is_negative)
    return _made(Add, kept, ZERO)


def product(factors: Iterable[Expr]) -> Expr:
    """Multiply; 1 for no factors. Numbers come first, then letters by the alphabet, then the rest.

    Factors such as sign and abs know what they are together, by a method `merged`.
    """
    number: Any = ONE
    exponents: dict[Expr, Any] = {}
    for factor in _factors(factors):
        if isinstance(factor, Number):
            number = number * factor
        else:
            base, exponent = _parts(factor)
            exponents[base] = exponents.get(base, ZERO) + exponent
    if number == 0:
        return ZERO
    for base in list(exponents):
        merged: Any = getattr(base, "merged", None)
        if merged is not None:
            merged(exponents)
    kept = [power(base, exponent) for base, exponent in exponents.items()]
    kept = [each for each in kept if each != 1]
    cases = [each for each in exponents if _is_case_of_numbers(each) and exponents[each] > 0]
    if len(cases) == 1:
        rest = [each for each in kept if _parts(each)[0] != cases[0]]
        return _each_piece(cases[0], exponents[cases[0]], [number, *rest])
    kept.sort(key=_place)
    return _made(Mul, [*([number] if number != 1 else []), *kept], ONE)


def power(base: Expr, exponent: Expr) -> Expr:
    """base^exponent; (x²)³ is x⁶ and 3² is 9."""
    if exponent == 0 or base == 1:
        return ONE
    if exponent == 1:
        return base
    if isinstance(exponent, Integer):
        if isinstance(base, Pow) and isinstance(base.exp, Number):
            return power(base.base, base.exp * exponent)
        if isinstance(base, Mul) and base.args[0] == -1 and exponent % 2 == 0:
            return power(_made(Mul, list(base.args[1:]), ONE), exponent)
    if isinstance(base, Rational) and isinstance(exponent, Rational) and base != 0:
        value: Any = base**exponent if abs(exponent) <= 10 else None
        if isinstance(value, Rational) and max(abs(value.p), value.q) <= MOST_WRITTEN_OUT:
            return value
    return Pow(base, exponent, evaluate=False)


def quotient(above: Expr, below: Expr) -> Expr:
    return product([above, power(below, Integer(-1))])


def negative(expression: Expr) -> Expr:
    return product([Integer(-1), expression])


def root(expression: Expr) -> Expr:
    return power(expression, HALF)


def pieces(*parts: tuple[Expr, Any]) -> Expr:
    """Cases: (expression, condition) pairs; the expression alone where all are the same."""
    first = parts[0][0]
    if all(piece == first for piece, _ in parts):
        return first
    return Piecewise(*parts, evaluate=False)


def shorter(f: Expr) -> Expr | None:
    """The same expression in fewer operations; None if SymPy finds none."""
    try:
        found = sympy.simplify(_evaluated(f), doit=False)
        return ordered(found) if found.count_ops() < f.count_ops() else None
    except Exception:  # what SymPy cannot do raises all kinds: log(-1) < 0 a TypeError
        return None


def ordered(f: Any) -> Any:
    """Sort terms and factors: the highest power first, numbers last, what is positive first."""
    if not f.args or not isinstance(f, Expr) or isinstance(f, Piecewise):
        return f
    arguments = [ordered(part) for part in f.args]
    if isinstance(f, Add):
        arguments.sort(key=_term)
        if is_negative(arguments[0]):
            arguments.sort(key=is_negative)
    elif isinstance(f, Mul):
        arguments.sort(key=_factor)
    function: Any = f.func
    return function(*arguments, evaluate=False)


def _opened(terms: Iterable[Expr]) -> Iterator[Expr]:
    """Open the sums among them: also a - 2(b + c) is a - 2b - 2c."""
    for term in flat(Add, terms):
        number, others = _coefficient(term)
        if len(others) == 1 and isinstance(others[0], Add):
            for part in _opened(others[0].args):
                own, rest = _coefficient(part)
                yield _scaled(number * own, rest)
        else:
            yield term


def _is_negative(term: Expr) -> bool:
    number, _ = _coefficient(term)
    return bool(number < 0)


def _coefficient(term: Expr) -> tuple[Any, tuple[Expr, ...]]:
    """Split a term into coefficient and factors: 3xy → (3, (x, y))."""
    neat = product([term])
    if isinstance(neat, Number):
        return neat, ()
    factors: tuple[Any, ...] = neat.args if isinstance(neat, Mul) else (neat,)
    return (factors[0], factors[1:]) if isinstance(factors[0], Number) else (ONE, factors)


def _scaled(number: Expr, others: Sequence[Expr]) -> Expr:
    return _made(Mul, [*([number] if number != 1 or not others else []), *others], ONE)


def _factors(factors: Iterable[Expr]) -> Iterator[Expr]:
    """Open the products among them, also below a bar: 1/(2x) is 1/2·1/x."""
    for factor in flat(Mul, factors):
        base, exponent = _parts(factor)
        if isinstance(base, Mul) and exponent < 0:
            yield from _factors(power(each, exponent) for each in flat(Mul, base.args))
        else:
            yield power(factor.base, factor.exp) if isinstance(factor, Pow) else factor


def _parts(factor: Expr) -> tuple[Expr, Any]:
    """Split into base and whole exponent: 1/√x → (√x, -1), x^y → (x^y, 1)."""
    if not isinstance(factor, Pow):
        return factor, ONE
    if isinstance(factor.exp, Integer):
        return factor.base, factor.exp
    if isinstance(factor.exp, Number) and factor.exp.is_negative:
        return power(factor.base, -factor.exp), Integer(-1)
    return factor, ONE


def _place(factor: Expr) -> tuple[int, str]:
    """Sort key of a factor: letters and their powers, then everything else in its own order."""
    base = factor
    if isinstance(factor, Pow) and isinstance(factor.exp, Number):
        base = factor.base
    kinds = (NumberSymbol, Symbol)
    place = next((n for n, kind in enumerate(kinds) if isinstance(base, kind)), len(kinds))
    return place, str(base) if place < len(kinds) else ""


def _is_case_of_numbers(f: Any) -> bool:
    cases: Any = f.args if isinstance(f, Piecewise) else ()
    return bool(cases) and all(isinstance(piece, Number) for piece, _ in cases)


def _each_piece(cases: Any, exponent: Expr, factors: list[Expr]) -> Expr:
    """Raise each case to a power, and multiply it."""
    return pieces(
        *(
            (product([power(piece, exponent), *factors]), condition)
            for piece, condition in cases.args
        )
    )


def _made(kind: type[Add] | type[Mul], parts: list[Expr], empty: Expr) -> Expr:
    if len(parts) < 2:
        return parts[0] if parts else empty
    return kind(*parts, evaluate=False)


def _evaluated(f: Any) -> Any:
    """The expression rebuilt by SymPy's own constructors; `doit` would write out sigmoid too."""
    if not f.args:
        return f
    return f.func(*(_evaluated(part) for part in f.args))


def _term(term: Expr) -> tuple[float, bool, Sequence[str]]:
    """Sort key of a term: total degree, then the alphabet; other kinds just after degree 1."""
    powers = [_power(factor) for factor in (term.args if isinstance(term, Mul) else (term,))]
    plain = all(degree is not None for degree in powers)
    degree = sum(degree or 0.0 for degree in powers)
    letters = sorted(str(each) for each in term.free_symbols)
    return (-degree if plain else -0.5, not letters, letters)


def _power(factor: Any) -> float | None:
    """A letter's exponent; 0 for a number; None for anything else."""
    if isinstance(factor, Number | NumberSymbol):
        return 0.0
    base, exponent = factor.as_base_exp()
    return float(exponent) if isinstance(base, Symbol) and isinstance(exponent, Number) else None


def _factor(factor: Any) -> tuple[int, str]:
    """Sort key of a factor: numbers, then letters by the alphabet, then all else."""
    base, exponent = factor.as_base_exp()
    kinds = (Number, NumberSymbol, Symbol)
    if not isinstance(exponent, Number):
        return len(kinds), ""
    place = next((n for n, kind in enumerate(kinds) if isinstance(base, kind)), len(kinds))
    return place, str(base) if isinstance(base, Symbol) else ""
