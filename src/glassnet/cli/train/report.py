"""The report at the end of a training: tables, the decision boundary, W and b, figures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich import box
from rich.console import Console
from rich.table import Table

from glassnet.cli.console import side_name
from glassnet.cli.train.boundary import terminal_boundary
from glassnet.data import Dataset
from glassnet.data.preparation import TextColumn
from glassnet.networks.options import LOSSES_OF
from glassnet.runs.evaluation import Boundary, Evaluation, predicted_classes
from glassnet.text import message, shortened
from glassnet.text.numbers import rounded
from glassnet.units.rendering import matrix_lines

if TYPE_CHECKING:
    from glassnet.runs.train import Trained

Array = NDArray[Any]

# Rows of a truth table, classes of a confusion matrix, single rows: more do not fit a screen.
MOST_TRUTH_ROWS = 16
MOST_CLASSES = 6
SINGLE_ROWS = 5
MOST_COLUMNS_NAMED = 5
MOST_PARAMETERS = 50  # of a network whose W and b are shown
DIGITS = 4  # of W and b
# A decoded float32 is its cell again to this many places below the first of the target's scale.
PLACES = 5


def dataset_notes(dataset: Dataset, loss: str | None) -> list[str]:
    """The assumptions made about a file, a line each.

    loss: the one asked for, which then decided the task; None for none.
    """
    lines: list[str] = []
    columns = () if dataset.preparation is None else dataset.preparation.columns
    texts = [column for column in columns if isinstance(column, TextColumn)]
    if texts:
        named = (
            message("train-text-column", name=shortened(text.name, 30), count=len(text.words))
            for text in texts[:MOST_COLUMNS_NAMED]
        )
        more = max(0, len(texts) - MOST_COLUMNS_NAMED)
        lines.append(message("train-text-columns", columns=", ".join(named), more=more))
    if loss is None and dataset.task == "regression" and "classes" in dataset.other_tasks:
        values, other = len(np.unique(dataset.y)), LOSSES_OF["classes"][0]
        lines.append(message("train-as-regression", values=values, loss=other))
    return lines


def report(
    console: Console,
    trained: Trained,
    sides: Mapping[str, Dataset],
    outputs: Mapping[str, Array],
    evaluations: Mapping[str, Evaluation],
    grid: Boundary | None,
) -> None:
    """Print a finished run.

    sides, outputs, evaluations: by "training" and, if rows were held out, "validation". grid: None
    for other than two features.
    """
    side = "validation" if "validation" in sides else "training"
    dataset = sides[side]
    for table in _tables(dataset, outputs[side], evaluations[side], side, console.width):
        # Printed by itself, a title is not broken to the width of its table.
        console.print(f"\n{table.title}", soft_wrap=True)
        table.title = None
        console.print(table)
    drawing = None if grid is None else terminal_boundary(grid, trained.training, console)
    if drawing is not None:
        console.print()
        console.print(drawing)
    for line in _weight_lines(trained.model):
        console.print(line, soft_wrap=True)
    console.print()
    for name, found in evaluations.items():
        console.print(_figures(name, found, dataset))
    console.print(_summary(trained), soft_wrap=True)


def learned_weights(model: Any) -> dict[str, dict[str, Any]] | None:
    """Kernel and bias of each layer as lists; None for more than MOST_PARAMETERS."""
    if model.count_params() > MOST_PARAMETERS:
        return None
    return {
        layer.name: {"kernel": kernel.tolist(), "bias": bias.tolist()}
        for layer in model.layers
        for kernel, bias in [layer.get_weights()]
    }


def _weight_lines(model: Any) -> Iterator[str]:
    weights = learned_weights(model)
    if weights is None:
        return
    yield f"\n{message('train-weights')}"
    for name, layer in weights.items():
        yield name
        for letter, values in zip("Wb", layer.values(), strict=True):
            matrix = np.atleast_2d(values)
            transposed = matrix.shape[1] == 1 and len(matrix) > 2  # one line instead of many
            lines = matrix_lines(matrix.T if transposed else matrix, DIGITS)
            middle = (len(lines) - 1) // 2
            for place, line in enumerate(lines):
                start = f"  {letter} = " if place == middle else "      "
                yield start + line + ("ᵀ" if transposed else "")


def _tables(
    dataset: Dataset, outputs: Array, found: Evaluation, side: str, width: int
) -> list[Table]:
    if dataset.exhaustive:
        return [_truth_table(dataset, outputs, width)]
    if dataset.task == "regression":
        return [_real_rows(dataset, outputs, side, width)]
    return [
        _confusion(dataset, found, side, width),
        _least_certain_rows(dataset, outputs, side, width),
    ]


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, show_edge=False)


def _truth_table(dataset: Dataset, outputs: Array, width: int) -> Table:
    table = _table(message("train-truth-table", target=dataset.target_name))
    names = dataset.feature_names
    # A column for each input where they fit beside the others, else one for all.
    apart = 5 * len(names) + 30 <= width
    inputs = names if apart else [f"{names[0]}…{names[-1]}"]
    for name in (*inputs, dataset.target_name, "p"):
        table.add_column(name, justify="right")
    table.add_column("")
    predicted = predicted_classes(outputs, dataset)
    for row in range(min(len(dataset.x), MOST_TRUTH_ROWS)):
        true = int(dataset.y[row, 0])
        values = [f"{value:g}" for value in dataset.x[row]]
        table.add_row(
            *(values if apart else ["".join(values)]),
            dataset.class_names[true],
            f"{outputs[row, 0]:.4f}",
            message("answer-correct" if predicted[row] == true else "answer-wrong"),
        )
    if len(dataset.x) > MOST_TRUTH_ROWS:
        table.caption = message("train-more-rows", count=len(dataset.x) - MOST_TRUTH_ROWS)
    return table


def _confusion(dataset: Dataset, found: Evaluation, side: str, width: int) -> Table:
    assert found.confusion is not None
    names = dataset.class_names
    first = min(16, width // 4)
    room = width - first - 3
    # The classes with most rows, if not all fit.
    most = min(MOST_CLASSES, max(2, room // (max(5, len(f"{found.confusion.max():,}")) + 3)))
    largest = np.argsort(-found.confusion.sum(axis=1), kind="stable")[:most]
    shown: list[int] = np.sort(largest).tolist()
    table = _table(message("train-confusion-matrix", side=side_name(side)))
    table.add_column(shortened(dataset.target_name, first), justify="right", no_wrap=True)
    each = room // len(shown) - 3
    for label in shown:
        table.add_column(shortened(names[label], each), justify="right", no_wrap=True)
    for label in shown:
        counts = (f"{found.confusion[label, other]:,}" for other in shown)
        table.add_row(shortened(names[label], first), *counts)
    if len(names) > len(shown):
        table.caption = message("train-largest-classes", shown=len(shown), classes=len(names))
    return table


def _least_certain_rows(dataset: Dataset, outputs: Array, side: str, width: int) -> Table:
    """The rows whose true class got the lowest probability."""
    true = dataset.y.reshape(-1).astype(np.int64)
    every = np.concatenate([1 - outputs, outputs], axis=1) if outputs.shape[1] == 1 else outputs
    own = every[np.arange(len(true)), true]
    predicted = predicted_classes(outputs, dataset)
    table = _table(message("train-least-certain", side=side_name(side)))
    longest = max(5, min(16, (width - 24) // 2))
    target = shortened(dataset.target_name, longest)
    for heading in (target, "p", message("train-predicted"), "p"):
        table.add_column(heading, justify="right")
    for row in np.argsort(own, kind="stable")[:SINGLE_ROWS]:
        table.add_row(
            shortened(dataset.class_names[true[row]], longest),
            f"{own[row]:.4f}",
            shortened(dataset.class_names[predicted[row]], longest),
            f"{every[row, predicted[row]]:.4f}",
        )
    return table


def _real_rows(dataset: Dataset, outputs: Array, side: str, width: int) -> Table:
    true, predicted = map(dataset.target_in_own_unit, (dataset.y, outputs))
    count = min(SINGLE_ROWS, len(true))
    table = _table(message("train-first-rows", side=side_name(side), count=count))
    target = shortened(dataset.target_name, min(20, width // 3))
    for heading in (target, message("train-predicted"), message("train-error")):
        table.add_column(heading, justify="right")
    known = dataset.preparation.target if dataset.preparation else None
    scale = known.scale if known else float(true.std())
    for row in range(count):
        table.add_row(
            rounded(true[row], scale, PLACES),
            rounded(predicted[row], scale, PLACES),
            f"{predicted[row] - true[row]:+.3g}",
        )
    return table


def _figures(side: str, found: Evaluation, dataset: Dataset) -> str:
    if found.accuracy is not None:
        correct = round(found.accuracy * found.rows)
        # 999 of 1,000 must not read as 100 %.
        share = "100" if correct == found.rows else f"{min(found.accuracy * 100, 99.9):.1f}"
        return message(
            "train-accuracy", side=side_name(side), share=share, correct=correct, rows=found.rows
        )
    # Rows that are all alike have no R².
    r2 = "" if found.r2 is None or math.isnan(found.r2) else f"R² {found.r2:.4f}, "
    return message(
        "train-mean-absolute-error",
        side=side_name(side),
        r2=r2,
        error=f"{found.mean_absolute_error:.4g}",
        rows=found.rows,
        target=shortened(dataset.target_name, 40),
    )


def _summary(trained: Trained) -> str:
    """A line with the duration and the settings of the training."""
    used = trained.settings
    sizes = (trained.training.x.shape[1], *used.layers, trained.model.output_shape[-1])
    return message(
        "train-summary",
        epochs=len(trained.history["loss"]) - trained.first_epoch,
        # A rate would say little: compilation is part of the seconds.
        seconds=f"{trained.seconds:.2f}",
        before=trained.first_epoch,
        network=f"{'-'.join(map(str, sizes))} {used.activation}",
        optimizer=f"{used.optimizer} {used.learning_rate:g}",
        batch=used.batch_size,
        seed=str(used.seed),
    )
