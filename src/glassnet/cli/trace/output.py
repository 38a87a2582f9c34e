"""A trace in the terminal: its nodes, a chain, checks, and step by step with a key press."""

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
from glassnet.tracing import Agreement, Chain, ChainPath, Reason, TensorChain, Trace, TracedNode
from glassnet.tracing.numbers import fields_as_json

ROOM = 18  # characters of a column of numbers
NUMBERS = ("trace-value", "trace-gradient")
WHOLE = 72  # columns: in fewer, whole numbers would leave no room for names
MOST_NODES = 80  # in one table; of more only those of the layers' outputs


def show(
    screen: PlainConsole,
    trace: Trace,
    chain: Chain | TensorChain | None,
    checks: Sequence[Agreement] | None,
) -> None:
    """The nodes, or in their place the chain and the checks that are asked for."""
    screen.print(message("trace-loss", value=format_number(trace.value)), style="bold")
    if chain is None and checks is None:
        screen.print(_nodes(trace.nodes, whole=screen.width >= WHOLE))
    for loop in trace.loops:
        screen.print(
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
        _show_chain(screen, chain)
    if isinstance(chain, TensorChain):
        _show_tensors(screen, chain)
    if checks is not None:
        _show_checks(screen, checks)


def _nodes(nodes: Sequence[TracedNode], *, whole: bool) -> Table:
    """By layer, each node by its name there. whole: whether no number is broken over two lines."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for key in ("trace-node", "trace-formula", "trace-shape", "trace-value", "trace-gradient"):
        table.add_column(message(key), overflow="fold", no_wrap=whole and key in NUMBERS)
    few = [node for node in nodes if not _is_inner(node)] if len(nodes) > MOST_NODES else nodes
    layer = ""
    for node in few:
        if node.layer != layer:
            table.add_row(node.layer, style="bold")
        layer = node.layer
        short = node.name.removeprefix(f"{layer}/")
        gradient = "" if node.gradient is None else brief(node.gradient, ROOM)
        table.add_row(
            f"  {short}" if layer else short,
            node.formula,
            "×".join(map(str, node.shape)),
            brief(node.value, ROOM),
            gradient,
        )
    if len(few) < len(nodes):
        table.caption = message("trace-more", shown=len(few), all=len(nodes))
    return table


def _is_inner(node: TracedNode) -> bool:
    """Inside a time step, or inside the loss."""
    return "[" in node.layer or node.layer == "loss"


def _show_chain(screen: PlainConsole, chain: Chain) -> None:
    screen.print(chain.headline, style="bold", soft_wrap=True)
    telling = _telling(chain.paths)
    for count, path in enumerate(chain.paths[:telling], 1):
        screen.print()
        screen.print(message("trace-path", number=count, product=format_number(path.product)))
        said = [
            (f"{differential(f.target)} / {differential(f.source)}", format_number(f.value))
            for f in path.factors
        ]
        wide = max(len(derivative) for derivative, _ in said)
        for derivative, value in said:
            screen.print(f"  {derivative:<{wide}} = {value}", soft_wrap=True)
        screen.print(f"  {path}", style="cyan", soft_wrap=True)
    screen.print()
    if telling < len(chain.paths):
        screen.print(message("trace-zeros", first=telling + 1, last=len(chain.paths)))
        screen.print()
    screen.print(chain.account, soft_wrap=True)


def _telling(paths: Sequence[ChainPath]) -> int:
    """How many paths to show whole: of those that are 0, the last ones, one says it for all."""
    moving = sum(path.product != 0 for path in paths)
    return moving + 1 if len(paths) - moving > 2 else len(paths)


def _show_tensors(screen: PlainConsole, chain: TensorChain) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for key in ("trace-shape", "trace-norm", "trace-formula"):
        table.add_column(message(key), overflow="fold")
    for step in chain.steps:
        shape = "×".join(map(str, step.shape))
        table.add_row(
            shape, format_number(step.norm), f"∂L/{differential(step.name)} = {step.formula}"
        )
    screen.print(table)


def _show_checks(screen: PlainConsole, checks: Sequence[Agreement]) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for key in ("trace-parameter", "trace-numbers", "trace-worst", "trace-agrees"):
        table.add_column(message(key), overflow="fold")
    for each in checks:
        table.add_row(
            each.parameter,
            f"{each.numbers:,}/{each.of:,}",
            f"{each.worst:.1e}" if each.numbers else "–",
            message(_verdict(each)),
        )
    screen.print()
    screen.print(table)
    if any(each.by_rules is not None for each in checks):
        screen.print(message("trace-by-rules"), soft_wrap=True)
    for reason, key in REASONS.items():
        count = sum(each.reasons.get(reason, 0) for each in checks)
        if count:
            screen.print(message(key, count=count), soft_wrap=True)


def _verdict(check: Agreement) -> str:
    alone = check.agrees and not check.numbers  # what agrees is no difference quotient
    return "trace-yes-by-rules" if alone else VERDICTS[check.agrees]


REASONS = {
    Reason.KINK: "trace-kinks",
    Reason.NOT_FINITE: "trace-not-finite",
    Reason.PRECISION: "trace-precision",
    Reason.ROUNDED: "trace-rounded",
    Reason.OWN_RULE: "trace-own-rule",
}
VERDICTS = {True: "trace-yes", False: "trace-no", None: "trace-not-compared"}


def checked(trace: Trace, *, quiet: bool) -> list[Agreement]:
    """All parameters against finite differences, with a bar on standard error."""
    console = Console(file=sys.stderr, quiet=quiet)
    hidden = not console.is_terminal
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task(message("trace-checking"))
        return trace.check(
            progress=lambda done, total: progress.update(task, completed=done, total=total)
        )


def step_through(trace: Trace) -> None:
    """Node by node, forward and then back: a key for the next, q to leave.

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
    """Ctrl-D, an end of what is read, leaves as well; Ctrl-C is a KeyboardInterrupt."""
    try:
        return typer.getchar()
    except EOFError:
        return "q"


def _steps(trace: Trace) -> Iterator[str]:
    for node in trace.nodes:
        # A formula's part is called by what it is.
        equal = f" = {node.formula}" if node.formula not in ("", node.name) else ""
        yield f"{node.name}{equal} = {brief(node.value)}"
    for node in reversed(trace.nodes):
        if node.gradient is not None:
            value = brief(node.gradient)
            said = node.gradient_formula
            formula = "" if said in ("", value) else f" = {said}"
            yield f"∂L/{differential(node.name)}{formula} = {value}"


def data(
    trace: Trace, chain: Chain | TensorChain | None, checks: Sequence[Agreement] | None
) -> dict[str, Any]:
    """Everything as JSON can hold it."""
    found = trace.to_dict()
    if chain is not None:
        found["chain"] = fields_as_json(chain)
    if checks is not None:
        found["checks"] = [fields_as_json(each) for each in checks]
    return found
