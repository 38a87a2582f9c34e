"""`glassnet descend`: gradient descent on a formula, step by step, in numbers and as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from glassnet.cli.commands import FormulaCommand, JsonOption, check_plot, new_app, parse_points
from glassnet.cli.console import PlainConsole
from glassnet.errors import SettingError
from glassnet.text import message

RATE, STEPS = 0.1, 20

app = new_app()


@app.command(cls=FormulaCommand)
def descend(
    expression: str,
    start: Annotated[list[str] | None, typer.Option("--from", metavar="x=3")] = None,
    rate: float = RATE,
    steps: int = STEPS,
    optimizer: list[str] | None = None,
    plot: Path | None = None,
    as_json: JsonOption = False,
) -> None:
    """Go downhill on a function of one or two variables, and show every step."""
    from glassnet.descent.descend import descend as take_steps
    from glassnet.descent.rendering import as_data, as_text
    from glassnet.descent.updates import PLAIN

    check_plot(plot)
    if not start:
        raise SettingError(message("descent-start-missing"))
    where, optimizers = parse_points(start), dict.fromkeys(optimizer or [PLAIN])
    if optimizers.keys() - {PLAIN}:
        from glassnet.cli.train.run import import_keras

        import_keras()
    found = [
        take_steps(expression, where, rate=rate, steps=steps, optimizer=each) for each in optimizers
    ]
    if plot is not None:
        from glassnet.descent import plot_descent
        from glassnet.plots.save import save

        save(plot_descent(found), plot)
    if as_json:
        formula = found[0].formula
        data = {
            "formula": formula.text,
            "name": formula.name,
            "variables": [str(x) for x in found[0].variables],
            "descents": list(map(as_data, found)),
            "plot": None if plot is None else str(plot),
        }
        typer.echo(json.dumps(data, ensure_ascii=False))
        return
    console = PlainConsole()
    for each in found:
        console.print(as_text(each), soft_wrap=True, end="\n\n")
    if plot is not None:
        console.print(message("saved", path=str(plot)), soft_wrap=True)
    console.check()
