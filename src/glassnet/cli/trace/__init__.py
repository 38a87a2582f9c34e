"""`glassnet trace`: every number of a formula or a network, and the chain rule of one weight.

`subject` serves `glassnet diagnose` too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glassnet.cli.commands import (
    DataOption,
    FormulaCommand,
    IgnoreOption,
    JsonOption,
    SeedOption,
    TargetOption,
    TrainedOption,
    new_app,
)
from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.whole_files import write_whole

if TYPE_CHECKING:
    from glassnet.tracing import Chain, TensorChain, Trace

app = new_app()
WEIGHT = re.compile(r"(?P<name>.+?)(?:\[(?P<index>[^\[\]]*)\])?")


@app.command(cls=FormulaCommand)
def trace(
    what: Annotated[str, typer.Argument(metavar="EXPRESSION|LESSON|RUN|MODEL.keras")],
    at: list[str] | None = None,
    data: DataOption = None,
    target: TargetOption = None,
    ignore: IgnoreOption = None,
    rows: Annotated[int | None, typer.Option(min=1)] = None,
    seed: SeedOption = 0,
    trained: TrainedOption = False,
    weight: Annotated[str | None, typer.Option(metavar="NAME[I,J]")] = None,
    row: Annotated[int | None, typer.Option(min=0)] = None,
    step: Annotated[bool, typer.Option("--step")] = False,
    check: Annotated[bool, typer.Option("--check")] = False,
    plot: Path | None = None,
    as_json: JsonOption = False,
) -> None:
    """Show every value and every gradient of a formula or of a network's loss."""
    from glassnet.cli.console import PlainConsole
    from glassnet.cli.trace.subject import SubjectOptions, trace_subject

    draw = None if plot is None else _drawing(plot)
    if row is not None and weight is None:
        raise SettingError(message("trace-row-alone", row=row))
    if step and as_json:
        raise SettingError(message("trace-step-or-json"))
    options = SubjectOptions(what, at or (), data, target, ignore or (), rows, seed, trained)
    found, notes = trace_subject(options)
    # Loads JAX, which a mistyped name should not wait for.
    from glassnet.cli.trace import output

    chain = None if weight is None else _chain(found, weight, row)
    checks = output.check_with_progress(found, quiet=as_json) if check else None
    if plot is not None and draw is not None:
        write_whole(plot, draw(found).encode())
    for note in notes:
        typer.echo(note, err=as_json)
    if as_json:
        typer.echo(json.dumps(output.as_dict(found, chain, checks), ensure_ascii=False))
    else:
        if step:
            output.step_through(found)
        if not step or chain is not None or checks is not None:
            screen = PlainConsole(quiet=False)
            screen.unfold()
            output.show(screen, found, chain, checks)
            screen.check()
    if plot is not None:
        typer.echo(message("saved", path=str(plot)), err=as_json)


def _chain(found: Trace, weight: str, row: int | None) -> Chain | TensorChain:
    """The chain of `hidden/kernel[0,1]`, or of a whole tensor by its name."""
    # x[0] of a formula and lstm[3]/add are names.
    parts = None if weight in found.values else WEIGHT.fullmatch(weight)
    name, written = (parts["name"], parts["index"]) if parts else (weight, None)
    try:
        index = None if written is None else tuple(int(each) for each in written.split(","))
    except ValueError:
        number = f"{name}[{','.join('0' * len(found[name].shape))}]"
        raise SettingError(message("trace-index-form", given=weight, number=number)) from None
    try:
        return found.chain(name, index, row=row)
    except SettingError as error:
        reason = str(error).removeprefix("chain: ")
        raise SettingError(f"--weight {weight}: {reason}") from None


DRAWINGS: dict[str, Callable[[Trace], str]] = {
    ".svg": lambda found: found.to_svg(),
    ".html": lambda found: found.to_html(),
    ".dot": lambda found: found.to_dot(),
}


def _drawing(path: Path) -> Callable[[Trace], str]:
    suffix = path.suffix.lower()
    if suffix not in DRAWINGS:
        endings = ", ".join(DRAWINGS)
        raise SettingError(message("trace-drawing-ends", path=str(path), endings=endings))
    return DRAWINGS[suffix]
