"""The last state of a page as a picture, for a notebook that is read where nothing runs."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from glassnet.data import Dataset
from glassnet.page.network.session import Session
from glassnet.page.sessions import AnySession
from glassnet.plots.boundary import boundary_figure
from glassnet.plots.drawing.class_looks import ClassLooks
from glassnet.plots.drawing.curves import draw_curve
from glassnet.plots.drawing.figures import lettering, new_figure
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# The page's, in its light theme: --class… and --surface… of web/src/app.css, and the shapes of
# web/src/drawing/marks.ts.
OF_PAGE = ClassLooks(
    points=(
        *("#984400", "#12588a", "#126642", "#5b3a8e", "#756200"),
        *("#912049", "#4b5c2b", "#1d5e69", "#684425", "#43494f"),
    ),
    areas=(
        *("#f4b986", "#8abada", "#94cfb0", "#c4b0e2", "#e9d67c"),
        *("#e9a3b8", "#b9c7a0", "#a8c9cf", "#cfb59c", "#bfc3c9"),
    ),
    markers=("D", "o", "s", "^", "v", "p", "h", "H", "8", "P"),
    edges=("white", "black"),
)


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
    return boundary_figure(model, dataset, title=title, looks=OF_PAGE)


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
