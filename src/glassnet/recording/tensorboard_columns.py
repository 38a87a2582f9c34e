"""What was recorded of a training as columns for TensorBoard: numbers, pictures, texts."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.fitting.callbacks import FitArguments
from glassnet.recording import summaries
from glassnet.recording.quantities import GRID_SIDE
from glassnet.recording.record_options import first_rows
from glassnet.recording.recorder import Recorded
from glassnet.recording.summaries import Column

# From the first class over undecided to the second: blue, white, orange, told apart by colour-blind
# people too (the same pair as in boundary.png).
LOW, MIDDLE, HIGH = np.array([[31, 119, 180], [255, 255, 255], [230, 126, 34]], float)
# Okabe and Ito's colours, told apart by any eyes.
PALETTE = ("0072b2", "e69f00", "009e73", "cc79a7", "56b4e9", "d55e00", "f0e442")


def columns_of(recorded: Recorded) -> list[Column]:
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
    lines = io.StringIO()
    model.summary(print_fn=lambda line, **_: lines.write(line + "\n"))
    summary = "\n".join(f"    {line}" for line in lines.getvalue().splitlines())
    settings = {"optimizer": type(model.optimizer).__name__, "loss": model.loss}
    settings |= {"epochs": fitting.epochs}
    if fitting.batch_size or first_rows(fitting, 1) is not None:
        settings |= {"batch size": fitting.batch_size or 32}
    settings |= {f"optimizer: {key}": value for key, value in model.optimizer.get_config().items()}
    rows = "\n".join(f"| {name} | {value} |" for name, value in settings.items())
    return [
        summaries.texts("model/summary", [summary]),
        summaries.texts("model/settings", [f"| setting | value |\n|---|---|\n{rows}"]),
    ]


class EpochScalars:
    """Loss and metrics over epochs, gathered until they are written.

    Folders and tags are Keras': `val_loss` is `epoch_loss` in `validation`.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], tuple[list[int], list[float]]] = {}

    def add(self, epochs: Sequence[int], logs: Mapping[str, NDArray[Any]]) -> None:
        """logs: name → [epochs]; results with more axes have no chart and are left out."""
        for name, values in logs.items():
            if values.ndim == 1:
                subfolder = "validation" if name.startswith("val_") else "train"
                tag = f"epoch_{name.removeprefix('val_')}"
                steps, numbers = self._waiting.setdefault((subfolder, tag), ([], []))
                steps.extend(epochs)
                numbers.extend(values.tolist())

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
    matrix lies on its long side, of three axes the last is one picture each.

    Args:
        weights: [steps, …].

    Returns:
        [steps, pictures, height, width, 1]; None for more axes.
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

    One output: blue for 0, white for 0.5, orange for 1. Several: the colour of the likeliest class,
    darker where it is surer.

    Args:
        answers: [steps, GRID_SIDE², outputs] probabilities.

    Returns:
        [steps, 1, GRID_SIDE, GRID_SIDE, 3].
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
