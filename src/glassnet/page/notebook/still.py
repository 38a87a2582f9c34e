"""The last state of a page as a picture, for a notebook that is read where nothing runs."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from glassnet.data import Dataset
from glassnet.page.network.session import Session
from glassnet.page.sessions import AnySession
from glassnet.plots import plot_boundary
from glassnet.plots.drawing.curves import draw_curve
from glassnet.plots.drawing.figures import lettering, new_figure
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def still(session: AnySession, said: str) -> dict[str, Any]:
    """A MIME bundle: what the network makes of its plane where there are two features, else the
    loss curve; and a sentence."""
    if isinstance(session, Session) and session.dataset.x.shape[1] == 2:
        figure = surface(session.model, session.dataset, said)
    else:
        steps, losses, _ = session.playback.timeline.curve.T
        figure = curve(steps, losses, said)
    return bundle(figure, said)


def surface(model: Any, dataset: Dataset, title: str) -> Figure:
    """What a network makes of the plane of two features."""
    return plot_boundary(model, dataset, title=title)


def curve(steps: ArrayLike, losses: ArrayLike, title: str) -> Figure:
    """The loss over the steps."""
    with lettering([title]):
        figure = new_figure(6.4, 3.2)
        ax = figure.subplots()
        draw_curve(ax, np.asarray(steps), np.asarray(losses), lw=1.6)
        ax.set_xlabel(message("page-step"))
        ax.set_ylabel(message("page-loss"))
        ax.set_title(title)
        return figure


def bundle(figure: Figure, said: str) -> dict[str, Any]:
    """A figure as PNG, in base64 as notebooks have it, beside a sentence."""
    picture: Any = figure
    png = base64.b64encode(picture._repr_png_()).decode()
    return {"image/png": png, "text/plain": said}
