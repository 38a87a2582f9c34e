"""Matplotlib figures of a training, of a Recording of it, and of a formula.

What is drawn: `training_curves` (loss, weights, outputs), `gradients` and `boundary` of a training,
`derivative` of a formula with its tangent and secants, `lines` of units and of what is between two
classes. `save` writes PNG and SVG, and all pictures of a training into a folder; `recorded` is what
they need of a Recording; `drawing/` is what they are made of.

Nothing here uses pyplot, whose state is global, or loads Matplotlib, SymPy, Keras or JAX before
something is drawn. Lines differ in style or marker as well as in colour. Pictures are in the
language in use, or in English if no font has its letters. May import: text, calculus, data,
networks, units, separation, training, fitting, recording.
"""

from __future__ import annotations

from glassnet.plots.boundary import plot_boundary
from glassnet.plots.derivative import plot_derivative
from glassnet.plots.gradients import plot_gradients
from glassnet.plots.lines import plot_separation, plot_units
from glassnet.plots.save import of_training, recording_for, save
from glassnet.plots.training_curves import plot_activations, plot_history, plot_weights

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
