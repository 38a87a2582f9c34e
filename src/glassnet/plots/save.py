"""Pictures on disk: one, or all of a training."""

from __future__ import annotations

import errno
import itertools
import os
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassnet.errors import SettingError
from glassnet.plots.boundary import plot_boundary
from glassnet.plots.gradients import plot_gradients
from glassnet.plots.training_curves import plot_activations, plot_history, plot_weights
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.data import Dataset
    from glassnet.recording import Recording

# Of zlib: Pillow's own 6 takes half of the time that a picture takes, for files a quarter smaller.
COMPRESSION = 2
# Ending -> how it is written. Without a date, and with names that are not drawn at random, the same
# picture is the same file.
FORMATS: dict[str, dict[str, Any]] = {
    ".png": {"format": "png", "pil_kwargs": {"compress_level": COMPRESSION}},
    ".svg": {"format": "svg", "metadata": {"Date": None}},
}
# As many moments of a training as a picture shows well.
MOMENTS = 200
# What every weight at every moment may take in memory, and in each checkpoint; histograms are kept
# of larger networks.
BYTES = 32 << 20


def check_format(path: Path) -> None:
    """Raise SettingError for a name that does not end in a format that is written."""
    if path.suffix.lower() not in FORMATS:
        raise SettingError(message("save-format", path=str(path)))


def check_place(path: Path) -> None:
    """Raise what `save` would raise for this path, before the work whose picture goes there.

    Raises:
        SettingError: another ending.
        OSError: the path is a folder, or its folder is not there, no folder, or not writable.
    """
    check_format(path)
    folder = path.parent
    wrong = {
        errno.ENOTDIR: folder.exists() and not folder.is_dir(),
        errno.ENOENT: not folder.exists(),
        errno.EACCES: folder.is_dir() and not os.access(folder, os.W_OK),
        errno.EISDIR: path.is_dir(),
    }
    for code in (code for code, found in wrong.items() if found):
        raise OSError(code, os.strerror(code), str(path))


def save(figure: Figure, path: str | Path) -> Path:
    """Write a figure as PNG or SVG, by the path's ending; whole or not at all.

    Signs that no font has are drawn as boxes.

    Raises:
        SettingError: another ending.
        OSError: the file cannot be written.
    """
    from matplotlib import rc_context

    path = Path(path)
    check_format(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    settings: Any = {"svg.hashsalt": "glassnet"}
    try:
        with rc_context(settings), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
            figure.savefig(beside, **FORMATS[path.suffix.lower()])
        beside.replace(path)
    except OSError as error:
        if error.errno is None:
            raise
        # Of the path that was asked for, not of the file beside it.
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        with suppress(OSError):  # not there, or its folder is none: the error above says more
            beside.unlink()
    return path


def recording_for(units: Sequence[int], epochs: int) -> Recording:
    """A callback for `gn.fit` that records what `of_training` draws, at 200 moments at most.

    Args:
        units: units of every layer of a dense network, inputs and outputs included.
        epochs: number of epochs of the training.
    """
    from glassnet.recording import Recording
    from glassnet.training import Every

    weights = sum((inputs + 1) * outputs for inputs, outputs in itertools.pairwise(units))
    small = weights * 4 * MOMENTS <= BYTES
    record = ["images" if small else "weights", "activations", "gradient_norms"]
    if units[0] == 2:
        record.append("boundary")
    count = max(1, -(-epochs // MOMENTS))
    # So that the last epoch is one of them.
    return Recording(record, every=Every(count, "epochs", first=(epochs - 1) % count + 1))


def of_training(
    folder: str | Path,
    *,
    history: Any = None,
    recording: Recording | None = None,
    data: Dataset | None = None,
    title: str = "",
    endings: Sequence[str] = (".png", ".svg"),
) -> list[Path]:
    """Draw all pictures of a training into a folder, which is made: weights.png, weights.svg, …

    A picture is left out where what it shows is not given or was not recorded.

    Args:
        folder: folder for the files.
        history: as for `plot_history`.
        recording: recording of the training.
        data: dataset that it was trained on, for the boundary.
        title: title of the pictures.
        endings: file endings, one file for each.

    Returns:
        The files' paths.

    Raises:
        OSError: they cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    recorded = set() if recording is None else {each.what for each in recording.series.values()}
    film = lambda given, title: plot_boundary(given, data, title=title)
    # Name -> the picture, and what it can be drawn from.
    pictures: dict[str, tuple[Callable[..., Figure], set[str]]] = {
        "weights": (plot_weights, {"images", "weights"}),
        "activations": (plot_activations, {"activations"}),
        "gradients": (plot_gradients, {"gradient_norms"}),
        "boundaries": (film, {"boundary"} if data is not None else set()),
    }
    figures = {} if history is None else {"history": plot_history(history, title=title)}
    for name, (draw, needs) in pictures.items():
        if needs & recorded:
            figures[name] = draw(recording, title=title)
    return [
        save(figure, folder / f"{name}{ending}")
        for name, figure in figures.items()
        for ending in endings
    ]
