"""Pictures as Matplotlib figures: of a training, of what a Recording kept of it, of a formula.

A file a picture: `history`, `weights`, `activations`, `gradients`, `boundary`; `of_training` draws
all of them into a folder; `derivative` draws a formula with its tangent and secants, `units` a few
units as lines, `separation` two classes and what is between them. What they are made of: `figures`
(sheets of panels, letters), `lines` (thinned curves, values that are not finite), `bands`
(distributions over time), `answers` (a classifier's colours), `boundary_frames` (a plane and its
points), `points` (the data, in its own units), `plane` (straight lines in a plane), `recorded`
(what a picture needs of a Recording). `save` writes PNG and SVG.

Nothing here uses pyplot, whose state is global, or loads Matplotlib, SymPy, Keras or JAX before
something is drawn. Lines differ in style or marker as well as in colour. May import: text,
calculus, data, networks, training, recording.
"""

from __future__ import annotations

from glassnet.plots.activations import plot_activations
from glassnet.plots.boundary import plot_boundary
from glassnet.plots.derivative import plot_derivative
from glassnet.plots.gradients import plot_gradients
from glassnet.plots.history import plot_history
from glassnet.plots.save import save
from glassnet.plots.separation import plot_separation
from glassnet.plots.training import of_training, recording_for
from glassnet.plots.units import plot_units
from glassnet.plots.weights_and_activations import plot_weights

__all__ = [
    "of_training",
    "plot_activations",
    "plot_boundary",
    "plot_derivative",
    "plot_gradients",
    "plot_history",
    "plot_separation",
    "plot_units",
    "plot_weights",
    "recording_for",
    "save",
]
