"""The proof that two classes can or cannot be separated, as a person can check it by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from glassnet.separation.linear_program import CommonPoint
from glassnet.separation.max_margin import Hyperplane
from glassnet.separation.removal import Removal
from glassnet.separation.separate import Separation
from glassnet.text import message
from glassnet.text.numbers import decimal, format_number, shortest, signed_sum
from glassnet.units.validation import brief_repr

# What a line has room for.
MOST_COORDINATES = 6
MOST_ROW_NUMBERS = 12
MOST_TERMS = 10
# A longer fraction is written as a decimal.
MOST_SIGNS = 9
# Rows that are summed up in one line.
SHORT_SUM = 3


def explain(
    separation: Separation,
    name: str = "",
    row_numbers: Sequence[int] | None = None,
    removal: Removal | None = None,
) -> str:
    """Write the verdict and its proof, as lines.

    Args:
        separation: two classes, and what was found.
        name: name of the data.
        row_numbers: numbers that rows are called by; by default their places, from 0.
        removal: rows to leave out, to be named too.
    """
    numbers = range(len(separation.points)) if row_numbers is None else row_numbers
    return "\n".join(_Explanation(separation, numbers).lines(name, removal))


class _Explanation:
    def __init__(self, separation: Separation, numbers: Sequence[int]) -> None:
        self.separation, self.numbers = separation, numbers
        self.first, self.second = map(brief_repr, separation.classes)
        self.boundary = message("separable-boundary", features=len(separation.names))

    def lines(self, name: str, removal: Removal | None) -> Iterator[str]:
        found = self.separation
        key = {True: "separable-yes", False: "separable-no", None: "separable-undecided"}
        classes = {"first": self.first, "second": self.second}
        yield message(
            key[found.separable], name=brief_repr(name) or "none", boundary=self.boundary, **classes
        )
        if found.hyperplane is not None:
            yield from self.hyperplane(found.hyperplane)
        elif found.contradictions:
            yield from self.contradictions()
        elif found.common is not None:
            yield from self.proof(found.common)
        if removal is not None and removal.rows and not self.leaves_one_class(removal):
            proved = "yes" if removal.smallest else "no"
            rows = self.rows(removal.rows)
            counts = {"count": len(removal.rows), "all": len(found.points)}
            yield message(
                "separable-removal", proved=proved, rows=rows, least=removal.at_least, **counts
            )

    def hyperplane(self, found: Hyperplane) -> Iterator[str]:
        names = self.separation.names
        simple = found.decimals if found.integers is None else [*map(Decimal, found.integers)]
        first, second = map(_class, self.separation.classes)
        total = _sum(simple, names)
        yield f"  {message('separable-sides', sum=total, first=first, second=second)}"
        if self.separation.unit is None:
            yield f"  {message('separable-unit-coarse')}"
        else:
            yield f"  {message('separable-unit', unit=f'ŷ = σ({_sum(found.decimals, names)})')}"
        margin, limit = f"{found.margin:.6g}", f"{found.margin_limit:.6g}"
        proved, rows = "yes" if found.largest else "no", self.rows(found.support)
        text = message("separable-margin", margin=margin, limit=limit, proved=proved, rows=rows)
        yield f"  {text}"

    def contradictions(self) -> Iterator[str]:
        pairs = self.separation.contradictions
        for pair in pairs[:SHORT_SUM]:
            point, rows = self.coordinates(pair[0]), self.rows(pair)
            classes = {"first": self.first, "second": self.second}
            yield f"  {message('separable-contradiction', rows=rows, point=point, **classes)}"
        if len(pairs) > SHORT_SUM:
            yield f"  {message('separable-more-contradictions', count=len(pairs))}"

    def proof(self, common: CommonPoint) -> Iterator[str]:
        point = _point([_fraction(value) for value in common.point])
        yield f"  {message('separable-common', point=point)}"
        lines: list[str] = []
        for name, shares in ((self.first, common.first), (self.second, common.second)):
            terms = [f"{_fraction(weight)}·{self.coordinates(row)}" for row, weight in shares]
            if len(terms) <= SHORT_SUM:
                rows = self.rows([row for row, _ in shares])
                lines.append(f"    {name}: {' + '.join(terms)} = {point}   [{rows}]")
                continue
            lines.append(f"    {name}:")
            for sign, term, (row, _) in zip(" " + "+" * len(terms), terms, shares, strict=False):
                lines.append(f"      {sign} {term}   [{self.rows([row])}]")
            lines.append(f"      = {point}")
        yield from lines
        if any("≈" in line for line in lines):
            yield f"  {message('separable-rounded')}"
        yield f"  {message('separable-why', boundary=self.boundary)}"

    def leaves_one_class(self, removal: Removal) -> bool:
        """Whether nothing better was found than to leave out a whole class."""
        left = np.delete(self.separation.labels, removal.rows)
        return not removal.smallest and len(np.unique(left)) < 2

    def rows(self, rows: Sequence[int]) -> str:
        numbers = [str(self.numbers[row]) for row in rows[:MOST_ROW_NUMBERS]]
        shown = ", ".join(numbers + ["…"] * (len(rows) > MOST_ROW_NUMBERS))
        return message("separable-rows", count=len(rows), rows=shown)

    def coordinates(self, row: int) -> str:
        """(5.1, 3.5), as the row is written."""
        return _point([shortest(value) for value in self.separation.points[row].tolist()])


def _sum(numbers: Sequence[Decimal], names: Sequence[str]) -> str:
    """Weights and bias as 5·x1 + x2 − 8: no term of 0, no factor of 1; only the first of many."""
    *weights, bias = numbers
    terms: list[tuple[float, str]] = []
    for weight, name in zip(weights, map(brief_repr, names), strict=True):
        if weight:
            factor = "" if abs(weight) == 1 else f"{decimal(abs(weight))}·"
            terms.append((1 if weight > 0 else -1, factor + name))
    if len(terms) > MOST_TERMS:
        terms = [*terms[:MOST_TERMS], (1, "…")]
    if bias:
        terms.append((1 if bias > 0 else -1, decimal(abs(bias))))
    return signed_sum(terms)


def _class(name: str) -> str:
    """A class in a sentence: class 0, or the others."""
    others = message("separable-others")
    return name if name == others else message("separable-class", name=brief_repr(name))


def _point(coordinates: Sequence[str]) -> str:
    more = ["…"] * (len(coordinates) > MOST_COORDINATES)
    return f"({', '.join([*coordinates[:MOST_COORDINATES], *more])})"


def _fraction(value: Fraction) -> str:
    """1/2, or ≈0.333337 for a fraction that nobody would read."""
    written = str(value).replace("-", "−")
    return written if len(written) <= MOST_SIGNS else f"≈{format_number(float(value), 6)}"
