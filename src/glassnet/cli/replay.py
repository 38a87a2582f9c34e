"""`glassnet studio --save`: a replay page in one HTML file."""

from __future__ import annotations

import inspect
import shlex
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from glassnet.errors import SettingError
from glassnet.runs import RUNS
from glassnet.text import message
from glassnet.whole_files import check_writable, write_whole

if TYPE_CHECKING:
    from glassnet.page.recorded.replay_page import ReplayPage
    from glassnet.page.sessions import AnySession

ENDINGS = (".html", ".htm")


def check_replay(path: Path) -> None:
    """Raise SettingError if no page can be written there, before anything is trained."""
    if path.suffix.lower() not in ENDINGS:
        raise SettingError(message("studio-save-ends", path=str(path), endings=", ".join(ENDINGS)))
    check_writable(path)


def usual_epochs(what: str, session: AnySession) -> int | None:
    """How many epochs are trained for a page: a lesson's own, what a dataset's network needs; none
    of a saved model. None for a run, whose session is where it ended."""
    from glassnet.lessons import LESSONS
    from glassnet.networks import defaults_for
    from glassnet.page.network.session import Session

    if session.step:
        return None
    if what in LESSONS:
        lesson = LESSONS[what]
        usual = inspect.signature(lesson.program.train).parameters["epochs"].default
        return lesson.epochs or usual
    if not isinstance(session, Session) or session.state.start is not None:
        return 0
    return defaults_for(session.dataset).epochs


def studio_command(
    what: str, data: str | None, target: str | None, ignore: Sequence[str], seed: int
) -> str:
    """The command that opens the same live; of a file elsewhere its name alone, of a run there
    `runs/` and its name."""

    def shown(given: str) -> str:
        path = Path(given)
        if not path.is_absolute():
            return given
        return str(RUNS / path.name) if (path / "run.json").is_file() else path.name

    options = {"--data": data and shown(data), "--target": target, "--seed": str(seed or "")}
    parts = [each for name, value in options.items() if value for each in (name, value)]
    ignored = [each for column in ignore for each in ("--ignore", column)]
    return shlex.join(["glassnet", "studio", shown(what), *parts, *ignored])


def save_replay(
    session: AnySession,
    path: Path,
    command: str,
    epochs: int | None,
    moments: int | None,
    rows: int | None,
    megabytes: float | None,
) -> None:
    """Train, ask, and write the page; say in one line what it holds.

    Args:
        session: what the page begins with.
        path: of the file.
        command: opens the same live.
        epochs: to train; None for none.
        moments, rows, megabytes: as for `ReplayOptions`.
    """
    from glassnet.page.recorded.replay_page import MOST_BYTES, ReplayOptions, replay_page

    if epochs is not None:
        session.seek(epochs * (session.playback.trainer.steps_per_epoch or 1))
    most = MOST_BYTES if megabytes is None else int(megabytes * 1e6)
    options = ReplayOptions(moments, rows, most, command, command)
    with _progress() as progress:
        found = replay_page(session, options, progress)
    body = found.text.encode()
    write_whole(path, body)
    typer.echo(_said(path, len(body), found, session.step))


def _said(path: Path, size: int, found: ReplayPage, step: int) -> str:
    given = {"path": str(path), "size": f"{size / 1e6:.1f}", "step": f"{step:,}"}
    extent, wanted = found.extent, found.wanted
    said = message("studio-saved", **given, moments=extent.moments, rows=extent.rows)
    if extent == wanted:
        return said
    kept = {"moments": wanted.moments, "rows": wanted.rows, "less": found.less}
    return f"{said} {message('studio-saved-thinned', **kept)}"


@contextmanager
def _progress() -> Generator[Callable[[int, int], None]]:
    """A bar on standard error, in a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    stderr = Console(file=sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    hidden = not stderr.is_terminal
    with Progress(*columns, console=stderr, transient=True, disable=hidden) as progress:
        task = progress.add_task(message("studio-saving"))
        yield lambda done, total: progress.update(task, completed=done, total=total)
