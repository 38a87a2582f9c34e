"""A run's pictures as PNG files: its loss, and for two inputs what the network answers."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from glassnet.data.dataset import Dataset
from glassnet.plots.drawing.figures import name
from glassnet.plots.drawing.filmstrip import Frames, draw_frames
from glassnet.plots.drawing.fonts import families_for
from glassnet.plots.drawing.points import of_dataset
from glassnet.plots.history import plot_history
from glassnet.plots.save import save
from glassnet.runs.boundary import Boundary


def load_matplotlib() -> None:
    """Import what drawing and writing a PNG needs, so that it is there when it is wanted."""
    for module in ("matplotlib.figure", "matplotlib.backends.backend_agg", "PIL.PngImagePlugin"):
        importlib.import_module(module)


def answers(grid: Boundary, dataset: Dataset) -> Frames:
    """The network's answers on a grid, with the rows that are drawn as points."""
    values = grid.values if dataset.task == "classes" else grid.values[..., None]
    ends = grid.x1[0], grid.x1[-1], grid.x2[0], grid.x2[-1]
    return Frames(values[None], ends, [""], of_dataset(dataset))


def draw(
    folder: Path, *, history: Mapping[str, Sequence[float]], frames: Frames | None, title: str
) -> str:
    """Write loss.png, and boundary.png if there are frames, into a folder.

    history: as for `plot_history`. Returns the signs of names that no installed font has: they are
    drawn as boxes.
    """
    figures = {"loss": plot_history(history, title=title)}
    if frames is not None:
        figures["boundary"] = draw_frames(frames, title)
    for file, figure in figures.items():
        save(figure, folder / f"{file}.png")
    return families_for(map(name, [title, *(frames.texts if frames else [])]))[1]
