"""What proves that two classes can or cannot be separated, as a person can check it by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from glassnet.separation.certificate import CommonPoint, Hyperplane, Shares
from glassnet.separation.removal import Removal
from glassnet.separation.separate import Separation
from glassnet.text import message
from glassnet.text.numbers import decimal, format_number, shortest, signed_sum
from glassnet.units.validation import seen

# What a line has room for.
MOST_COORDINATES = 6
MOST_ROWS = 12
MOST_TERMS = 10
# A longer fraction is told as a decimal.
MOST_SIGNS = 9
# Rows that are summed up in one line.
SHORT_SUM = 3


def account(
    separation: Separation,
    name: str = "",
    row_numbers: Sequence[int] | None = None,
    removal: Removal | None = None,
) -> str:
    """All of it, as lines. name: of the data. row_numbers: what rows are called; places from 0."""
    called = range(len(separation.points)) if row_numbers is None else row_numbers
    lines = [_verdict(separation, name)]
    if separation.hyperplane is not None:
        lines += _hyperplane(separation, separation.hyperplane, called)
    elif separation.contradictions:
        lines += _contradictions(separation, called)
    elif separation.common is not None:
        lines += _proof(separation, separation.common, called)
    if removal is not None and removal.rows and not _one_class(separation, removal):
        lines.append(_without(removal, len(separation.points), called))
    return "\n".join(lines)


def _verdict(separation: Separation, name: str) -> str:
    key = {True: "separable-yes", False: "separable-no", None: "separable-undecided"}
    first, second = map(seen, separation.classes)
    said = message(
        key[separation.separable],
        boundary=message("separable-boundary", features=len(separation.names)),
        first=first,
        second=second,
    )
    return f"{seen(name)}: {said}" if name else said


def _hyperplane(separation: Separation, found: Hyperplane, called: Sequence[int]) -> Iterable[str]:
    first, second = map(_class, separation.classes)
    numbers = found.decimals
    simple = numbers if found.integers is None else tuple(map(Decimal, found.integers))
    total = _sum(simple, separation.names)
    yield f"  {message('separable-sides', sum=total, first=first, second=second)}"
    if separation.unit is None:
        yield f"  {message('separable-unit-coarse')}"
    else:
        formula = f"ŷ = σ({_sum(numbers, separation.names)})"
        yield f"  {message('separable-unit', unit=formula)}"
    limit = f"{found.margin_limit:.6g}"
    said = message(
        "separable-margin", margin=f"{found.margin:.6g}", rows=_rows(found.support, called)
    )
    largest = message("separable-largest" if found.largest else "separable-limit", limit=limit)
    yield f"  {said} {largest}"


def _sum(numbers: Sequence[Decimal], names: Sequence[str]) -> str:
    """5·x1 + x2 − 8, of weights and a bias: no term of 0, no factor of 1; of many the first."""
    *weights, bias = numbers
    terms: list[tuple[float, str]] = []
    for weight, name in zip(weights, map(seen, names), strict=True):
        if weight:
            factor = "" if abs(weight) == 1 else f"{decimal(abs(weight))}·"
            terms.append((1 if weight > 0 else -1, factor + name))
    if len(terms) > MOST_TERMS:
        terms = [*terms[:MOST_TERMS], (1, "…")]
    if bias:
        terms.append((1 if bias > 0 else -1, decimal(abs(bias))))
    return signed_sum(terms)


def _class(name: str) -> str:
    """In a sentence: class 0, or the others."""
    return (
        name if name == message("separable-others") else message("separable-class", name=seen(name))
    )


def _contradictions(separation: Separation, called: Sequence[int]) -> Iterable[str]:
    first, second = map(seen, separation.classes)
    pairs = separation.contradictions
    for low, high in pairs[:SHORT_SUM]:
        point = _row(separation, low)
        rows = _rows([low, high], called)
        said = message(
            "separable-contradiction", rows=rows, point=point, first=first, second=second
        )
        yield f"  {said}"
    if len(pairs) > SHORT_SUM:
        yield f"  {message('separable-more-contradictions', count=len(pairs))}"


def _proof(separation: Separation, common: CommonPoint, called: Sequence[int]) -> Iterable[str]:
    point = _point([_fraction(value) for value in common.point])
    lines = [
        *_mixture(separation, 0, common.first, point, called),
        *_mixture(separation, 1, common.second, point, called),
    ]
    yield f"  {message('separable-common', point=point)}"
    yield from lines
    if any("≈" in line for line in lines):
        yield f"  {message('separable-exact')}"
    boundary = message("separable-boundary", features=len(separation.names))
    yield f"  {message('separable-why', boundary=boundary)}"


def _mixture(
    separation: Separation, label: int, shares: Shares, point: str, called: Sequence[int]
) -> Iterable[str]:
    name = seen(separation.classes[label])
    terms = [f"{_fraction(weight)}·{_row(separation, row)}" for row, weight in shares]
    rows = _rows([row for row, _ in shares], called)
    if len(terms) <= SHORT_SUM:
        yield f"    {name}: {' + '.join(terms)} = {point}   [{rows}]"
        return
    yield f"    {name}:"
    for sign, term, (row, _) in zip(" " + "+" * len(terms), terms, shares, strict=False):
        yield f"      {sign} {term}   [{_rows([row], called)}]"
    yield f"      = {point}"


def _one_class(separation: Separation, removal: Removal) -> bool:
    """Whether nothing better was found than to leave out a whole class."""
    left = np.delete(separation.labels, removal.rows)
    return not removal.smallest and len(np.unique(left)) < 2


def _without(removal: Removal, rows: int, called: Sequence[int]) -> str:
    said = message("separable-without", count=len(removal.rows), all=rows)
    if removal.smallest:
        fewest = message("separable-fewest")
    else:
        fewest = message("separable-at-least", least=removal.at_least)
    return f"{said} {fewest} [{_rows(removal.rows, called)}]"


def _rows(rows: Sequence[int], called: Sequence[int]) -> str:
    numbers = [str(called[row]) for row in rows[:MOST_ROWS]]
    more = ", …" if len(rows) > MOST_ROWS else ""
    return message("separable-rows", count=len(rows), rows=", ".join(numbers) + more)


def _row(separation: Separation, row: int) -> str:
    """(5.1, 3.5), as the row is written."""
    return _point([shortest(value) for value in separation.points[row].tolist()])


def _point(coordinates: Sequence[str]) -> str:
    more = ["…"] if len(coordinates) > MOST_COORDINATES else []
    return f"({', '.join([*coordinates[:MOST_COORDINATES], *more])})"


def _fraction(value: Fraction) -> str:
    """1/2, or ≈0.333337 of a fraction that nobody reads."""
    written = str(value).replace("-", "−")
    return written if len(written) <= MOST_SIGNS else f"≈{format_number(float(value), 6)}"
