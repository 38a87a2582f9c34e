"""What `glassnet derive` finds out, part by part, each as data for JSON and as lines to read.

It runs in a process of its own (see `bounded`), so a part is sent as soon as it is there, and what
may take long comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glassnet import messages
from glassnet.calculus import Derivation, Gradient, PointError, derive
from glassnet.calculus.shorter import shorter
from glassnet.calculus.writing import Writing
from glassnet.cli import derivation_data as data
from glassnet.cli import derivation_screen as screen
from glassnet.cli.derivation_screen import EMPTY, Lines
from glassnet.messages import Language, text

# Form -> all that is printed.
WHOLE = {"latex": Derivation.latex, "markdown": Derivation.markdown}


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line.

    form: "screen", "latex", "markdown" or "json". width: of the terminal, in columns.
    """

    text: str
    wrt: str | None
    at: Sequence[str]
    definitions: bool
    plot: Path | None
    form: str
    width: int
    language: Language | None


@dataclass(frozen=True)
class Part:
    """One thing that was found out.

    data: for JSON. of: which of the derivatives it belongs to; None for the whole. lines: to read.
    next: what comes now and may take long; "" if nothing does.
    """

    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    of: int | None = None
    lines: Lines = field(default_factory=list[tuple[str, str]])
    next: str = ""

    def put_into(self, answer: dict[str, Any]) -> None:
        place = answer if self.of is None else answer["derivatives"][self.of]
        place.update(self.data)


def report(request: Request) -> Iterator[Part]:
    """Raises FormulaError, PointError and DomainError, all before the first part."""
    with messages.using(request.language):
        found = derive(request.text, request.wrt, definitions=request.definitions)
        derivations = list(found) if isinstance(found, Gradient) else [found]
        values = given(request.at)
        if request.form in WHOLE:
            printed = "\n\n".join(map(WHOLE[request.form], derivations))
            yield Part(lines=[("", printed)])
        else:
            yield from _told(derivations, values, request.width)
        if request.plot is not None:
            yield _drawn(derivations[0], values, request.plot)
        if request.form not in WHOLE:
            yield from _compared(derivations, request.width)


def _told(
    derivations: Sequence[Derivation], values: Mapping[str, str], width: int
) -> Iterator[Part]:
    first = derivations[0]
    at = first.point(values) if values else None
    tables = [each.limit_table(values) for each in derivations] if values else []
    whole = data.formula(first)
    whole["derivatives"] = [data.steps(each, at) for each in derivations]
    yield Part(whole, lines=screen.formula(first, width))
    for each in derivations:
        yield Part(lines=screen.steps(each, at, width))
    for place, (each, table) in enumerate(zip(derivations, tables, strict=bool(tables))):
        assert at is not None
        figures = {"value": table.derivative, "limit_table": data.limit_table(table)}
        yield Part(figures, place, screen.limit_table(each, table, at))


def _compared(derivations: Sequence[Derivation], width: int) -> Iterator[Part]:
    """What knows nothing of our rules says."""
    yield Part(next=text("took-too-long-check"))
    for place, each in enumerate(derivations):
        checks = each.check()
        yield Part({"checks": data.checks(checks)}, place, screen.checks(each, checks))
    yield Part(lines=[EMPTY], next=text("took-too-long-shorter"))
    for place, each in enumerate(derivations):
        found = shorter(each.result)
        plain = found if found is None else Writing.of(each.formula).plain(found)
        label = f"{text('derivation-shorter')}: {each.label}"
        lines = [] if found is None else screen.result(each, label, found, width)
        yield Part({"shorter": plain}, place, lines)
    yield Part(next=text("took-too-long-limit"))
    for place, each in enumerate(derivations):
        found = each.limit()
        plain = found if found is None else Writing.of(each.formula).plain(found)
        label = f"{text('limit-symbolic')}: {each.label}"
        unknown: Lines = [("", f"{label}: {text('limit-unknown')}")]
        lines = unknown if found is None else screen.result(each, label, found, width)
        yield Part({"limit": plain}, place, lines)


def _drawn(derivation: Derivation, values: Mapping[str, str], path: Path) -> Part:
    from glassnet.plots.derivative import plot_derivative
    from glassnet.plots.save import save

    saved = str(save(plot_derivative(derivation, values), path))
    return Part({"plot": saved}, lines=[("", text("saved", path=saved)), EMPTY])


def given(points: Sequence[str]) -> dict[str, str]:
    """The values of --at, such as "w=-2, x=5", by their letters' names. Raises PointError."""
    values: dict[str, str] = {}
    for part in (part for point in points for part in point.split(",")):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not name or not equals or not value:
            raise PointError(text("point-form", given=part.strip()))
        if name in values:
            raise PointError(text("point-twice", name=name))
        values[name] = value
    return values
