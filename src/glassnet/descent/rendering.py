"""Descents as text, as HTML and as data: the table of steps, and a line for what they show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import numpy as np

from glassnet.calculus import FormulaStyle
from glassnet.calculus.formula import point_text
from glassnet.descent.descend import Descent, DescentStep
from glassnet.text import message
from glassnet.text.columns import in_columns
from glassnet.text.html_rows import html_row
from glassnet.text.numbers import format_number

DIGITS = 6
# Of more steps than both together, those between the first and the last are left out.
FIRST, LAST = 20, 5
# A gradient that is smaller than this share of the path's largest is nearly 0; one that has no more
# than this in a direction has nothing in it.
NEARLY, NOTHING = 1e-2, 1e-6


def as_text(descent: Descent) -> str:
    """The title, a line for each step, and what is to be said of them."""
    lines = [_columns(descent), *(_cells(descent, each) for each in _shown(descent))]
    return "\n".join([title(descent), "", *in_columns(lines), "", *remarks(descent)])


def as_html(descent: Descent) -> str:
    """The same as a table for a notebook."""
    head = html_row("th", _columns(descent))
    body = "".join(html_row("td", _cells(descent, each)) for each in _shown(descent))
    said = "".join(f"<p>{escape(each)}</p>" for each in remarks(descent))
    caption = escape(title(descent))
    return f"<p>{caption}</p><table><thead>{head}</thead><tbody>{body}</tbody></table>{said}"


def title(descent: Descent) -> str:
    """f(x) = x^2; sgd, learning rate 0.1."""
    formula, style = descent.formula, FormulaStyle.of(descent.formula)
    letters = ", ".join(map(str, descent.variables))
    function = f"{formula.name}({letters}) = {style.unicode(formula.expression)}"
    rate = format_number(descent.rate, DIGITS)
    return message("descent-title", function=function, optimizer=descent.optimizer, rate=rate)


def remarks(descent: Descent) -> list[str]:
    """What is worth a sentence: why it ended, whether it diverges, which rates would not."""
    return list(_remarks(descent))


def _remarks(descent: Descent) -> Iterator[str]:
    first, last = descent.steps[0], descent.steps[-1]
    name, where = descent.formula.name, _where(descent, last)
    values = {key: format_number(step.value) for key, step in (("before", first), ("value", last))}
    match descent.end:
        case "stationary":
            key = "descent-stationary" if last.number else "descent-stationary-start"
            kind = str(descent.stationary)
            yield message(key, where=where, kind=kind, step=str(last.number))
        case "left":
            yield message("descent-left", step=str(last.number), why=descent.why)
        case "finished":
            reached = {"where": where, "name": name, "value": values["value"]}
            yield message("descent-after", step=last.number, **reached)
            if _nears_saddle(descent):
                yield message("descent-near-saddle")
                return
    if descent.diverges:
        yield message("descent-diverges", name=name, **values)
    if descent.rate_limit is not None and descent.curvature is not None and _is_bowl(descent):
        limit = descent.rate_limit
        numbers = {"curvature": descent.curvature, "limit": limit, "half": limit / 2}
        shown = {key: format_number(each, 3) for key, each in numbers.items()}
        kind = "above" if descent.rate > limit else "below"
        yield message("descent-limit", kind=kind, **shown)


def as_data(descent: Descent) -> dict[str, Any]:
    """Everything as numbers and texts."""
    variables = [str(x) for x in descent.variables]
    named = lambda values: None if values is None else dict(zip(variables, values, strict=True))
    return {
        "optimizer": descent.optimizer,
        "rate": descent.rate,
        "end": descent.end,
        "diverges": descent.diverges,
        "stationary": descent.stationary,
        "curvature": descent.curvature,
        "rate_limit": descent.rate_limit,
        "remarks": remarks(descent),
        "steps": [
            {
                "step": step.number,
                "point": named(step.point),
                "value": step.value,
                "gradient": named(step.gradient),
                "update": named(step.update),
            }
            for step in descent.steps
        ],
    }


def _shown(descent: Descent) -> Iterator[DescentStep | None]:
    """The steps of the table; None for those left out."""
    steps = descent.steps
    if len(steps) <= FIRST + LAST + 1:
        yield from steps
        return
    yield from steps[:FIRST]
    yield None
    yield from steps[-LAST:]


def _columns(descent: Descent) -> list[str]:
    letters = [str(x) for x in descent.variables]
    function = f"{descent.formula.name}({', '.join(letters)})"
    slopes = [each.label for each in descent.gradient]
    return [message("descent-step"), *letters, function, *slopes, *(f"Δ{x}" for x in letters)]


def _cells(descent: Descent, step: DescentStep | None) -> Sequence[str]:
    size = len(descent.variables)
    if step is None:
        return ["…"] * (2 + 3 * size)
    numbers = [*step.point, step.value, *step.gradient, *(step.update or ())]
    cells = [str(step.number), *(format_number(each, DIGITS) for each in numbers)]
    return [*cells, *([""] * size if step.update is None else [])]


def _where(descent: Descent, step: DescentStep) -> str:
    rounded = [float(f"{x + 0.0:.{DIGITS}g}") for x in step.point]
    return point_text(dict(zip(descent.variables, rounded, strict=True))).replace("-", "−")


def _is_bowl(descent: Descent) -> bool:
    """Whether f curves downward in no direction at the lowest point: a minimum may be near."""
    curvatures = descent.curvatures_at(descent.lowest)
    return curvatures is not None and bool(curvatures[0] >= -NOTHING * abs(curvatures[-1]))


def _nears_saddle(descent: Descent) -> bool:
    """Whether the gradient is nearly 0 at the end, blind for a direction in which f falls."""
    gradients = np.array([step.gradient for step in descent.steps])
    sizes = np.linalg.norm(gradients, axis=1)
    if descent.diverges or sizes[-1] > NEARLY * sizes.max():
        return False
    hessian = descent.hessian_at(descent.steps[-1])
    if hessian is None:
        return False
    curvatures, directions = np.linalg.eigh(hessian)
    seen = abs(float(directions[:, 0] @ gradients[-1]))
    return bool(curvatures[0] < 0 and seen <= NOTHING * sizes[-1])
