"""A model that cannot become one program: a clear line with JAX's reason."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import jax

from glassnet.errors import SettingError


@contextmanager
def named_if_untraceable(model: Any, step: str, caller: str = "fit") -> Generator[None]:
    """A model that needs values where a program has none yet gets one clear line.

    caller: what asks, for the error.
    """
    try:
        yield
    except Exception as error:
        reason = next((each for each in _causes(error) if isinstance(each, _UNTRACEABLE)), None)
        if reason is None:
            raise
        why = str(reason).strip().splitlines()[0].rstrip(".")
        raise SettingError(
            f"{caller}: the {step} of {type(model).__name__} '{model.name}' cannot become one "
            "program, because its Python code (layers, losses and metrics included) needs the "
            f"values of arrays while it is traced ({why}): use keras.ops instead"
            f"{or_keras(caller, 'compile the model with run_eagerly=True and use model.fit')}."
        ) from error


def or_keras(caller: str, way: str) -> str:
    """What Keras does of itself helps only who wanted to train. way: how."""
    return f", or {way}" if caller == "fit" else ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came of: Keras fails to describe some, and so raises others."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


_UNTRACEABLE = (
    jax.errors.ConcretizationTypeError,  # if, bool(), float() on an array
    jax.errors.TracerArrayConversionError,  # NumPy on an array
    jax.errors.TracerIntegerConversionError,
    jax.errors.NonConcreteBooleanIndexError,
)
