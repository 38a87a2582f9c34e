"""Penalties that outweigh the data: the weights go to 0, whatever there is to learn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jax
import numpy as np

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.training.keras_model import variable_names

# The penalty's gradient beside the data's, in the layer where it is least. 1e-5 to 0.01 in networks
# that learn; 1 where a training with a penalty has come to rest.
TOO_STRONG = 5.0


def regularisation(context: Context) -> Iterator[Finding]:
    """Kernels that their penalties pull to 0 several times as hard as the data pull elsewhere."""
    names = variable_names(context.model)
    pairs = zip(names, context.model.trainable_variables, strict=False)
    ratios = {
        name: ratio
        for name, variable in pairs
        if len(variable.shape) > 1
        and name in context.parameters
        and (ratio := _ratio(context, name, variable)) is not None
    }
    if not ratios or min(ratios.values()) < TOO_STRONG:
        return
    name = max(ratios, key=lambda each: ratios[each])
    evidence = {
        "ratio": ratios[name],
        "least": min(ratios.values()),
        "count": len(ratios),
    }
    yield Finding("regularisation", 0.85, name, evidence)


def _ratio(context: Context, name: str, variable: Any) -> float | None:
    """‖∂penalty/∂w‖ / ‖∂data loss/∂w‖; None for a kernel without a penalty, or without data."""
    if variable.regularizer is None:
        return None
    with np.errstate(all="ignore"):
        whole = np.asarray(context.trace.gradients[name], np.float64)
        penalty = np.asarray(jax.grad(_scalar(variable.regularizer))(variable.value), np.float64)
        data = np.linalg.norm(whole - penalty)
    # What is left of a difference of equal numbers is rounding.
    rounding = 1e-5 * np.linalg.norm(penalty)
    return float(np.linalg.norm(penalty) / data) if data > rounding else None


def _scalar(regularizer: Any) -> Any:
    return lambda weights: jax.numpy.sum(regularizer(weights))
