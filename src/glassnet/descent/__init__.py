"""Gradient descent of a formula of one or two variables: every step in numbers, and as a picture.

`descend` takes the steps: its gradients are those of `calculus`, its updates those of Keras'
optimizers (`updates`). `curvature` says which learning rates are too large and what kind of point
is stationary, `rendering` writes the steps, `picture` draws them beside a rate that is too small
and one that is too large. May import: text, calculus, networks, plots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glassnet.descent import rendering
from glassnet.descent.descend import Descent, DescentStep, descend

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.descent.picture import plot_descent

__all__ = ["Descent", "DescentStep", "descend", "plot_descent"]


def __getattr__(name: str) -> Any:
    if name == "plot_descent":  # which loads the room of pictures, unlike the steps
        from glassnet.descent.picture import plot_descent

        return plot_descent
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _plot(descent: Descent) -> Figure:
    """Draw the steps, beside other learning rates; see `glassnet.plot_descent`."""
    return __getattr__("plot_descent")(descent)


# What draws and writes descents knows them, not the other way round. The names are Jupyter's.
Descent.plot = _plot
Descent.__str__ = lambda self: rendering.as_text(self)
Descent._repr_html_ = rendering.as_html  # pyright: ignore[reportPrivateUsage]
