"""`glassnet lesson`: run one of the note's programs, or read it."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from glassnet import lessons
from glassnet.cli.exits import Interrupted


def lesson(
    name: Annotated[
        str | None, typer.Argument(help="Which lesson. Without a name, they are listed.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Where the initial weights come from.")] = 777,
    epochs: Annotated[
        int | None, typer.Option(help="How long to train; the note's own number by default.")
    ] = None,
    source: Annotated[
        bool, typer.Option("--source", help="Print the lesson's program instead of running it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Run one of the study note's four XOR programs; it prints what it prints under TensorFlow."""
    result = None
    if name is None:
        titles = {lesson.name: lesson.title for lesson in lessons.LESSONS.values()}
        text = "\n".join(f"{name:<10}  {title}" for name, title in titles.items())
        answer: dict[str, Any] = titles
    elif source:
        text = lessons.find(name).source.rstrip("\n")
        answer = {"lesson": name, "source": text}
    else:
        result = lessons.run(name, seed=seed, epochs=epochs)
        text = "\n".join(result.lines)
        answer = _as_dict(result)
    typer.echo(json.dumps(answer) if as_json else text)
    if result is not None and result.interrupted:
        raise Interrupted(
            f"interrupted after {len(result.losses)} epochs; this is what was learned until then."
        )


def _as_dict(result: lessons.LessonResult) -> dict[str, Any]:
    return {
        "lesson": result.lesson.name,
        "seed": result.seed,
        "epochs": len(result.losses),
        "interrupted": result.interrupted,
        "reported_losses": result.reported_losses,
        "loss": result.losses[-1] if result.losses else None,  # none if stopped at once
        "accuracy": result.accuracy,
        "predictions": result.predictions.ravel().tolist(),
        "probabilities": result.probabilities.ravel().tolist(),
    }
