"""What `glassnet derive` finds out, part by part, each as data for JSON and as lines to read.

It runs in a process of its own (see `bounded`), so a part is sent as soon as it is there, and what
may take long comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from glassnet.calculus import Derivation, FormulaError, Gradient, derive
from glassnet.calculus.printing.style import FormulaStyle
from glassnet.calculus.sympy_forms import shorter
from glassnet.cli.derive import json_output as data
from glassnet.cli.derive import output as screen
from glassnet.cli.derive.checks import checked, disagreement
from glassnet.cli.derive.document import DOCUMENTS
from glassnet.cli.derive.parts import EMPTY, Lines, Part, Request
from glassnet.cli.points import given
from glassnet.text import message, using


def report(request: Request) -> Iterator[Part]:
    """Raises GlassnetError and OSError, all before the first part."""
    with using(request.language):
        if request.wrt is not None and not all(part.strip() for part in request.wrt.split(",")):
            raise FormulaError(message("wrt-empty", given=request.wrt))
        values = given(request.at)
        found = derive(request.text, request.wrt, definitions=request.definitions)
        derivations = list(found) if isinstance(found, Gradient) else [found]
        if request.form in DOCUMENTS:
            parts = _documents(derivations, values, request.form)
        else:
            parts = _told(derivations, values, request.width)
        first = next(parts)
        # Before anything is said: there may be no picture of this, or no such folder.
        drawn = [] if request.plot is None else [_drawn(derivations, values, request.plot)]
        yield first
        yield from parts
        yield from drawn
        yield from _checked(derivations, values, says=request.form not in DOCUMENTS)
        if request.form not in DOCUMENTS:
            yield from _compared(derivations, request.width)


def _documents(
    derivations: Sequence[Derivation], values: Mapping[str, str], form: str
) -> Iterator[Part]:
    write = DOCUMENTS[form]
    printed = "\n\n".join(write(each, values) for each in derivations)
    yield Part({"derivatives": [{} for _ in derivations]}, lines=[("", printed)])


def _told(
    derivations: Sequence[Derivation], values: Mapping[str, str], width: int
) -> Iterator[Part]:
    first = derivations[0]
    at = first.point(values) if values else None
    tables = [each.limit_table(values) for each in derivations] if values else []
    whole = data.formula(first)
    whole["derivatives"] = [data.result(each) for each in derivations]
    yield Part(whole, lines=screen.formula(first, width), next=message("took-too-long-steps"))
    for place, each in enumerate(derivations):
        yield Part(data.steps(each, at), place, screen.steps(each, at, width))
    for place, (each, table) in enumerate(zip(derivations, tables, strict=bool(tables))):
        assert at is not None
        figures = {"value": table.derivative, "limit_table": data.limit_table(table)}
        yield Part(figures, place, screen.limit_table(each, table, at))


def _checked(
    derivations: Sequence[Derivation], values: Mapping[str, str], *, says: bool
) -> Iterator[Part]:
    """What those say that know nothing of our rules; they are asked whatever is printed.

    says: whether there is room for their words; a document has none, unless something is wrong.
    """
    yield Part(next=message("took-too-long-check"), enough=True)
    for place, each in enumerate(derivations):
        found = checked(each, values)
        lines = screen.checks(found) if says else []
        yield Part({"checks": data.checks(found)}, place, lines, wrong=disagreement(found))


def _compared(derivations: Sequence[Derivation], width: int) -> Iterator[Part]:
    """What SymPy says, as far as it comes."""
    yield Part(lines=[EMPTY], next=message("took-too-long-shorter"))
    for place, each in enumerate(derivations):
        found = shorter(each.result)
        plain = found if found is None else FormulaStyle.of(each.formula).plain(found)
        label = f"{message('derivation-shorter')}: {each.label}"
        lines = [] if found is None else screen.result(each, label, found, width)
        yield Part({"shorter": plain}, place, lines)
    yield Part(next=message("took-too-long-limit"))
    for place, each in enumerate(derivations):
        found = each.limit()
        plain = found if found is None else FormulaStyle.of(each.formula).plain(found)
        label = f"{message('limit-symbolic')}: {each.label}"
        unknown: Lines = [("", f"{label}: {message('limit-unknown')}")]
        lines = unknown if found is None else screen.result(each, label, found, width)
        yield Part({"limit": plain}, place, lines)


def _drawn(derivations: Sequence[Derivation], values: Mapping[str, str], path: Path) -> Part:
    from glassnet.plots.derivative import plot_derivative
    from glassnet.plots.save import check_format, save

    check_format(path)
    saved = str(save(plot_derivative(derivations, values), path))
    return Part({"plot": saved}, lines=[("", message("saved", path=saved)), EMPTY])
