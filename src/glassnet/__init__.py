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

if TYPE_CHECKING:
    from glassnet import lessons, plots
    from glassnet.calculus import (
        Derivation,
        DomainError,
        FormulaError,
        Gradient,
        PointError,
        derive,
    )
    from glassnet.data import DATASETS, Dataset, Preparation, load
    from glassnet.diagnosis import Finding, Findings, diagnose
    from glassnet.fitting import Checkpoints, fit
    from glassnet.networks import build, defaults_for
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
    from glassnet.recording import Record, Recording, TensorBoard
    from glassnet.separation import Separation, separate
    from glassnet.text import language
    from glassnet.tracing import Chain, TensorChain, Trace, trace
    from glassnet.training import Every, Trainer, TrainingState
    from glassnet.units import Unit, UnitNetwork

__version__ = "0.1.0"

_backend.prepare()

# Public name -> the module it comes from.
_EXPORTS = {
    "Chain": "glassnet.tracing",
    "Checkpoints": "glassnet.fitting",
    "DATASETS": "glassnet.data",
    "Dataset": "glassnet.data",
    "Derivation": "glassnet.calculus",
    "DomainError": "glassnet.calculus",
    "Every": "glassnet.training",
    "Finding": "glassnet.diagnosis",
    "Findings": "glassnet.diagnosis",
    "FormulaError": "glassnet.calculus",
    "Gradient": "glassnet.calculus",
    "PointError": "glassnet.calculus",
    "Preparation": "glassnet.data",
    "Record": "glassnet.recording",
    "Recording": "glassnet.recording",
    "Separation": "glassnet.separation",
    "TensorBoard": "glassnet.recording",
    "TensorChain": "glassnet.tracing",
    "Trace": "glassnet.tracing",
    "Trainer": "glassnet.training",
    "TrainingState": "glassnet.training",
    "Unit": "glassnet.units",
    "UnitNetwork": "glassnet.units",
    "build": "glassnet.networks",
    "defaults_for": "glassnet.networks",
    "derive": "glassnet.calculus",
    "diagnose": "glassnet.diagnosis",
    "fit": "glassnet.fitting",
    "language": "glassnet.text",
    "load": "glassnet.data",
    "plot_activations": "glassnet.plots",
    "plot_boundary": "glassnet.plots",
    "plot_derivative": "glassnet.plots",
    "plot_gradients": "glassnet.plots",
    "plot_history": "glassnet.plots",
    "plot_separation": "glassnet.plots",
    "plot_units": "glassnet.plots",
    "plot_weights": "glassnet.plots",
    "separate": "glassnet.separation",
    "trace": "glassnet.tracing",
}
_ROOMS = ("lessons", "plots")

__all__ = [
    "DATASETS",
    "Chain",
    "Checkpoints",
    "Dataset",
    "Derivation",
    "DomainError",
    "Every",
    "Finding",
    "Findings",
    "FormulaError",
    "Gradient",
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
    "defaults_for",
    "derive",
    "diagnose",
    "errors",
    "fit",
    "language",
    "lessons",
    "load",
    "plot_activations",
    "plot_boundary",
    "plot_derivative",
    "plot_gradients",
    "plot_history",
    "plot_separation",
    "plot_units",
    "plot_weights",
    "plots",
    "separate",
    "trace",
]


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        return importlib.import_module(f"glassnet.{name}")
    if name in _EXPORTS:
        _backend.check_chosen()
        return getattr(importlib.import_module(_EXPORTS[name]), name)
    raise AttributeError(f"module 'glassnet' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
