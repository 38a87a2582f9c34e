"""The program beside a guide: its lines in colours, and what each speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pygments.lexers.python import PythonLexer
from pygments.token import Token

from glassnet.page.guide_answers import CodeKind, CodeLine, CodePart
from glassnet.page.places import Place

# Pygments' kind of a token, whose parts belong to it -> how it is drawn.
KINDS: Mapping[Any, CodeKind] = {
    Token.Keyword: "keyword",
    Token.Comment: "comment",
    Token.Literal.String: "string",
    Token.Literal.Number: "number",
}


def code_lines(text: str, places: Mapping[str, Sequence[Place]]) -> Iterator[CodeLine]:
    """The lines of a program. places: what a fragment speaks of, wherever it stands in a line."""
    for parts in _lines(text):
        written = "".join(part.text for part in parts)
        found = [place for fragment in places if fragment in written for place in places[fragment]]
        yield CodeLine(tuple(parts), tuple(dict.fromkeys(found)))


def _lines(text: str) -> Iterator[list[CodePart]]:
    line: list[CodePart] = []
    for kind, piece in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        drawn = _drawn(kind)
        first, *others = piece.split("\n")
        line.append(CodePart(first, drawn))
        for other in others:
            yield [part for part in line if part.text]
            line = [CodePart(other, drawn)]
    yield [part for part in line if part.text]


def _drawn(kind: Any) -> CodeKind:
    for whole, drawn in KINDS.items():
        if kind in whole:
            return drawn
    return "plain"
