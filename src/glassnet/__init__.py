"""glassnet: neural networks you can see through.

    import glassnet as gn

    history = gn.fit(model, x, y, epochs=5000)      # keras.Model.fit, compiled whole

Importing glassnet chooses JAX as Keras' backend and takes a few milliseconds: the rooms behind
these names load on use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from glassnet import backend as _backend
from glassnet import errors
from glassnet import live_view as _live_view

if TYPE_CHECKING:
    from glassnet import data, lessons, plots
    from glassnet.calculus import (
        Derivation,
        DomainError,
        FormulaError,
        Gradient,
        PointError,
        derive,
    )
    from glassnet.comparison import Compared, Comparison, compare
    from glassnet.data import DATASETS, Dataset, Preparation, load
    from glassnet.descent import Descent, DescentStep, descend, plot_descent
    from glassnet.diagnosis import Finding, Findings, diagnose
    from glassnet.fitting import Checkpoints, fit
    from glassnet.networks import build, defaults_for
    from glassnet.page import Recording, studio
    from glassnet.plots import (
        plot_activations,
        plot_boundary,
        plot_derivative,
        plot_gradients,
        plot_history,
        plot_separation,
        plot_units,
        plot_weights,
    )
    from glassnet.recording import Record, TensorBoard
    from glassnet.separation import Separation, separate
    from glassnet.text import language
    from glassnet.tracing import Chain, Number, TensorChain, Trace, trace
    from glassnet.training import Every, Trainer, TrainingState
    from glassnet.units import Unit, UnitNetwork, units_of

__version__ = "0.1.0"

_backend.prepare()
_live_view.set_opener(lambda *of: importlib.import_module("glassnet.page.notebook.live").Live(*of))

# Room -> the public names that come from it.
_EXPORTS = {
    "calculus": ["Derivation", "DomainError", "FormulaError", "Gradient", "PointError", "derive"],
    "comparison": ["Compared", "Comparison", "compare"],
    "data": ["DATASETS", "Dataset", "Preparation", "load"],
    "descent": ["Descent", "DescentStep", "descend", "plot_descent"],
    "diagnosis": ["Finding", "Findings", "diagnose"],
    "fitting": ["Checkpoints", "fit"],
    "networks": ["build", "defaults_for"],
    "page": ["Recording", "studio"],
    "plots": [
        "plot_activations",
        "plot_boundary",
        "plot_derivative",
        "plot_gradients",
        "plot_history",
        "plot_separation",
        "plot_units",
        "plot_weights",
    ],
    "recording": ["Record", "TensorBoard"],
    "separation": ["Separation", "separate"],
    "text": ["language"],
    "tracing": ["Chain", "Number", "TensorChain", "Trace", "trace"],
    "training": ["Every", "Trainer", "TrainingState"],
    "units": ["Unit", "UnitNetwork", "units_of"],
}
_ROOMS = ("data", "lessons", "plots")

__all__ = [
    "DATASETS",
    "Chain",
    "Checkpoints",
    "Compared",
    "Comparison",
    "Dataset",
    "Derivation",
    "Descent",
    "DescentStep",
    "DomainError",
    "Every",
    "Finding",
    "Findings",
    "FormulaError",
    "Gradient",
    "Number",
    "PointError",
    "Preparation",
    "Record",
    "Recording",
    "Separation",
    "TensorBoard",
    "TensorChain",
    "Trace",
    "Trainer",
    "TrainingState",
    "Unit",
    "UnitNetwork",
    "__version__",
    "build",
    "compare",
    "data",
    "defaults_for",
    "derive",
    "descend",
    "diagnose",
    "errors",
    "fit",
    "language",
    "lessons",
    "load",
    "plot_activations",
    "plot_boundary",
    "plot_derivative",
    "plot_descent",
    "plot_gradients",
    "plot_history",
    "plot_separation",
    "plot_units",
    "plot_weights",
    "plots",
    "separate",
    "studio",
    "trace",
    "units_of",
]


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        return importlib.import_module(f"glassnet.{name}")
    for room, names in _EXPORTS.items():
        if name in names:
            _backend.check_chosen()
            return getattr(importlib.import_module(f"glassnet.{room}"), name)
    raise AttributeError(f"module 'glassnet' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
