"""`glassnet compare`: networks side by side on one dataset, each from many seeds."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from glassnet.cli.commands import IgnoreOption, JsonOption, SeedOption, TargetOption, check_plot
from glassnet.cli.console import PlainConsole
from glassnet.text import message

SEEDS = 20


def compare(
    data: str,
    target: TargetOption = None,
    ignore: IgnoreOption = None,
    layers: list[str] | None = None,
    activation: list[str] | None = None,
    initializer: list[str] | None = None,
    optimizer: list[str] | None = None,
    learning_rate: Annotated[list[float] | None, typer.Option(metavar="X")] = None,
    loss: str | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    seeds: Annotated[int, typer.Option(min=1)] = SEEDS,
    seed: SeedOption = 0,
    threshold: float | None = None,
    rows: int | None = None,
    noise: float | None = None,
    plot: Path | None = None,
    as_json: JsonOption = False,
) -> None:
    """Train several networks on the same data from many seeds, and say how each fares."""
    from glassnet.data import load
    from glassnet.networks.options import tasks_of
    from glassnet.seed import check_seed

    check_plot(plot)
    check_seed(seed)
    check_seed(seed + seeds - 1)
    dataset = load(
        data,
        target=target,
        ignore=tuple(ignore or ()),
        rows=rows,
        noise=noise,
        seed=seed,
        prefer=tasks_of(loss),
    )
    from glassnet.cli.train.run import import_keras
    from glassnet.comparison.compare import compare as train_all
    from glassnet.comparison.rendering import as_data, as_text

    import_keras()

    with _progress(hidden=as_json) as progress:
        found = train_all(
            dataset,
            layers=layers,
            activation=activation,
            initializer=initializer,
            optimizer=optimizer,
            learning_rate=learning_rate,
            loss=loss,
            epochs=epochs,
            batch_size=batch_size,
            seeds=range(seed, seed + seeds),
            threshold=threshold,
            progress=progress,
        )
    if plot is not None:
        from glassnet.comparison import picture
        from glassnet.plots.save import save

        save(picture.plot_comparison(found), plot)
    if as_json:
        answer = as_data(found) | {"plot": None if plot is None else str(plot)}
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    console = PlainConsole()
    console.print(as_text(found), soft_wrap=True)
    if plot is not None:
        console.print(message("saved", path=str(plot)), soft_wrap=True)
    console.check()


@contextmanager
def _progress(*, hidden: bool) -> Generator[Callable[[str, int, int], None]]:
    """A bar on a terminal's stderr that moves with each training; it leaves nothing behind."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    stderr = Console(stderr=True)
    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()
    hidden = hidden or not stderr.is_terminal
    with Progress(*columns, console=stderr, transient=True, disable=hidden) as bar:
        task = bar.add_task("", total=None)
        yield lambda name, done, total: bar.update(
            task, description=name, completed=done, total=total, refresh=True
        )
