"""The answer of `glassnet derive`, part by part, each as data for JSON and as lines to read.

It runs in a process of its own, so a part is sent as soon as it is there. What only checks the
result or adds to it comes last, and each of those takes no more than its share of the time.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from glassnet.calculus import Derivation, FormulaError, Gradient, derive
from glassnet.calculus.printing.style import FormulaStyle
from glassnet.calculus.simplify import shorter
from glassnet.cli.commands import parse_points
from glassnet.cli.derive import output
from glassnet.cli.derive.process import EMPTY, Clock, Lines, Part, Request, TimeIsUp, time_limit
from glassnet.text import message, using

# Of the time: the rest is for sending what was found, on a machine that may be busy.
USED = 0.9


def answer(request: Request, seconds: float) -> Iterator[Part | Clock]:
    """Find the answer, part by part.

    Raises:
        GlassnetError, OSError: all before the first part.
    """
    end = time.monotonic() + USED * seconds
    with using(request.language):
        if request.wrt is not None and not all(part.strip() for part in request.wrt.split(",")):
            raise FormulaError(message("wrt-empty", given=request.wrt))
        values = parse_points(request.at)
        found = derive(request.text, request.wrt, definitions=request.definitions)
        derivations = list(found) if isinstance(found, Gradient) else [found]
        is_document = request.form in output.DOCUMENTS
        if is_document:
            written = [output.document(each, values, request.form) for each in derivations]
            data = {"derivatives": [{} for _ in derivations]}
            parts = iter([Part(data, lines=[("", "\n\n".join(written))])])
        else:
            parts = _steps(derivations, values, request.width)
        first = next(parts)
        # Before anything is said: there may be no picture of this, or no such folder.
        drawn = [] if request.plot is None else [_picture(derivations, values, request.plot)]
        yield first
        yield from parts
        yield from drawn
        yield Part(next=message("took-too-long-check"), complete=True)
        yield Clock.IMPORTING
        before = time.monotonic()
        importlib.import_module("jax")  # a witness, which takes longer to load than to ask

        end += time.monotonic() - before
        yield Clock.READY
        check = partial(_checks, values=values, shown=not is_document)
        additions = {"took-too-long-check": check}
        if not is_document:
            additions["took-too-long-shorter"] = partial(_shorter, width=request.width)
            additions["took-too-long-limit"] = partial(_limit, width=request.width)
        yield from _added(derivations, additions, end)


def _steps(
    derivations: Sequence[Derivation], values: Mapping[str, str], width: int
) -> Iterator[Part]:
    first = derivations[0]
    at = first.point(values) if values else None
    tables = [each.limit_table(values) for each in derivations] if values else []
    yield output.opening(derivations, width)
    for place, each in enumerate(derivations):
        yield output.steps(each, place, at, width)
    for place, (each, table) in enumerate(zip(derivations, tables, strict=bool(tables))):
        assert at is not None
        yield output.limit_table(each, place, table, at, width)


def _added(
    derivations: Sequence[Derivation],
    additions: Mapping[str, Callable[[Derivation, int], Part]],
    end: float,
) -> Iterator[Part]:
    """Yield additions; each takes at most half of the time left, the last one all of it.

    additions: functions by the key of their name.
    """
    tasks = [(key, place) for key in additions for place in range(len(derivations))]
    for key, place in tasks:
        yield Part(next=message(key))
        left = end - time.monotonic()
        try:
            with time_limit(left if (key, place) == tasks[-1] else left / 2):
                part = additions[key](derivations[place], place)
        except TimeIsUp:
            part = Part(unfinished=message(key))
        yield part


def _checks(derivation: Derivation, place: int, values: Mapping[str, str], shown: bool) -> Part:
    """Compare with what knows nothing of the rules, whatever is printed."""
    return output.checks(derivation.check(values), place, shown=shown)


def _shorter(derivation: Derivation, place: int, width: int) -> Part:
    found = shorter(derivation.result)
    above: Lines = [] if place else [EMPTY]
    if found is None:
        return Part({"shorter": None}, place, above)
    label = f"{message('derivation-shorter')}: {derivation.label}"
    plain = FormulaStyle.of(derivation.formula).plain(found)
    lines = output.result(derivation, label, found, width)
    return Part({"shorter": plain}, place, [*above, *lines])


def _limit(derivation: Derivation, place: int, width: int) -> Part:
    found = derivation.limit()
    label = f"{message('limit-symbolic')}: {derivation.label}"
    if found is None:
        return Part({"limit": None}, place, [("", f"{label}: {message('limit-unknown')}")])
    plain = FormulaStyle.of(derivation.formula).plain(found)
    return Part({"limit": plain}, place, output.result(derivation, label, found, width))


def _picture(derivations: Sequence[Derivation], values: Mapping[str, str], path: Path) -> Part:
    from glassnet.plots.derivative import plot_derivative
    from glassnet.plots.save import check_format, save

    check_format(path)
    saved = str(save(plot_derivative(derivations, values), path))
    return Part({"plot": saved}, lines=[("", message("saved", path=saved)), EMPTY])
