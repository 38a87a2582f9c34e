"""A recorded training as TensorBoard shows it: numbers, pictures, texts, curves."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from tensorboard.compat.proto import summary_pb2
from tensorboard.plugins.pr_curve.metadata import create_summary_metadata
from tensorboard.util.tensor_util import make_tensor_proto

from glassnet.errors import SettingError
from glassnet.fitting.callbacks import FitArguments
from glassnet.recording import summaries
from glassnet.recording.quantities import GRID_SIDE, places_of
from glassnet.recording.recorder import Series, first_rows
from glassnet.recording.summaries import Column
from glassnet.text import message
from glassnet.training.compilation import kept_result

# From the first class over undecided to the second: orange, white, blue, told apart by colour-blind
# people too (the same pair as in boundary.png).
LOW, MIDDLE, HIGH = np.array([[230, 126, 34], [255, 255, 255], [31, 119, 180]], float)
# Okabe and Ito's colours, told apart by any eyes.
PALETTE = ("e69f00", "0072b2", "009e73", "cc79a7", "56b4e9", "d55e00", "f0e442")


def columns_of(recorded: Series) -> list[Column]:
    """One tag's values; none for weights of too many axes to draw."""
    tag, values = recorded.tag, recorded.values
    if recorded.what == "images":
        pictures = weight_pictures(values)
        return [] if pictures is None else [summaries.images(tag, pictures)]
    if recorded.what == "boundary":
        return [summaries.images(tag, boundary_pictures(values))]
    if isinstance(values, tuple):
        return [summaries.histograms(tag, *values)]
    return [summaries.scalars(tag, values)]


def model_texts(fitting: FitArguments) -> list[Column]:
    """The model's summary and the settings of its training, of one step."""
    model: Any = fitting.model
    settings = {"optimizer": type(model.optimizer).__name__, "loss": model.loss}
    settings |= {"epochs": fitting.epochs}
    if fitting.batch_size or first_rows(fitting, 1) is not None:
        settings |= {"batch size": fitting.batch_size or 32}
    settings |= {f"optimizer: {key}": value for key, value in model.optimizer.get_config().items()}
    rows = "\n".join(f"| {name} | {value} |" for name, value in settings.items())
    return [
        summaries.texts("model/summary", [kept_result(_summary_text, model)]),
        summaries.texts("model/settings", [f"| setting | value |\n|---|---|\n{rows}"]),
    ]


def _summary_text(model: Any) -> str:
    """Keras' summary of a model, as a block of code in Markdown."""
    lines = io.StringIO()
    model.summary(print_fn=lambda line, **_: lines.write(line + "\n"))
    return "\n".join(f"    {line}" for line in lines.getvalue().splitlines())


