"""Chains, gradient checks and updates as tables, for a terminal and for a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from glassnet.errors import SettingError
from glassnet.graph.display_graph import differential
from glassnet.graph.graph import number_name
from glassnet.text import message
from glassnet.text.numbers import brief, format_number
from glassnet.tracing.nodes import largest_place

if TYPE_CHECKING:
    from glassnet.tracing.chain import Chain, TensorChain
    from glassnet.tracing.gradient_check import GradientCheck
    from glassnet.tracing.update import Update

MOST_ROWS = 20  # in a notebook
# Named in full: an exported notebook has nothing left of the notebook's own style sheet.
MONOSPACE = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"
REASONS = {
    "kink": "trace-kinks",
    "not finite": "trace-not-finite",
    "precision": "trace-precision",
    "rounded": "trace-rounded",
    "own rule": "trace-own-rule",
}
VERDICTS = {True: "trace-yes", False: "trace-no", None: "trace-not-compared"}


class Table(NamedTuple):
    """A table in the language in use."""

    title: str  # above it, "" for none
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    notes: list[str]  # lines below it


def chain_table(chain: Chain) -> Table:
    """The nodes of each path, and its product."""
    rows = [
        (" → ".join([chain.name, *(f.target for f in path.factors)]), str(path))
        for path in chain.paths
    ]
    header = (message("trace-nodes-passed"), message("trace-product"))
    return Table(chain.headline, header, rows, [chain.account])


def tensor_chain_table(chain: TensorChain) -> Table:
    """The gradient of each node on the way, the loss first."""
    header = tuple(map(message, ("trace-shape", "trace-norm", "trace-formula")))
    rows = [
        ("×".join(map(str, step.shape)), format_number(step.norm), str(step))
        for step in chain.steps
    ]
    return Table("", header, rows, [])


def checks_table(checks: Sequence[GradientCheck]) -> Table:
    """How each parameter's gradient compares, and why some numbers were not compared."""
    keys = ("trace-parameter", "trace-numbers", "trace-worst", "trace-agrees")
    rows = [
        (
            check.parameter,
            f"{check.numbers:,}/{check.of:,}",
            f"{check.worst:.1e}" if check.numbers else "–",
            message(_verdict(check)),
        )
        for check in checks
    ]
    notes: list[str] = []
    if any(check.by_rules is not None for check in checks):
        notes.append(message("trace-by-rules"))
    for reason, key in REASONS.items():
        count = sum(n for check in checks for each, n in check.reasons.items() if each == reason)
        if count:
            notes.append(message(key, count=count))
    return Table("", tuple(map(message, keys)), rows, notes)


def update_table(update: Update) -> Table:
    """A parameter and what the optimizer keeps of it, before and after; below, the optimizer's rule
    for the number with the largest gradient."""
    gradient = f"∂L/{differential(update.parameter)}"
    changes = {update.parameter: (update.before, update.after), **update.slots}
    rows = [(gradient, brief(update.gradient), "")]
    rows += [(name, *map(brief, pair)) for name, pair in changes.items()]
    place = largest_place(update.gradient) if update.gradient.size else ()
    title = f"{update.optimizer}, t = {update.step + 1}"
    try:
        lines = [
            f"{each.name} = {each.rule} = {each.numbers} = {format_number(each.value)}"
            for each in update.lines(place)
        ]
        lines = [f"{number_name(update.parameter, place)}:", *lines] if lines else []
    except SettingError as error:
        lines = [str(error)]
    return Table(title, ("", message("trace-before"), message("trace-after")), rows, lines)


def as_html(table: Table) -> str:
    """The table as HTML, for a notebook."""
    rows = table.rows[:MOST_ROWS]
    if len(rows) < len(table.rows):
        rows.append((f"… ({len(table.rows):,})", *[""] * (len(table.header) - 1)))
    cell = f'<td style="text-align:left;font-family:{MONOSPACE}">'
    head = "".join(f'<th style="text-align:left">{escape(name)}</th>' for name in table.header)
    body = "".join(
        f"<tr>{''.join(f'{cell}{escape(text)}</td>' for text in row)}</tr>" for row in rows
    )
    title = f"<p><b>{escape(table.title)}</b></p>" if table.title else ""
    notes = "".join(f"<br>{escape(note)}" for note in table.notes).removeprefix("<br>")
    return f"{title}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" + (
        f"<p>{notes}</p>" if notes else ""
    )


def _verdict(check: GradientCheck) -> str:
    by_rules_alone = check.agrees and not check.numbers
    return "trace-yes-by-rules" if by_rules_alone else VERDICTS[check.agrees]
