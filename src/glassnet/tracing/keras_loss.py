"""The loss of a compiled Keras model as a traced computation, as its next training step has it."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np

from glassnet.errors import DataError, GlassnetError
from glassnet.graph.capture import capture
from glassnet.graph.graph import Graph
from glassnet.tracing.compiled_graph import Program
from glassnet.tracing.masks import name_masks
from glassnet.tracing.names import name_gates
from glassnet.tracing.subject import Subject, leaf_names
from glassnet.training import checks, keras_model
from glassnet.training.compilation import kept_with_model
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import Model, References


def of_model(model: Model, x: Any, y: Any, sample_weight: Any, *, asked: str = "trace") -> Subject:
    """All rows as one batch, in training mode: dropout masks are those of the next step.

    The captured program is kept with the model, for a shape of data, until it is compiled anew.
    asked: what asks, for errors.

    Raises SettingError for a model that is not compiled or cannot be traced, DataError for data
    that do not fit it.
    """
    checks.check_compiled(model, asked)
    checks.check_targets(model, x, y)
    try:
        batch = one_batch(model, x, y, sample_weight, caller=asked)
        references = References.of(model)
        state = references.read()
        arguments = (state.trainable, state.non_trainable, batch)
        # Copies: training gives the model's own arrays away, and x may be changed in place.
        arguments = jax.tree.map(np.array, arguments)
        data = _data_names(batch)
        key = ("trace", jax.tree.structure(batch), *map(_shape, jax.tree.leaves(batch)))

        def rename(graph: Graph) -> None:
            name_gates(graph, model)
            name_masks(graph)

        def made() -> Program:
            captured = capture(
                lambda *given: keras_model.loss(model, *given, caller=asked), *arguments
            )
            return Program(captured, [*keras_model.variable_names(model), *data], rename)

        program = kept_with_model(model, key, made)
    except GlassnetError:
        raise
    except (ValueError, TypeError, KeyError, RuntimeError) as error:  # Keras' own
        raise DataError(checks.mismatch(model, {"x": x, "y": y}, error, asked)) from error
    names = keras_model.variable_names(model)
    return Subject(
        program,
        jax.tree.leaves(arguments),
        parameters=names[: len(state.trainable)],
        rows=data,
        source=model,
        batch=arguments[2],
        compiled=keras_model.compile_identity(model),
    )


def _data_names(batch: Any) -> list[str]:
    given = batch if isinstance(batch, tuple) else (batch,)  # of x alone Keras makes no tuple
    parts = zip(("x", "y", "sample_weight"), given, strict=False)
    return [name for part in parts if part[1] is not None for name in leaf_names(*part)]


def _shape(array: Any) -> Any:
    return array.shape, str(array.dtype)
