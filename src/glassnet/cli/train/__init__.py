"""`glassnet train`: a network for the data that is named, on the screen and on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from glassnet.cli.commands import (
    IgnoreOption,
    JsonOption,
    TensorboardOption,
    missing_argument,
)
from glassnet.runs import RUNS


def train(
    data: Annotated[str | None, typer.Argument()] = None,
    target: str | None = None,
    ignore: IgnoreOption = None,
    layers: str | None = None,
    activation: str | None = None,
    optimizer: str | None = None,
    learning_rate: float | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    loss: str | None = None,
    initializer: str | None = None,
    seed: int | None = None,
    validation_split: float | None = None,
    rows: int | None = None,
    noise: float | None = None,
    every: Annotated[int | None, typer.Option(min=1)] = None,
    out: Path = RUNS,
    name: str | None = None,
    checkpoint_every: Annotated[int | None, typer.Option(min=1)] = None,
    tensorboard: TensorboardOption = False,
    record: list[str] | None = None,
    record_every: int | None = None,
    resume: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    plot: Annotated[bool, typer.Option("--plot")] = False,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet")] = False,
) -> None:
    """Train a network and show what it learned."""
    given: dict[str, Any] = {**locals(), "ignore": tuple(ignore or ())}
    if data is None and resume is None:
        raise missing_argument("glassnet train", "DATA")
    from glassnet.cli.train.options import SETTINGS, SOURCE, TrainOptions
    from glassnet.cli.train.run import run_training

    recorded = tensorboard or record or record_every is not None
    options = TrainOptions(
        source={option: given[option] for option in SOURCE},
        settings={option: given[option] for option in SETTINGS},
        seed=seed,
        out=out,
        name=name,
        every=every,
        checkpoint_every=checkpoint_every,
        recording={"record": record or [], "every": record_every} if recorded else None,
        resume=resume,
        plot=plot,
        output="json" if as_json else "quiet" if quiet else "screen",
    )
    run_training(options)