class EpochScalars:
    """Loss and metrics over epochs, gathered until they are written.

    Folders and tags are Keras': `val_loss` is `epoch_loss` in `validation`.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], tuple[list[int], list[float]]] = {}

    def add(self, epochs: Sequence[int], logs: Mapping[str, NDArray[Any]]) -> None:
        """logs: name → [epochs]; a result with more axes has a chart for each of its numbers."""
        for name, values in logs.items():
            subfolder = "validation" if name.startswith("val_") else "train"
            for place, index in places_of(values.shape[1:]):
                tag = f"epoch_{name.removeprefix('val_')}{place}"
                steps, numbers = self._waiting.setdefault((subfolder, tag), ([], []))
                steps.extend(epochs)
                numbers.extend(values[:, *index].tolist())

    def take(self) -> Iterator[tuple[str, list[Column], NDArray[np.int64]]]:
        """Subfolder, columns and their epochs, of all that was added since the last time."""
        waiting, self._waiting = self._waiting, {}
        together: dict[tuple[str, tuple[int, ...]], list[Column]] = {}
        for (subfolder, tag), (epochs, numbers) in waiting.items():
            column = summaries.scalars(tag, numbers)
            together.setdefault((subfolder, tuple(epochs)), []).append(column)
        for (subfolder, epochs), columns in together.items():
            yield subfolder, columns, np.array(epochs)


def weight_pictures(weights: NDArray[Any]) -> NDArray[np.uint8] | None:
    """Weights over steps as grey pictures: mid grey is 0, white and black the largest size.

    The layout is that of keras.callbacks.TensorBoard: without axes of one, a vector is a row, a
    matrix lies on its long side, of three axes the last is one picture each; None for more axes.
    [steps, …] → [steps, pictures, height, width, 1].
    """
    steps = len(weights)
    shape = [size for size in weights.shape[1:] if size != 1]
    values = weights.reshape(steps, *shape)
    match len(shape):
        case 0 | 1:
            values = values.reshape(steps, 1, 1, -1)
        case 2:
            tall = shape[0] > shape[1]
            values = (values.transpose(0, 2, 1) if tall else values)[:, None]
        case 3:
            values = values.transpose(0, 3, 1, 2)
        case _:
            return None
    size = np.abs(np.nan_to_num(values)).max(axis=(1, 2, 3), keepdims=True)
    share = np.nan_to_num(values) / np.where(size > 0, size, 1)
    return np.rint(127.5 + 127.5 * share).astype(np.uint8)[..., None]


def boundary_pictures(answers: NDArray[Any]) -> NDArray[np.uint8]:
    """A model's predictions on `boundary_grid` over steps, as pictures.

    One output: orange for 0, white for 0.5, blue for 1. Several: the colour of the likeliest class,
    darker where it is surer. [steps, GRID_SIDE², outputs] → [steps, 1, GRID_SIDE, GRID_SIDE, 3].
    """
    grid = answers.reshape(len(answers), GRID_SIDE, GRID_SIDE, -1)
    grid = np.clip(np.nan_to_num(grid), 0, 1)
    if grid.shape[-1] == 1:
        below = np.clip(2 * grid, 0, 1)
        above = np.clip(2 * grid - 1, 0, 1)
        colours = LOW + (MIDDLE - LOW) * below + (HIGH - MIDDLE) * above
    else:
        palette = np.array([list(bytes.fromhex(colour)) for colour in PALETTE], float)
        surest = grid.max(axis=-1, keepdims=True)
        colours = MIDDLE + (palette[grid.argmax(axis=-1) % len(palette)] - MIDDLE) * surest
    return np.rint(colours).astype(np.uint8)[:, None]


# Precision-recall curves ------------------------------------------------------------------------

THRESHOLDS = 201  # as many as TensorBoard's own summary has
ROUNDING = 1e-5  # by which a softmax may leave 0…1
_summary: Any = summary_pb2  # generated, without types


def pr_curves(name: str, labels: ArrayLike, probabilities: ArrayLike) -> Any:
    """Precision and recall of a classifier at evenly spaced thresholds from 0 to 1.

    A row counts as positive at a threshold t if its probability is at least t. Where no row does,
    precision is 0; where no row is of the class, recall is 0. (TensorBoard's own module does the
    same in TensorFlow, which it imports.)

    Args:
        name: the tag is `name/pr_curves`, or `name/<class>/pr_curves` where there are several.
        labels: [rows] of 0 and 1, or of class numbers, or [rows, classes] of 0 and 1.
        probabilities: [rows] or [rows, 1] of one class; [rows, classes]: a curve for each.

    Returns:
        A Summary with one value a curve: a tensor [6, thresholds] float32 of true positives, false
        positives, true negatives, false negatives, precision and recall.

    Raises:
        SettingError: shapes or labels that do not fit, probabilities outside of 0…1 or NaN.
    """
    chances = _probabilities(probabilities)
    classes = chances.shape[1]
    tables = _tables(_positive(labels, *chances.shape), chances)
    names = [name] if classes == 1 else [f"{name}/{number}" for number in range(classes)]
    values = [
        _summary.Summary.Value(
            tag=f"{title}/pr_curves",
            metadata=create_summary_metadata(title, "", THRESHOLDS),
            tensor=make_tensor_proto(table),
        )
        for title, table in zip(names, tables, strict=True)
    ]
    return _summary.Summary(value=values)


def _tables(positive: NDArray[np.bool_], chances: NDArray[np.float64]) -> NDArray[np.float32]:
    """positive, chances: [rows, classes]. Returns [classes, 6, thresholds]."""
    classes = chances.shape[1]
    # The last threshold that a probability reaches, then a place in a table for every class.
    reached = np.searchsorted(np.linspace(0, 1, THRESHOLDS), chances, side="right") - 1
    places = np.maximum(reached, 0) + np.arange(classes) * THRESHOLDS

    def at_least(rows: NDArray[np.bool_]) -> NDArray[np.float64]:
        counts = np.bincount(places[rows], minlength=classes * THRESHOLDS)
        return counts.reshape(classes, THRESHOLDS)[:, ::-1].cumsum(axis=1)[:, ::-1]

    true, false = at_least(positive), at_least(~positive)
    missed = true[:, :1] - true
    precision = true / np.maximum(true + false, 1)
    recall = true / np.maximum(true + missed, 1)
    rows = [true, false, false[:, :1] - false, missed, precision, recall]
    return np.stack(rows, axis=1).astype(np.float32)


def _probabilities(probabilities: ArrayLike) -> NDArray[np.float64]:
    """[rows, classes], one class for one column."""
    chances = np.asarray(probabilities, np.float64)
    if chances.ndim == 1:
        chances = chances[:, None]
    if chances.ndim != 2 or not chances.size:
        shape = str(np.shape(probabilities))
        raise SettingError(message("curves-probabilities-shape", found=shape))
    if not (chances.min() >= -ROUNDING and chances.max() <= 1 + ROUNDING):  # so NaN is refused
        least, most = f"{chances.min():g}", f"{chances.max():g}"
        raise SettingError(message("curves-probabilities", least=least, most=most))
    return chances


def _positive(labels: ArrayLike, rows: int, classes: int) -> NDArray[np.bool_]:
    """Mask of the rows of each class: [rows, classes]."""
    given = np.asarray(labels)
    if given.shape not in {(rows,), (rows, 1), (rows, classes)}:
        shapes = {"found": str(given.shape), "rows": str(rows), "classes": str(classes)}
        raise SettingError(message("curves-labels-shape", **shapes))
    numbered = classes > 1 and given.size == rows
    allowed = range(classes) if numbered else (0, 1)
    if not np.isin(given, np.asarray(allowed)).all():
        odd = given[~np.isin(given, np.asarray(allowed))].flat[0]
        raise SettingError(message("curves-label", found=str(odd), most=allowed[-1]))
    given = given.reshape(rows, -1)
    return given == np.arange(classes) if numbered else given.astype(bool)
