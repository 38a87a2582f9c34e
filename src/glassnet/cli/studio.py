"""`glassnet studio`: the page, until Ctrl-C."""

from __future__ import annotations

import math
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glassnet.cli import TERMINATED
from glassnet.cli.commands import RUNS, DataOption, IgnoreOption, SeedOption, TargetOption
from glassnet.cli.replay import check_replay, save_replay, studio_command, usual_epochs
from glassnet.errors import SettingError
from glassnet.text import language, message

if TYPE_CHECKING:
    from glassnet.page.guide.shelf import Shelf
    from glassnet.page.seats import MakeSession
    from glassnet.page.sessions import AnySession
    from glassnet.page.state import PageState

TRIAL_SECONDS = 10.0  # of training, for a guide of one's own


def studio(
    what: Annotated[str, typer.Argument(metavar="DATA|LESSON|RUN|MODEL.keras|GUIDE.md")] = "xor",
    data: DataOption = None,
    target: TargetOption = None,
    ignore: IgnoreOption = None,
    seed: SeedOption = 0,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    only_print: Annotated[bool, typer.Option("--no-browser")] = False,
    present: Annotated[bool, typer.Option("--present")] = False,
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
    if save is not None:
        session = replayable_session(what, data, target, seed, ignore or ())
        command = studio_command(what, data, target, ignore or (), seed)
        length = usual_epochs(what, session) if epochs is None else epochs
        save_replay(session, save, command, length, moments, rows, megabytes)
        return
    shelf = None
    if what.endswith(".md"):
        if data is not None:
            raise SettingError(message("studio-data-twice", what=what))
        make, shelf = own_guide(Path(what))
        logs: Mapping[str, Path] = {}
    else:
        make, logs = first_session(what, data, target, seed, ignore or ())

    def opened(printed: str) -> None:
        address = f"{printed}&present=1" if present else printed
        typer.echo(message("studio-opened", address=address))
        typer.echo(message("studio-stop"))
        if not only_print:
            webbrowser.open(address)

    try:
        serve(make, logs=logs, shelf=shelf, port=port, opened=opened)
    except KeyboardInterrupt:
        return
    except SystemExit:  # what `cli.Terminate` makes of SIGTERM
        raise typer.Exit(TERMINATED) from None


def first_session(
    what: str,
    data: str | None,
    target: str | None,
    seed: int,
    ignore: Sequence[str] = (),
) -> tuple[MakeSession, Mapping[str, Path]]:
    """The session of a new page, and logs for its TensorBoard: a network that is drawn unit by
    unit, or else a model with its layers as cards."""
    from glassnet.data.arrays import SUFFIX
    from glassnet.lessons import LESSONS
    from glassnet.page.entry import USUAL_BATCH
    from glassnet.page.existing import NotDrawable
    from glassnet.page.model_session import ModelSession
    from glassnet.page.session import Session

    try:
        if what.endswith(".keras") and (data or "").endswith(SUFFIX):
            raise NotDrawable
        state, logs = first_state(what, data, target, seed, ignore)
    except NotDrawable:
        from glassnet.cli.trace.subject import SubjectOptions, load_model

        options = SubjectOptions(what, data=data, target=target, seed=seed)

        def opened() -> ModelSession:
            loaded = load_model(options)
            assert loaded is not None  # or it were no model that cannot be drawn
            size = (LESSONS[what].batch_size if what in LESSONS else None) or USUAL_BATCH
            return ModelSession(*loaded, name=Path(what).name, batch_size=size, seed=seed)

        first = [opened()]  # whatever is wrong with it is said before a page is opened
        return lambda until: first.pop() if first else opened(), {}
    return lambda until: Session(state, until=until), logs


def replayable_session(
    what: str, data: str | None, target: str | None, seed: int, ignore: Sequence[str]
) -> AnySession:
    """The session of `first_session` for a replay page: without the guide, whose steps a session
    would have to check."""
    from glassnet.page.session import Session

    session = first_session(what, data, target, seed, ignore)[0](math.inf)
    if isinstance(session, Session):
        session.keep(guide=None)
    return session


def own_guide(path: Path) -> tuple[MakeSession, Shelf]:
    """What the page shows first for a person's guide, whose weak points are said on stderr."""
    from glassnet.page.guide.shelf import Shelf, read_own
    from glassnet.page.guide.trial import warnings_of
    from glassnet.page.session import Session

    guides = read_own(path)
    guide = guides[language()]
    for said in warnings_of(guide, TRIAL_SECONDS):
        typer.echo(message("guide-warning", file=str(path), said=said), err=True)
    return (lambda until: Session(guide.state, until=until)), Shelf(guides)


def first_state(
    what: str,
    data: str | None,
    target: str | None,
    seed: int,
    ignore: Sequence[str] = (),
) -> tuple[PageState, Mapping[str, Path]]:
    """What the page shows first, and logs for its TensorBoard. A dataset's name wins over a
    lesson's, and this over a run's. Raises NotDrawable."""
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
        from glassnet.page.existing import state_of_lesson
        from glassnet.page.guide.shelf import guided

        return guided(state_of_lesson(what, seed), what), {}
    for folder in (Path(what), RUNS / what):
        if (folder / "run.json").is_file():
            from glassnet.page.existing import state_of_run
            from glassnet.runs.folder import EVENTS
            from glassnet.runs.saved_runs import read_run

            return state_of_run(read_run(folder)), {folder.resolve().name: folder / EVENTS}
    return opening_state(what, seed, target, ignore), {}
