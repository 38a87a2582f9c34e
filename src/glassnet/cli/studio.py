"""`glassnet studio`: the page, until Ctrl-C."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glassnet.cli import TERMINATED
from glassnet.cli.commands import RUNS, DataOption, IgnoreOption, SeedOption, TargetOption
from glassnet.cli.replay import check_replay, save_replay, studio_command, usual_epochs
from glassnet.errors import SettingError
from glassnet.text import message

if TYPE_CHECKING:
    from glassnet.page.state import PageState


def studio(
    what: Annotated[str, typer.Argument(metavar="DATA|LESSON|RUN|MODEL.keras")] = "xor",
    data: DataOption = None,
    target: TargetOption = None,
    ignore: IgnoreOption = None,
    seed: SeedOption = 0,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    only_print: Annotated[bool, typer.Option("--no-browser")] = False,
    save: Annotated[Path | None, typer.Option("--save")] = None,
    epochs: Annotated[int | None, typer.Option("--epochs", min=0)] = None,
    moments: Annotated[int | None, typer.Option("--moments", min=2)] = None,
    rows: Annotated[int | None, typer.Option("--rows", min=1)] = None,
    megabytes: Annotated[float | None, typer.Option("--megabytes", min=0.5)] = None,
) -> None:
    """Open a page where a network trains while one watches, until Ctrl-C."""
    from glassnet.page.server import serve

    given = {"--epochs": epochs, "--moments": moments, "--rows": rows, "--megabytes": megabytes}
    if save is not None:
        check_replay(save)
    elif extra := next((name for name, value in given.items() if value is not None), None):
        raise SettingError(message("studio-with-save", option=extra))
    state, logs = first_state(what, data, target, seed, ignore or ())
    if save is not None:
        command = studio_command(what, data, target, ignore or (), seed)
        length = usual_epochs(what, state) if epochs is None else epochs
        save_replay(state, save, command, length, moments, rows, megabytes)
        return

    def opened(address: str) -> None:
        typer.echo(message("studio-opened", address=address))
        typer.echo(message("studio-stop"))
        if not only_print:
            webbrowser.open(address)

    try:
        serve(state, logs=logs, port=port, opened=opened)
    except KeyboardInterrupt:
        return
    except SystemExit:  # what `cli.Terminate` makes of SIGTERM
        raise typer.Exit(TERMINATED) from None


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
    from glassnet.page.opening import opening_state

    if what.endswith(".keras"):
        from glassnet.cli.trace.subject import read_keras
        from glassnet.page.existing import state_of_model

        model = read_keras(Path(what))
        if data is None and model.input_shape[1:] != (2,):
            raise SettingError(message("subject-no-data", place=what))
        base = opening_state(data or "xor", seed, target, ignore)
        return state_of_model(model, Path(what).name, base), {}
    if data is not None:
        raise SettingError(message("studio-data-twice", what=what))
    if what in LESSONS:
        from glassnet.page.existing import state_of_model

        _check_lesson(what)
        return state_of_model(LESSONS[what].build(), what, opening_state("xor", seed)), {}
    for folder in (Path(what), RUNS / what):
        if (folder / "run.json").is_file():
            from glassnet.page.existing import state_of_run
            from glassnet.runs.folder import EVENTS
            from glassnet.runs.saved_runs import read_run

            return state_of_run(read_run(folder)), {folder.resolve().name: folder / EVENTS}
    return opening_state(what, seed, target, ignore), {}


def _check_lesson(name: str) -> None:
    """Raise SettingError for a lesson whose rows are not those of XOR, the page's for a lesson."""
    from glassnet.lessons import LESSONS

    _, *shape = LESSONS[name].data()[0].shape
    if shape != [2]:
        drawn = [each for each, lesson in LESSONS.items() if not lesson.networks]
        given = {
            "lesson": name,
            "kind": "table" if len(shape) == 1 else "sequences",
            "inputs": shape[-1],
            "drawn": ", ".join(drawn),
        }
        raise SettingError(message("studio-lesson", **given))
