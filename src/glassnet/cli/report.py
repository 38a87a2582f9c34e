"""What a training run shows at its end: figures, a table that fits the task, the boundary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich import box
from rich.console import Console
from rich.table import Table

from glassnet.cli.terminal_boundary import terminal_boundary
from glassnet.data import Dataset
from glassnet.plots.names import shortened
from glassnet.runs.boundary import Boundary
from glassnet.runs.evaluation import Evaluation, predicted_classes

Array = NDArray[Any]

if TYPE_CHECKING:
    from glassnet.runs.train import Trained

# Rows of a truth table, classes of a confusion matrix, single rows: more do not fit a screen.
MOST_TRUTH_ROWS = 16
MOST_CLASSES = 6
SINGLE_ROWS = 5


def report(
    console: Console,
    trained: Trained,
    sides: Mapping[str, Dataset],
    outputs: Mapping[str, Array],
    evaluations: Mapping[str, Evaluation],
    grid: Boundary | None,
) -> None:
    """Print a finished run.

    sides, outputs, evaluations: by "training" and, if rows were held out, "validation".
    """
    side = "validation" if "validation" in sides else "training"
    dataset = sides[side]
    for title, table in _tables(dataset, outputs[side], evaluations[side], side):
        # Printed by itself, a title is not broken to the width of its table.
        console.print(f"\n{title}", soft_wrap=True)
        console.print(table)
    if grid is not None:
        console.print()
        console.print(terminal_boundary(grid, trained.training, console))
    console.print()
    for name, found in evaluations.items():
        console.print(_figures(name, found, dataset))
    # The first figure of a history is worth no rate: compilation is part of the seconds.
    done = len(trained.history["loss"]) - trained.first_epoch
    before = f", {trained.first_epoch:,} before" if trained.first_epoch else ""
    console.print(
        f"{done:,} epoch{'' if done == 1 else 's'} in {trained.seconds:.2f} s, "
        f"compilation included{before} ({_described(trained)})",
        soft_wrap=True,
    )


def _tables(
    dataset: Dataset, outputs: Array, found: Evaluation, side: str
) -> list[tuple[str, Table]]:
    if dataset.exhaustive:
        return [_truth_table(dataset, outputs)]
    if dataset.task == "regression":
        return [_real_rows(dataset, outputs, side)]
    return [_confusion(dataset, found, side), _least_sure(dataset, outputs, side)]


def _truth_table(dataset: Dataset, outputs: Array) -> tuple[str, Table]:
    title = f"truth table, and the predicted probability of {dataset.target_name} = 1"
    table = _table()
    for name in dataset.feature_names:
        table.add_column(name, justify="right")
    table.add_column(dataset.target_name, justify="right")
    table.add_column("probability", justify="right")
    table.add_column("")
    predicted = predicted_classes(outputs, dataset)
    for row in range(min(len(dataset.x), MOST_TRUTH_ROWS)):
        true = int(dataset.y[row, 0])
        table.add_row(
            *(f"{value:g}" for value in dataset.x[row]),
            dataset.class_names[true],
            f"{outputs[row, 0]:.4f}",
            "right" if predicted[row] == true else "wrong",
        )
    if len(dataset.x) > MOST_TRUTH_ROWS:
        table.caption = f"and {len(dataset.x) - MOST_TRUTH_ROWS:,} more rows"
    return title, table


def _confusion(dataset: Dataset, found: Evaluation, side: str) -> tuple[str, Table]:
    assert found.confusion is not None
    names = dataset.class_names
    # The classes with most rows, if not all fit.
    largest = np.argsort(-found.confusion.sum(axis=1), kind="stable")[:MOST_CLASSES]
    shown: list[int] = np.sort(largest).tolist()
    title = f"confusion matrix, {side} rows (down: what it is; across: what is predicted)"
    table = _table()
    table.add_column(shortened(dataset.target_name, 16), justify="right", no_wrap=True)
    # What 80 columns leave to each class.
    width = 60 // len(shown) - 3
    for label in shown:
        table.add_column(shortened(names[label], width), justify="right", no_wrap=True)
    for label in shown:
        table.add_row(
            shortened(names[label], 16), *(f"{found.confusion[label, other]:,}" for other in shown)
        )
    if len(names) > len(shown):
        table.caption = f"the {len(shown)} largest of {len(names)} classes"
    return title, table


def _least_sure(dataset: Dataset, outputs: Array, side: str) -> tuple[str, Table]:
    """The rows whose own class got the lowest probability."""
    true = dataset.y.reshape(-1).astype(np.int64)
    every = np.concatenate([1 - outputs, outputs], axis=1) if outputs.shape[1] == 1 else outputs
    own = every[np.arange(len(true)), true]
    predicted = predicted_classes(outputs, dataset)
    title = f"hardest {side} rows"
    table = _table()
    for heading in (
        shortened(dataset.target_name, 16),
        "its probability",
        "predicted",
        "probability",
    ):
        table.add_column(heading, justify="right")
    for row in np.argsort(own, kind="stable")[:SINGLE_ROWS]:
        table.add_row(
            shortened(dataset.class_names[true[row]], 16),
            f"{own[row]:.4f}",
            shortened(dataset.class_names[predicted[row]], 16),
            f"{every[row, predicted[row]]:.4f}",
        )
    return title, table


def _real_rows(dataset: Dataset, outputs: Array, side: str) -> tuple[str, Table]:
    true, predicted = map(dataset.target_in_own_unit, (dataset.y, outputs))
    title = f"first {min(SINGLE_ROWS, len(true))} {side} rows"
    table = _table()
    for heading in (shortened(dataset.target_name, 20), "predicted", "error"):
        table.add_column(heading, justify="right")
    for row in range(min(SINGLE_ROWS, len(true))):
        table.add_row(
            f"{true[row]:.6g}", f"{predicted[row]:.6g}", f"{predicted[row] - true[row]:+.3g}"
        )
    return title, table


def _figures(side: str, found: Evaluation, dataset: Dataset) -> str:
    if found.accuracy is not None:
        right = round(found.accuracy * found.rows)
        # 999 of 1,000 must not read as 100 %.
        share = "100" if right == found.rows else f"{min(found.accuracy * 100, 99.9):.1f}"
        return f"{side} accuracy {share} % ({right:,} of {found.rows:,} rows)"
    return (
        f"{side} R² {found.r2:.4f}, mean absolute error {found.mean_absolute_error:.4g} "
        f"({found.rows:,} rows, in units of {shortened(dataset.target_name, 40)})"
    )


def _described(trained: Trained) -> str:
    used = trained.settings
    sizes = (
        trained.training.x.shape[1],
        *used.layers,
        trained.model.output_shape[-1],
    )
    return (
        f"{'-'.join(map(str, sizes))} {used.activation}, {used.optimizer} "
        f"{used.learning_rate:g}, batch {used.batch_size}, seed {used.seed}"
    )


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False)
