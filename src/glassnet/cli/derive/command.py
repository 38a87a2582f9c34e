"""`glassnet derive`: a formula's derivative, by the limit and step by step by the rules."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glassnet.cli.commands import new_app
from glassnet.cli.derive.parts import Part, Request, found
from glassnet.cli.derive.subprocess_timeout import TooLong, age, bounded
from glassnet.cli.exit_codes import MISTAKE
from glassnet.cli.formula_command import FormulaCommand
from glassnet.cli.options import JsonOption
from glassnet.errors import SettingError

if TYPE_CHECKING:
    from glassnet.cli.console import PlainConsole

# The command ends WHOLE seconds after its process began, whatever it is given: the work stops a
# little earlier, because what was found is still to be written, on a machine that may be busy.
WHOLE = 5
SECONDS = 4.5
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
    as_latex: Annotated[bool, typer.Option("--latex")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown")] = False,
    as_json: JsonOption = False,
) -> None:
    """Differentiate a formula, and show every step, its rule, and what checks the result."""
    from glassnet.cli.console import PlainConsole
    from glassnet.text import language, message

    seconds = SECONDS - age()  # what a person types on standard input takes as long as it takes
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
    code = _answer(request, seconds, screen)
    screen.check()
    if code:
        raise typer.Exit(code)


def _answer(request: Request, seconds: float, screen: PlainConsole) -> int:
    """Show what is found, as it comes; the exit code."""
    from glassnet.text import message

    answer: dict[str, Any] = {}
    last = Part(next=message("took-too-long-derivation"))
    said, wrong, enough = "", "", False
    try:
        for part in bounded(partial(found, request), seconds):
            part.put_into(answer)
            last = part if part.next else last
            wrong, enough = wrong or part.wrong, enough or part.enough
            for style, line in part.lines:
                screen.print(line, style=style, soft_wrap=True)
    except TooLong:
        said = message("took-too-long", seconds=WHOLE, what=last.next)
        if not answer and not enough:
            raise SettingError(said) from None
        answer["unfinished"] = last.next
        for each in () if enough else answer["derivatives"]:
            if "steps" not in each:
                screen.print(f"{each['derivative']} = {each['result']}", soft_wrap=True)
    if request.form == "json":
        typer.echo(json.dumps(answer, ensure_ascii=False))
    for line in filter(None, (wrong, said)):
        typer.echo(f"glassnet: {line}", err=True)
    return WRONG if wrong else MISTAKE if said and not enough else 0


def _standard_input() -> str:
    """What is no text becomes signs that no formula has."""
    stream = sys.stdin
    if stream is None:  # closed by the shell
        return ""
    return (
        stream.buffer.read().decode(errors="replace")
        if hasattr(stream, "buffer")
        else stream.read()
    )
