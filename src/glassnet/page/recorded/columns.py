"""Answers at many moments, packed: what is the same at all of them is written once.

An answer is a tree of objects, arrays, texts and numbers. Its form seldom changes from moment to
moment, its numbers do: each number becomes a column over the moments, and equal columns, equal
objects and equal arrays are one. So a local derivative that stands in a hundred paths is stored
once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

ARRAY = -1  # in place of the number of a form
# Fields whose texts change from moment to moment; all other texts belong to an answer's form.
TOLD_IN_NUMBERS = frozenset(["numbers"])

Form = Any  # a tree as tuples, `Leaf` in place of numbers and of texts that change
Term = str | bool | int | tuple[int, ...]


class Leaf(NamedTuple):
    """The place of a number, or of a text that changes."""

    is_text: bool


NUMBER, TEXT = Leaf(False), Leaf(True)


class Flat(NamedTuple):
    """A tree apart: its form, and what stands at its leaves."""

    form: Form
    numbers: NDArray[np.float32]  # NaN for None
    texts: tuple[str, ...]


class Packed(NamedTuple):
    """All answers.

    Attributes:
        forms: the keys of objects.
        terms: a text or a truth value; `c`: a number, the column c; `−c − 1`: a text, the column c
            of `texts`; or an object or array: its form's number, or ARRAY, and the terms in it,
            which stand before it.
        answers: the term of a question, the same at all moments; or one each, −1 for none.
        columns: [columns, moments].
        texts: [columns][moments].
    """

    forms: tuple[tuple[str, ...], ...]
    terms: tuple[Term, ...]
    answers: dict[str, tuple[int, ...]]
    columns: NDArray[np.float32]
    texts: tuple[tuple[str, ...], ...]


def flat(tree: Any) -> Flat:
    """Take a tree of dictionaries, lists, flat arrays and scalars apart."""
    numbers, texts = list[float](), list[str]()

    def visit(part: Any, name: str = "") -> Form:
        if type(part) is float:  # nearly all are, and a pattern takes ten times as long
            numbers.append(part)
            return NUMBER
        match part:
            case dict():
                return tuple(part), tuple(visit(each, key) for key, each in part.items())
            case list() | tuple():
                return None, tuple(map(visit, part))
            case np.ndarray():
                numbers.extend(part.tolist())
                return None, (NUMBER,) * len(part)
            case bool():
                return part
            case str() if name in TOLD_IN_NUMBERS:
                texts.append(part)
                return TEXT
            case str():
                return part
            case _:
                numbers.append(np.nan if part is None else part)
                return NUMBER

    form = visit(tree)
    with np.errstate(over="ignore"):  # float64 beyond float32 is ∞, as on the page
        return Flat(form, np.array(numbers, np.float32), tuple(texts))


def pack(answers: Mapping[str, Mapping[int, Flat]], moments: Sequence[int]) -> Packed:
    """Pack the answers at some moments. answers: question -> moment -> answer."""
    packing = _Packing(len(moments))
    places = {moment: place for place, moment in enumerate(moments)}
    found = dict[str, tuple[int, ...]]()
    for question, given in answers.items():
        here = {places[moment]: each for moment, each in given.items() if moment in places}
        terms = packing.terms_of(here)
        found[question] = terms[:1] if len(set(terms)) == 1 else terms
    return packing.packed(found)


class _Packing:
    """Equal columns, forms and terms, each with its number. moments: how many there are."""

    def __init__(self, moments: int) -> None:
        self._moments = moments
        self._columns: dict[bytes, int] = {}
        self._texts: dict[tuple[str, ...], int] = {}
        self._forms: dict[tuple[str, ...], int] = {}
        self._terms: dict[tuple[type, Term], int] = {}

    def terms_of(self, answers: Mapping[int, Flat]) -> tuple[int, ...]:
        """The terms of an answer at all moments; −1 where there is none."""
        terms = [-1] * self._moments
        by_form = dict[Form, list[int]]()
        for place, each in answers.items():
            by_form.setdefault(each.form, []).append(place)
        for form, places in by_form.items():
            columns = np.full((self._moments, len(answers[places[0]].numbers)), np.nan, np.float32)
            columns[places] = [answers[place].numbers for place in places]
            numbers = (_number(self._columns, each.tobytes()) for each in columns.T)
            texts = iter(self._text_columns(answers, places))
            term = self._term(form, numbers, texts)
            for place in places:
                terms[place] = term
        return tuple(terms)

    def _text_columns(self, answers: Mapping[int, Flat], places: Sequence[int]) -> Iterator[int]:
        for leaf in range(len(answers[places[0]].texts)):
            column = [""] * self._moments
            for place in places:
                column[place] = answers[place].texts[leaf]
            yield _number(self._texts, tuple(column))

    def _term(self, form: Form, numbers: Iterator[int], texts: Iterator[int]) -> int:
        match form:
            case Leaf(is_text):
                term: Term = -1 - next(texts) if is_text else next(numbers)
            case str() | bool():
                term = form
            case keys, parts:
                kind = ARRAY if keys is None else _number(self._forms, keys)
                term = (kind, *(self._term(part, numbers, texts) for part in parts))
            case _:
                raise TypeError(form)
        return _number(self._terms, (type(term), term))  # True is 1

    def packed(self, answers: dict[str, tuple[int, ...]]) -> Packed:
        columns = np.frombuffer(b"".join(self._columns), np.float32)
        return Packed(
            tuple(self._forms),
            tuple(term for _, term in self._terms),
            answers,
            columns.reshape(-1, self._moments),
            tuple(self._texts),
        )


def _number(known: dict[Any, int], key: Any) -> int:
    """The number of a key, a new one if it is not known."""
    return known.setdefault(key, len(known))
