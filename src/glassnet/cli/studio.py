"""`glassnet studio`: the page, until Ctrl-C."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glassnet.cli import TERMINATED
from glassnet.cli.commands import RUNS, DataOption, IgnoreOption, SeedOption, TargetOption
from glassnet.errors import SettingError
from glassnet.text import language, message

if TYPE_CHECKING:
    from glassnet.studio.guide.shelf import Shelf
    from glassnet.studio.state import PageState

TRIAL_SECONDS = 10.0  # of training, for a guide of one's own


def studio(
    what: Annotated[str, typer.Argument(metavar="DATA|LESSON|RUN|MODEL.keras|GUIDE.md")] = "xor",
    data: DataOption = None,
    target: TargetOption = None,
    ignore: IgnoreOption = None,
    seed: SeedOption = 0,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    only_print: Annotated[bool, typer.Option("--no-browser")] = False,
) -> None:
    """Open a page where a network trains while one watches, until Ctrl-C."""
    from glassnet.studio.server import serve

    shelf = None
    if what.endswith(".md"):
        if data is not None:
            raise SettingError(message("studio-data-twice", what=what))
        state, shelf = own_guide(Path(what))
        logs: Mapping[str, Path] = {}
    else:
        state, logs = first_state(what, data, target, seed, ignore or ())

    def opened(address: str) -> None:
        typer.echo(message("studio-opened", address=address))
        typer.echo(message("studio-stop"))
        if not only_print:
            webbrowser.open(address)

    try:
        serve(state, logs=logs, shelf=shelf, port=port, opened=opened)
    except KeyboardInterrupt:
        return
    except SystemExit:  # what `cli.Terminate` makes of SIGTERM
        raise typer.Exit(TERMINATED) from None


def own_guide(path: Path) -> tuple[PageState, Shelf]:
    """What the page shows first for a person's guide, whose weak points are said on stderr."""
    from glassnet.studio.guide.shelf import Shelf, read_own
    from glassnet.studio.guide.trial import warnings_of

    guides = read_own(path)
    guide = guides[language()]
    for said in warnings_of(guide, TRIAL_SECONDS):
        typer.echo(message("guide-warning", file=str(path), said=said), err=True)
    return guide.state, Shelf(guides)


def first_state(
    what: str,
    data: str | None,
    target: str | None,
    seed: int,
    ignore: Sequence[str] = (),
) -> tuple[PageState, Mapping[str, Path]]:
    """What the page shows first, and logs for its TensorBoard. A dataset's name wins over a
    lesson's, and this over a run's."""
    from glassnet.lessons import LESSONS
    from glassnet.studio.opening import opening_state

    if what.endswith(".keras"):
        from glassnet.cli.trace.subject import read_keras
        from glassnet.studio.existing import state_of_model

        model = read_keras(Path(what))
        if data is None and model.input_shape[1:] != (2,):
            raise SettingError(message("subject-no-data", place=what))
        base = opening_state(data or "xor", seed, target, ignore)
        return state_of_model(model, Path(what).name, base), {}
    if data is not None:
        raise SettingError(message("studio-data-twice", what=what))
    if what in LESSONS:
        from glassnet.studio.existing import state_of_lesson
        from glassnet.studio.guide.shelf import guided

        return guided(state_of_lesson(what, seed), what), {}
    for folder in (Path(what), RUNS / what):
        if (folder / "run.json").is_file():
            from glassnet.runs.folder import EVENTS
            from glassnet.runs.saved_runs import read_run
            from glassnet.studio.existing import state_of_run

            return state_of_run(read_run(folder)), {folder.resolve().name: folder / EVENTS}
    return opening_state(what, seed, target, ignore), {}
