"""What a page needs to begin: the state, the rows, the layers as they were built."""

from __future__ import annotations

from glassnet.data import Dataset
from glassnet.page.answers import LayerShape, Opened, Points
from glassnet.page.network.planes import Axes
from glassnet.page.network.subject import Subject, choices_for
from glassnet.page.state import PageState

MOST_SHOWN = 2_000  # rows of the data that a page gets


def opened_on(
    state: PageState,
    subject: Subject,
    axes: Axes,
    *,
    steps_per_epoch: int,
    given: Dataset | None = None,
) -> Opened:
    """All that a page needs to begin. given: rows from Python that it may go back to."""
    dataset, model = subject
    points = Points(
        x=tuple(map(tuple, dataset.x[:MOST_SHOWN].tolist())),
        y=tuple(dataset.y[:MOST_SHOWN].reshape(-1).astype(float).tolist()),
        features=dataset.feature_names,
        target=dataset.target_name,
        classes=dataset.class_names,
        low=tuple(axes.low.tolist()),
        high=tuple(axes.high.tolist()),
    )
    shapes = [LayerShape(each.name, each.units, each.activation.__name__) for each in model.layers]
    choices = choices_for(dataset, given)
    return Opened(state, choices, points, tuple(shapes), str(model.loss), steps_per_epoch)
