"""`glassnet derive`: a formula's derivative, by the limit and step by step by the rules."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glassnet.cli import MISTAKE
from glassnet.cli.commands import FormulaCommand, JsonOption, new_app
from glassnet.cli.derive.process import Clock, Part, Request, TooLong, run_with_timeout
from glassnet.errors import SettingError
from glassnet.text import language, listed, message

if TYPE_CHECKING:
    from glassnet.cli.console import PlainConsole

SECONDS = 5.0
# The exit code where glassnet itself is wrong: no mistake of the person's, which is 2. It is what
# Python ends with after any other bug.
WRONG = 1

app = new_app()


@app.command(cls=FormulaCommand)
def derive(
    expression: str,
    wrt: str | None = None,
    at: list[str] | None = None,
    definitions: Annotated[bool, typer.Option("--definitions")] = False,
    plot: Path | None = None,
    seconds: Annotated[float, typer.Option(min=0.1, max=86_400)] = SECONDS,
    as_latex: Annotated[bool, typer.Option("--latex")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown")] = False,
    as_json: JsonOption = False,
) -> None:
    """Differentiate a formula, and show every step, its rule, and what checks the result."""
    from glassnet.cli.console import PlainConsole

    forms = {"latex": as_latex, "markdown": as_markdown, "json": as_json}
    chosen = [name for name, wanted in forms.items() if wanted]
    if len(chosen) > 1:
        raise SettingError(message("derive-forms", one=chosen[0], other=chosen[1]))
    screen = PlainConsole(quiet=as_json)
    request = Request(
        text=_standard_input() if expression == "-" else expression,
        wrt=wrt,
        at=at or [],
        definitions=definitions,
        plot=plot,
        form=chosen[0] if chosen else "screen",
        width=screen.width,
        language=language(),
    )
    code = _show(request, seconds, screen)
    screen.check()
    if code:
        raise typer.Exit(code)


def _show(request: Request, seconds: float, screen: PlainConsole) -> int:
    """Show what is found, as it comes; the exit code."""
    answer: dict[str, Any] = {}
    underway, error, complete = message("took-too-long-derivation"), "", False
    unfinished: list[str] = []
    try:
        for part in run_with_timeout(partial(_work, request), seconds):
            place = answer if part.derivative is None else answer["derivatives"][part.derivative]
            place.update(part.data)
            underway = part.next or underway
            error, complete = error or part.error, complete or part.complete
            unfinished += [part.unfinished] if part.unfinished else []
            for style, line in part.lines:
                screen.print(line, style=style, soft_wrap=True)
    except TooLong:
        unfinished.append(underway)
    said = ""
    if unfinished:
        what = listed(dict.fromkeys(unfinished))
        said = message("took-too-long", seconds=seconds, what=what)
        if not answer and not complete:
            raise SettingError(said)
        answer["unfinished"] = what
        for each in () if complete else answer["derivatives"]:
            if "steps" not in each:
                screen.print(f"{each['derivative']} = {each['result']}", soft_wrap=True)
    if request.form == "json":
        typer.echo(json.dumps(answer, ensure_ascii=False))
    for line in filter(None, (error, said)):
        typer.echo(f"glassnet: {line}", err=True)
    return WRONG if error else MISTAKE if said and not complete else 0


def _work(request: Request, seconds: float) -> Iterator[Part | Clock]:
    """The work of the other process: this one never imports SymPy."""
    from glassnet.cli.derive.worker import answer

    yield Clock.READY
    yield from answer(request, seconds)


def _standard_input() -> str:
    """The text on standard input; bytes that are no text become signs that no formula has."""
    stream = sys.stdin
    if stream is None:  # closed by the shell
        return ""
    if hasattr(stream, "buffer"):
        return stream.buffer.read().decode(errors="replace")
    return stream.read()
