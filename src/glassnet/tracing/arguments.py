"""What `gn.trace` is called with: a formula, a model or a function, and its data."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.tracing.subject import Subject, function_subject


def make_subject(
    traced: Any, data: Sequence[Any], sample_weight: Any, values: Mapping[str, Any]
) -> Subject:
    """The subject of `gn.trace`'s arguments.

    Raises:
        GlassnetError: arguments that do not fit what is traced, or that cannot be traced.
    """
    if isinstance(traced, str):
        from glassnet.tracing.formula import formula_subject

        if data:
            raise SettingError(message("trace-formula-by-name", count=len(data)))
        return formula_subject(traced, values)
    if _is_model(traced):
        data, values = _by_position(data, values)
    if values:
        raise SettingError(message("trace-by-position", names=", ".join(values)))
    if _is_model(traced):
        return _model_subject(traced, data, sample_weight)
    if not callable(traced):
        raise SettingError(message("trace-not-traceable", kind=type(traced).__name__))
    return function_subject(traced, data)


def _is_model(traced: Any) -> bool:
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(traced, keras.Model)


def _model_subject(model: Any, data: Sequence[Any], sample_weight: Any) -> Subject:
    from glassnet.tracing.keras_loss import model_subject
    from glassnet.training import checks

    if not 1 <= len(data) <= 2:
        raise SettingError(message("trace-data", count=len(data)))
    checks.check_train_step(model, "trace")
    x, y = (*data, None)[:2]
    return model_subject(model, x, y, sample_weight)


def _by_position(
    data: Sequence[Any], values: Mapping[str, Any]
) -> tuple[Sequence[Any], Mapping[str, Any]]:
    """x and y by name put in their places, as Keras' `fit` takes them too, and the other names."""
    rest, found = dict(values), list(data)
    for place, name in enumerate(("x", "y")):
        if len(found) == place and name in rest:
            found.append(rest.pop(name))
    return found, rest
