"""The loss of a compiled Keras model as its next training step computes it."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np

from glassnet.errors import DataError, GlassnetError
from glassnet.graph.capture import capture
from glassnet.graph.graph import Graph
from glassnet.tracing.compiled_graph import CompiledGraph
from glassnet.tracing.names import name_gates, name_masks
from glassnet.tracing.subject import Subject, leaf_names
from glassnet.training import checks, keras_model
from glassnet.training.compilation import kept_with_model
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import Model, References


def model_subject(
    model: Model, x: Any, y: Any, sample_weight: Any, *, caller: str = "trace"
) -> Subject:
    """The loss of all rows as one batch, in training mode: dropout masks are the next step's.

    The compiled graph is kept with the model, for data of one shape, until it is compiled anew.

    Args:
        model: compiled.
        x: as for `fit`.
        y: as for `fit`.
        sample_weight: as for `fit`.
        caller: what asks, for errors.

    Raises:
        SettingError: the model is not compiled or cannot be traced.
        DataError: the data do not fit it.
    """
    checks.check_compiled(model, caller)
    checks.check_targets(model, x, y)
    try:
        batch = one_batch(model, x, y, sample_weight, caller=caller)
        references = References.of(model)
        state = references.read()
        arguments = (state.trainable, state.non_trainable, batch)
        # Copies: training donates the model's own arrays, and x may be changed in place.
        arguments = jax.tree.map(np.array, arguments)
        names, data = keras_model.variable_names(model), _data_names(batch)
        leaves = [(leaf.shape, str(leaf.dtype)) for leaf in jax.tree.leaves(batch)]

        def rename(graph: Graph) -> None:
            name_gates(graph, model)
            name_masks(graph)

        def compiled() -> CompiledGraph:
            captured = capture(
                lambda *given: keras_model.loss(model, *given, caller=caller), *arguments
            )
            return CompiledGraph(captured, [*names, *data], rename)

        kept = kept_with_model(model, ("trace", jax.tree.structure(batch), *leaves), compiled)
    except GlassnetError:
        raise
    except (ValueError, TypeError, KeyError, RuntimeError) as error:  # Keras' own
        raise DataError(checks.mismatch(model, {"x": x, "y": y}, error, caller)) from error
    return Subject(
        kept,
        jax.tree.leaves(arguments),
        parameters=names[: len(state.trainable)],
        rows=data,
        source=model,
        batch=arguments[2],
        identity=keras_model.compile_identity(model),
    )


def _data_names(batch: Any) -> list[str]:
    given = batch if isinstance(batch, tuple) else (batch,)  # of x alone Keras makes no tuple
    parts = zip(("x", "y", "sample_weight"), given, strict=False)
    return [name for part in parts if part[1] is not None for name in leaf_names(*part)]
