"""What a training run shows at its end: figures, a table that fits the task, the boundary."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich import box
from rich.console import Console
from rich.table import Table

from glassnet.cli.train.boundary import terminal_boundary
from glassnet.data import Dataset
from glassnet.runs.evaluation import Boundary, Evaluation, predicted_classes
from glassnet.text.names import shortened
from glassnet.text.numbers import rounded

Array = NDArray[Any]

if TYPE_CHECKING:
    from glassnet.runs.train import Trained

# Rows of a truth table, classes of a confusion matrix, single rows: more do not fit a screen.
MOST_TRUTH_ROWS = 16
MOST_CLASSES = 6
SINGLE_ROWS = 5
# A decoded float32 is its cell again to this many places below the first of the target's scale.
PLACES = 5
NARROW = 64  # columns, below which headings and names are shortened


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
    width = console.width
    for title, table in _tables(dataset, outputs[side], evaluations[side], side, width):
        # Printed by itself, a title is not broken to the width of its table.
        console.print(f"\n{title}", soft_wrap=True)
        console.print(table)
    if grid is not None:
        drawing = terminal_boundary(grid, trained.training, console)
        if drawing is not None:
            console.print()
            console.print(drawing)
    console.print()
    for name, found in evaluations.items():
        console.print(_figures(name, found, dataset))
    # The first figure of a history is worth no rate: compilation is part of the seconds.
    done = len(trained.history["loss"]) - trained.first_epoch
    before = f", {trained.first_epoch:,} before" if trained.first_epoch else ""
    console.print(
        f"{_counted(done, 'epoch')} in {trained.seconds:.2f} s, "
        f"compilation included{before} ({_described(trained)})",
        soft_wrap=True,
    )


def _tables(
    dataset: Dataset, outputs: Array, found: Evaluation, side: str, width: int
) -> list[tuple[str, Table]]:
    if dataset.exhaustive:
        return [_truth_table(dataset, outputs, width)]
    if dataset.task == "regression":
        return [_real_rows(dataset, outputs, side, width)]
    return [_confusion(dataset, found, side, width), _least_sure(dataset, outputs, side, width)]


def _truth_table(dataset: Dataset, outputs: Array, width: int) -> tuple[str, Table]:
    title = f"truth table, and the predicted probability of {dataset.target_name} = 1"
    table = _table()
    names = dataset.feature_names
    # A column for each input where they fit beside the others, else one for all.
    apart = 5 * len(names) + 30 <= width
    for name in names if apart else [f"{names[0]}…{names[-1]}"]:
        table.add_column(name, justify="right")
    table.add_column(dataset.target_name, justify="right")
    table.add_column("probability" if width >= NARROW else "prob.", justify="right")
    table.add_column("")
    predicted = predicted_classes(outputs, dataset)
    for row in range(min(len(dataset.x), MOST_TRUTH_ROWS)):
        true = int(dataset.y[row, 0])
        inputs = [f"{value:g}" for value in dataset.x[row]]
        table.add_row(
            *(inputs if apart else ["".join(inputs)]),
            dataset.class_names[true],
            f"{outputs[row, 0]:.4f}",
            "right" if predicted[row] == true else "wrong",
        )
    if len(dataset.x) > MOST_TRUTH_ROWS:
        table.caption = f"and {len(dataset.x) - MOST_TRUTH_ROWS:,} more rows"
    return title, table


def _confusion(dataset: Dataset, found: Evaluation, side: str, width: int) -> tuple[str, Table]:
    assert found.confusion is not None
    names = dataset.class_names
    first = min(16, width // 4)
    room = width - first - 3
    # The classes with most rows, if not all fit.
    most = min(MOST_CLASSES, max(2, room // (max(5, len(f"{found.confusion.max():,}")) + 3)))
    largest = np.argsort(-found.confusion.sum(axis=1), kind="stable")[:most]
    shown: list[int] = np.sort(largest).tolist()
    title = f"confusion matrix, {side} rows (down: what it is; across: what is predicted)"
    table = _table()
    table.add_column(shortened(dataset.target_name, first), justify="right", no_wrap=True)
    each = room // len(shown) - 3
    for label in shown:
        table.add_column(shortened(names[label], each), justify="right", no_wrap=True)
    for label in shown:
        table.add_row(
            shortened(names[label], first),
            *(f"{found.confusion[label, other]:,}" for other in shown),
        )
    if len(names) > len(shown):
        table.caption = f"the {len(shown)} largest of {len(names)} classes"
    return title, table


def _least_sure(dataset: Dataset, outputs: Array, side: str, width: int) -> tuple[str, Table]:
    """The rows whose own class got the lowest probability."""
    true = dataset.y.reshape(-1).astype(np.int64)
    every = np.concatenate([1 - outputs, outputs], axis=1) if outputs.shape[1] == 1 else outputs
    own = every[np.arange(len(true)), true]
    predicted = predicted_classes(outputs, dataset)
    title = f"hardest {side} rows"
    table = _table()
    wide = width >= NARROW
    longest = 16 if wide else max(5, (width - 24) // 2)
    for heading in (
        shortened(dataset.target_name, longest),
        "its probability" if wide else "its\nprob.",
        "predicted",
        "probability" if wide else "prob.",
    ):
        table.add_column(heading, justify="right")
    for row in np.argsort(own, kind="stable")[:SINGLE_ROWS]:
        table.add_row(
            shortened(dataset.class_names[true[row]], longest),
            f"{own[row]:.4f}",
            shortened(dataset.class_names[predicted[row]], longest),
            f"{every[row, predicted[row]]:.4f}",
        )
    return title, table


def _real_rows(dataset: Dataset, outputs: Array, side: str, width: int) -> tuple[str, Table]:
    true, predicted = map(dataset.target_in_own_unit, (dataset.y, outputs))
    title = f"first {_counted(min(SINGLE_ROWS, len(true)), f'{side} row')}"
    table = _table()
    for heading in (shortened(dataset.target_name, min(20, width // 3)), "predicted", "error"):
        table.add_column(heading, justify="right")
    known = dataset.preparation.target if dataset.preparation else None
    scale = known.scale if known else float(true.std())
    for row in range(min(SINGLE_ROWS, len(true))):
        table.add_row(
            rounded(true[row], scale, PLACES),
            rounded(predicted[row], scale, PLACES),
            f"{predicted[row] - true[row]:+.3g}",
        )
    return title, table


def _figures(side: str, found: Evaluation, dataset: Dataset) -> str:
    if found.accuracy is not None:
        right = round(found.accuracy * found.rows)
        # 999 of 1,000 must not read as 100 %.
        share = "100" if right == found.rows else f"{min(found.accuracy * 100, 99.9):.1f}"
        return f"{side} accuracy {share} % ({right:,} of {_counted(found.rows, 'row')})"
    # Rows that are all alike have none.
    r2 = "" if found.r2 is None or math.isnan(found.r2) else f"R² {found.r2:.4f}, "
    return (
        f"{side} {r2}mean absolute error {found.mean_absolute_error:.4g} "
        f"({_counted(found.rows, 'row')}, in units of {shortened(dataset.target_name, 40)})"
    )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


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
