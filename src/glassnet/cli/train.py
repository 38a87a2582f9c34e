"""`glassnet train`: a network for the data that is named, on the screen and on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glassnet.errors import SettingError


def train(
    data: Annotated[
        str | None,
        typer.Argument(
            help="and, or, nand, nor, xor, xnor, parity:N, circles, moons, spiral, blobs, "
            "xor-cloud, or a CSV or Parquet file.",
            show_default=False,
        ),
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="The column to predict, for a file.", show_default=False)
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            help="A column to leave out, for a file; may be repeated.", show_default=False
        ),
    ] = None,
    layers: Annotated[
        str | None,
        typer.Option(help="Units of each hidden layer, such as 10,10,10; 0 for none."),
    ] = None,
    activation: Annotated[str | None, typer.Option(help="Of the hidden layers.")] = None,
    optimizer: Annotated[str | None, typer.Option(help="Such as sgd or adam.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Above 0.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the rows.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Rows a step.")] = None,
    loss: Annotated[
        str | None,
        typer.Option(
            help="Such as binary_crossentropy or mse; decides whether whole numbers are classes."
        ),
    ] = None,
    initializer: Annotated[str | None, typer.Option(help="Of the kernels.")] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="Of first weights, shuffles, split and shapes.", show_default="0"),
    ] = None,
    validation_split: Annotated[
        float | None,
        typer.Option(
            help="Share of the rows to hold out, the same share of each class.", show_default="0"
        ),
    ] = None,
    rows: Annotated[
        int | None, typer.Option(help="How many points, for a shape.", show_default=False)
    ] = None,
    noise: Annotated[
        float | None,
        typer.Option(help="Standard deviation of the noise, for a shape.", show_default=False),
    ] = None,
    every: Annotated[
        int | None,
        typer.Option(help="Print the loss every so many epochs.", show_default="about ten times"),
    ] = None,
    out: Annotated[Path, typer.Option(help="Where runs are kept.")] = Path("runs"),
    name: Annotated[
        str | None, typer.Option(help="Of the run.", show_default="that of the data")
    ] = None,
    checkpoint_every: Annotated[
        int | None,
        typer.Option(help="Epochs between two checkpoints.", show_default="10 seconds"),
    ] = None,
    tensorboard: Annotated[
        bool,
        typer.Option("--tensorboard", help="Record the training; see it with glassnet board."),
    ] = False,
    record: Annotated[
        list[str] | None,
        typer.Option(
            help="What to record beside the usual, such as gradients; may be repeated.",
            show_default=False,
        ),
    ] = None,
    record_every: Annotated[
        int | None,
        typer.Option(help="Steps between two records.", show_default="about 100 in all"),
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Go on with a run that was interrupted or killed; it brings its data and "
            "settings.",
            show_default=False,
        ),
    ] = None,
    plot: Annotated[
        bool,
        typer.Option(
            "--plot",
            help="Draw weights, outputs, gradients and the boundary over time, too.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object only.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but mistakes.")] = False,
) -> None:
    """Train a network and show what it learned.

    What is not given is chosen to fit the data. The run is kept in a folder of its own: settings,
    model, history and pictures.
    """
    from glassnet.cli.training_run import carry_out
    from glassnet.cli.wishes import Wishes

    if data is None and resume is None:
        raise SettingError("Missing argument 'DATA'. Try 'glassnet train --help'.")
    wishes = Wishes(
        source={
            "data": data,
            "target": target,
            "ignore": tuple(ignore or ()),
            "rows": rows,
            "noise": noise,
        },
        settings={
            "layers": layers,
            "activation": activation,
            "optimizer": optimizer,
            "learning_rate": learning_rate,
            "epochs": epochs,
            "batch_size": batch_size,
            "loss": loss,
            "initializer": initializer,
            "validation_split": validation_split,
        },
        seed=seed,
        out=out,
        name=name,
        every=every,
        checkpoint_every=checkpoint_every,
        recording={"record": record or [], "every": record_every}
        if tensorboard or record or record_every is not None
        else None,
        resume=resume,
    )
    carry_out(wishes, output="json" if as_json else "quiet" if quiet else "screen", plot=plot)
