"""Whether a training would notice that its rows are shuffled."""

from __future__ import annotations

import jax

from glassnet.graph.capture import operations, shape_of
from glassnet.graph.row_order import ignores_row_order
from glassnet.training import keras_model
from glassnet.training.compilation import captured, hashable_shapes, kept_with_model, shapes_of
from glassnet.training.keras_model import Model, References, Tree
from glassnet.training.whole_arrays import DeviceArrays

HALF = ("float16", "bfloat16")  # in which the order of a sum can be seen


def ignores_order(model: Model, arrays: DeviceArrays) -> bool:
    """Whether epochs are one step on all rows, whose order changes a step by no more than rounding.

    Then nothing is gathered, and the program does not wait for orders: the numbers that these would
    take from NumPy's generator are taken while it runs. Found once for each shape of the data: what
    else a step depends on is the model's identity, with which it is kept.
    """
    if not arrays.layout.shuffled or arrays.steps > 1:
        return False
    key = (ignores_order, hashable_shapes(arrays.data))
    return kept_with_model(model, key, lambda: _step_ignores_order(model, arrays.data))


def _step_ignores_order(model: Model, data: Tree) -> bool:
    example = shapes_of((References.of(model).read(), data))
    step = captured(keras_model.train_step, model, example)
    if any(
        str(shape_of(result).dtype) in HALF for each in operations(step) for result in each.outvars
    ):
        return False
    variables, batch = (jax.tree.leaves(part) for part in example)
    return ignores_row_order(step, [False] * len(variables) + [True] * len(batch))
