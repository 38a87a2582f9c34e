"""Which kind of thing is traced: a formula, a model or a function."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from glassnet.errors import SettingError
from glassnet.tracing.subject import Subject, of_function


def subject_of(
    traced: Any, data: Sequence[Any], sample_weight: Any, values: Mapping[str, Any]
) -> Subject:
    """The subject of what `gn.trace` is given, by its kind. Raises what that raises."""
    if isinstance(traced, str):
        from glassnet.tracing.formula import of_formula

        _refuse(data, "a formula", "numbers by name, such as x=5.0")
        return of_formula(traced, values)
    if _is_model(traced):
        data, values = _by_position(data, values)
    if values:
        _refuse(list(values), "a model or a function", "arrays by position")
    if _is_model(traced):
        from glassnet.tracing.keras_loss import of_model
        from glassnet.training import checks

        if not 1 <= len(data) <= 2:
            raise SettingError(f"trace: expected x and y after the model, got {len(data)} arrays.")
        checks.check_train_step(traced, "trace")
        x, y = (*data, None)[:2]
        return of_model(traced, x, y, sample_weight)
    if not callable(traced):
        raise SettingError(
            f"trace: expected a formula's text, a keras.Model or a function, got "
            f"{type(traced).__name__}."
        )
    return of_function(traced, data)


def _refuse(given: Any, of: str, expected: str) -> None:
    if given:
        named = all(isinstance(each, str) for each in given)
        got = ", ".join(given) if named else f"{len(given)} other arguments"
        raise SettingError(f"trace: {of} takes {expected}; got {got}.")


def _by_position(
    data: Sequence[Any], values: Mapping[str, Any]
) -> tuple[Sequence[Any], Mapping[str, Any]]:
    """x and y where they belong, as Keras' `fit` takes them by name too; and what is left."""
    rest = dict(values)
    found = list(data)
    for place, name in enumerate(("x", "y")):
        if len(found) == place and name in rest:
            found.append(rest.pop(name))
    return found, rest


def _is_model(traced: Any) -> bool:
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(traced, keras.Model)
