"""All pictures of one training, into a folder."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassnet.plots.activations import plot_activations
from glassnet.plots.boundary import plot_boundary
from glassnet.plots.gradients import plot_gradients
from glassnet.plots.history import plot_history
from glassnet.plots.save import save
from glassnet.plots.weights_and_activations import plot_weights

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.data import Dataset
    from glassnet.recording import Recording

# As many moments of a training as a picture shows well.
MOMENTS = 200
# What every weight at every moment may take in memory, and in each checkpoint; histograms are kept
# of larger networks.
BYTES = 32 << 20


def recording_for(units: Sequence[int], epochs: int) -> Recording:
    """A callback for `gn.fit` that records what `of_training` draws, at 200 moments at most.

    units: of every layer of a dense network, inputs and outputs included.
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
    """Draw what there is of a training into a folder, which is made: weights.png, weights.svg, …

    history: as for `plot_history`. data: what it was trained on, for the boundary. A picture is
    left out where what it shows is not given or was not recorded. Returns the files' paths.
    Raises OSError if they cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    whats = set() if recording is None else {each.what for each in recording.series.values()}
    film = lambda given, title: plot_boundary(given, data, title=title)
    # Name -> the picture, and what it can be drawn from.
    pictures: dict[str, tuple[Callable[..., Figure], set[str]]] = {
        "weights": (plot_weights, {"images", "weights"}),
        "activations": (plot_activations, {"activations"}),
        "gradients": (plot_gradients, {"gradient_norms"}),
        "boundaries": (film, {"boundary"} if data is not None else set()),
    }
    figures = {} if history is None else {"history": plot_history(history, title=title)}
    figures |= {
        name: draw(recording, title=title)
        for name, (draw, needs) in pictures.items()
        if needs & whats
    }
    return [
        save(figure, folder / f"{name}{ending}")
        for name, figure in figures.items()
        for ending in endings
    ]
