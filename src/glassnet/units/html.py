"""Units and their answers for a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from glassnet.units.rendering import formulas, matrices, summary, verdict

if TYPE_CHECKING:
    from glassnet.units.network import UnitNetwork
    from glassnet.units.truth_table import TruthTable


def table_as_html(table: TruthTable) -> str:
    """All rows as a table, and below it whether they are right."""
    names, lines = summary(table)
    said = verdict(table)
    head = f"<thead>{_line('th', names)}</thead>"
    body = "".join(_line("td", line) for line in lines)
    whole = f"<table>{head}<tbody>{body}</tbody></table>"
    return f"{whole}<p>{escape(said)}</p>" if said else whole


def network_as_html(network: UnitNetwork) -> str:
    """Each unit's name and formula, and the layers as matrices."""
    names = [name for layer in network.names for name in layer]
    pairs = zip(names, formulas(network).splitlines(), strict=True)
    body = "".join(_line("td", pair) for pair in pairs)
    return f"<table><tbody>{body}</tbody></table><pre>{escape(matrices(network))}</pre>"


def _line(kind: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{kind}>{escape(cell)}</{kind}>' for cell in cells)}</tr>"
