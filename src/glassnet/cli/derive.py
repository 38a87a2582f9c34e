"""`glassnet derive`: a formula's derivative, by the limit and step by step by the rules."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from glassnet.cli.bounded import TooLong, bounded
from glassnet.cli.commands import new_app
from glassnet.cli.languages import LanguageOption, spoken_language
from glassnet.errors import SettingError

# The command ends 5 seconds after its start, whatever it is given.
SECONDS = 3.9


app = new_app()


# An expression may begin with a minus, which is then no option.
@app.command(context_settings={"ignore_unknown_options": True})
def derive(
    expression: Annotated[
        str,
        typer.Argument(
            help="Such as 'log(sigmoid(w*x + b))'; or of several lines, 'u = w*x + b' first. "
            "- reads it from standard input.",
            show_default=False,
        ),
    ],
    wrt: Annotated[
        str | None,
        typer.Option(
            help="With respect to what: x; w,x,b for a gradient; x^2 for a second derivative; x*y "
            "for a mixed one.",
            show_default="each letter",
        ),
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option(
            help="A point, such as x=3 or w=-2,x=5,b=3; may be repeated.", show_default=False
        ),
    ] = None,
    definitions: Annotated[
        bool, typer.Option("--definitions", help="Write out what sigmoid and its like are.")
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            help="Draw the function and secants closing on its tangent, as PNG or SVG.",
            show_default=False,
        ),
    ] = None,
    as_latex: Annotated[bool, typer.Option("--latex", help="Print the steps as LaTeX.")] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the steps as Markdown.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    lang: LanguageOption = None,
) -> None:
    """Differentiate a formula, and show every step, its rule, and what checks the result."""
    from glassnet import messages
    from glassnet.cli.derivation_report import Request, report
    from glassnet.cli.screen import Screen
    from glassnet.plots.save import check_format

    forms = {"latex": as_latex, "markdown": as_markdown, "json": as_json}
    chosen = [name for name, wanted in forms.items() if wanted]
    if len(chosen) > 1:
        raise SettingError(f"--{chosen[0]} and --{chosen[1]}: expected one form of output.")
    if plot is not None:
        check_format(plot)
    language = spoken_language(lang)
    screen = Screen(quiet=as_json)
    request = Request(
        text=sys.stdin.read() if expression == "-" else expression,
        wrt=wrt,
        at=at or [],
        definitions=definitions,
        plot=plot,
        form=chosen[0] if chosen else "screen",
        width=screen.width,
        language=language,
    )
    answer: dict[str, Any] = {}
    unfinished = ""
    try:
        for part in bounded(partial(report, request), SECONDS):
            part.put_into(answer)
            unfinished = part.next or unfinished
            for style, line in part.lines:
                screen.print(line, style=style, soft_wrap=True)
    except TooLong:
        with messages.using(language):
            said = messages.text("took-too-long", seconds=5, what=unfinished)
        if not answer and not unfinished:
            raise SettingError(said) from None
        typer.echo(f"glassnet: {said}", err=True)
        answer["unfinished"] = unfinished
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
