"""The output of `glassnet trace`: nodes, a chain, checks, and node by node with a key press."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from glassnet.cli.console import PlainConsole
from glassnet.graph.builder import MOST_UNROLLED
from glassnet.graph.display_graph import differential
from glassnet.text import message
from glassnet.text.numbers import brief, format_number
from glassnet.tracing import (
    Chain,
    ChainPath,
    GradientChecks,
    TensorChain,
    Trace,
    TracedNode,
    tables,
)
from glassnet.tracing.nodes import as_json

ROOM = 18  # characters of a column of numbers
NUMBERS = ("trace-value", "trace-gradient")
WHOLE_NUMBERS = 72  # columns: in fewer, unbroken numbers would leave no room for names
MOST_NODES = 80  # in one table; of more only those of the layers' outputs


def show(
    console: PlainConsole,
    trace: Trace,
    chain: Chain | TensorChain | None,
    checks: GradientChecks | None,
) -> None:
    """Print the nodes, or in their place the chain and the checks that are asked for."""
    console.print(message("trace-loss", value=format_number(trace.value)), style="bold")
    if chain is None and checks is None:
        console.print(_nodes(trace.nodes, whole_numbers=console.width >= WHOLE_NUMBERS))
    for loop in trace.loops:
        console.print(
            message(
                "trace-loop",
                node=loop.node.name,
                steps=loop.steps,
                operations=loop.operations,
                most=MOST_UNROLLED,
                fewer=loop.most_steps,
            ),
            soft_wrap=True,
        )
    if isinstance(chain, Chain):
        _show_chain(console, chain)
    if isinstance(chain, TensorChain):
        _show_table(console, tables.tensor_chain_table(chain))
    if checks is not None:
        console.print()
        _show_table(console, tables.checks_table(checks))


def _nodes(nodes: Sequence[TracedNode], *, whole_numbers: bool) -> Table:
    """A table of nodes, layer by layer. whole_numbers: break no number over two lines."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for key in ("trace-node", "trace-formula", "trace-shape", "trace-value", "trace-gradient"):
        no_wrap = whole_numbers and key in NUMBERS
        table.add_column(message(key), overflow="fold", no_wrap=no_wrap)
    few = [node for node in nodes if not _is_inner(node)] if len(nodes) > MOST_NODES else nodes
    layer = ""
    for node in few:
        if node.layer != layer:
            table.add_row(node.layer, style="bold")
        layer = node.layer
        short = node.name.removeprefix(f"{layer}/")
        table.add_row(
            f"  {short}" if layer else short,
            node.formula,
            "×".join(map(str, node.shape)),
            brief(node.value, ROOM),
            "" if node.gradient is None else brief(node.gradient, ROOM),
        )
    if len(few) < len(nodes):
        table.caption = message("trace-more", shown=len(few), all=len(nodes))
    return table


def _is_inner(node: TracedNode) -> bool:
    """Whether a node is inside a time step, or inside the loss."""
    return "[" in node.layer or node.layer == "loss"


def _show_chain(console: PlainConsole, chain: Chain) -> None:
    console.print(chain.headline, style="bold", soft_wrap=True)
    shown = _shown_paths(chain.paths)
    for count, path in enumerate(chain.paths[:shown], 1):
        console.print()
        console.print(message("trace-path", number=count, product=format_number(path.product)))
        lines = [
            (f"{differential(f.target)} / {differential(f.source)}", format_number(f.value))
            for f in path.factors
        ]
        width = max(len(derivative) for derivative, _ in lines)
        for derivative, value in lines:
            console.print(f"  {derivative:<{width}} = {value}", soft_wrap=True)
        console.print(f"  {path}", style="cyan", soft_wrap=True)
    console.print()
    if shown < len(chain.paths):
        console.print(message("trace-zeros", first=shown + 1, last=len(chain.paths)))
        console.print()
    console.print(chain.account, soft_wrap=True)


def _shown_paths(paths: Sequence[ChainPath]) -> int:
    """How many paths are shown: of those that are 0, the last ones, one stands for all."""
    nonzero = sum(path.product != 0 for path in paths)
    return nonzero + 1 if len(paths) - nonzero > 2 else len(paths)


def _show_table(console: PlainConsole, content: tables.Table) -> None:
    table = Table(*content.header, box=None, pad_edge=False, header_style="dim")
    for column in table.columns:
        column.overflow = "fold"
    for row in content.rows:
        table.add_row(*row)
    console.print(table)
    for note in content.notes:
        console.print(note, soft_wrap=True)


def check_with_progress(trace: Trace, *, quiet: bool) -> GradientChecks:
    """Check all parameters, with a bar on standard error."""
    stderr = Console(file=sys.stderr, quiet=quiet)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    hidden = not stderr.is_terminal
    with Progress(*columns, console=stderr, transient=True, disable=hidden) as progress:
        task = progress.add_task(message("trace-checking"))
        return trace.check(
            progress=lambda done, total: progress.update(task, completed=done, total=total)
        )


def step_through(trace: Trace) -> None:
    """Print node by node, forward and then back: a key for the next, q to leave.

    Without a terminal all lines come at once.
    """
    waits = sys.stdin.isatty() and sys.stdout.isatty()
    if waits:
        typer.echo(message("trace-keys"))
    for line in _steps(trace):
        typer.echo(line)
        if waits and _key() in ("q", "Q"):
            return


def _key() -> str:
    """Wait for a key. Ctrl-D leaves as well; Ctrl-C is a KeyboardInterrupt."""
    try:
        return typer.getchar()
    except EOFError:
        return "q"


def _steps(trace: Trace) -> Iterator[str]:
    for node in trace.nodes:
        # The name of a formula's part is its formula.
        equal = f" = {node.formula}" if node.formula not in ("", node.name) else ""
        yield f"{node.name}{equal} = {brief(node.value)}"
    for node in reversed(trace.nodes):
        if node.gradient is not None:
            value, formula = brief(node.gradient), node.gradient_formula
            equal = f" = {formula}" if formula not in ("", value) else ""
            yield f"∂L/{differential(node.name)}{equal} = {value}"


def as_dict(
    trace: Trace, chain: Chain | TensorChain | None, checks: GradientChecks | None
) -> dict[str, Any]:
    """Everything for JSON."""
    found = trace.to_dict()
    if chain is not None:
        found["chain"] = as_json(chain)
    if checks is not None:
        found["checks"] = as_json(checks)
    return found
