"""`glassnet lesson`: run one of the lessons' programs, or read it."""

from __future__ import annotations

import itertools
import json
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from glassnet import lessons
from glassnet.cli import Interrupted
from glassnet.cli.commands import (
    JsonOption,
    SeedOption,
    TensorboardOption,
    check_plot,
    missing_argument,
)
from glassnet.errors import SettingError
from glassnet.plots.save import save
from glassnet.text import message


def lesson(
    name: Annotated[str | None, typer.Argument()] = None,
    seed: SeedOption = 777,
    epochs: int | None = None,
    tensorboard: TensorboardOption = False,
    log_dir: str | None = None,
    plot: Path | None = None,
    source: Annotated[bool, typer.Option("--source")] = False,
    as_json: JsonOption = False,
) -> None:
    """Train the networks of a lesson and show what they have learned."""
    given = {"--source": source, "--plot": plot, "--tensorboard": tensorboard, "--log-dir": log_dir}
    if name is None and any(given.values()):
        raise missing_argument("glassnet lesson", "NAME")
    if source and plot is not None:
        raise SettingError(message("lesson-source-plot"))
    if name is None:
        titles = {lesson.name: lesson.title for lesson in lessons.LESSONS.values()}
        width = max(map(len, titles))
        text = "\n".join(f"{name:<{width}}  {title}" for name, title in titles.items())
        typer.echo(json.dumps(titles, ensure_ascii=False) if as_json else text)
    elif source:
        text = lessons.find(name).source.rstrip("\n")
        typer.echo(json.dumps({"lesson": name, "source": text}) if as_json else text)
    else:
        if tensorboard and log_dir is None:
            log_dir = _new_folder(f"logs/{name}")
        check_plot(plot)
        result = lessons.run(name, seed=seed, epochs=epochs, log_dir=log_dir)
        typer.echo(json.dumps(_as_dict(result)) if as_json else "\n".join(result.lines))
        if plot is not None:
            typer.echo(message("saved", path=str(save(result.plot(), plot))), err=as_json)
        if log_dir is not None:
            command = f"glassnet board {shlex.quote(log_dir)}"
            typer.echo(message("lesson-recorded", folder=log_dir, command=command), err=as_json)
        if result.interrupted:
            raise Interrupted(message("lesson-interrupted", epochs=len(result.losses)))


def _new_folder(path: str) -> str:
    """`path`, or `path-2`, … if it has a log already, with whose points new ones would be mixed."""
    names = itertools.chain([path], (f"{path}-{number}" for number in itertools.count(2)))
    return next(name for name in names if not Path(name).exists())


def _as_dict(result: lessons.LessonResult) -> dict[str, Any]:
    return {
        "lesson": result.lesson.name,
        "seed": result.seed,
        "epochs": len(result.losses),
        "interrupted": result.interrupted,
        **result.numbers,
    }
