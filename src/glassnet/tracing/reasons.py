"""Why something cannot be traced: JAX's or Keras' own words, in one line."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from glassnet.errors import SettingError


def first_line(error: Exception) -> str:
    """The first line of what JAX says, or the error's class where it says nothing."""
    said = str(error).strip()
    return said.splitlines()[0] if said else type(error).__name__


def class_and_line(error: Exception) -> str:
    """`KeyError: 'age'`: of some errors the text alone says too little."""
    name, said = type(error).__name__, first_line(error)
    return said if said == name else f"{name}: {said}"


@contextmanager
def named_if_not_differentiable() -> Generator[None]:
    """A loop without an end that is known, a callback: JAX knows no gradient of them."""
    try:
        yield
    except (ValueError, TypeError, NotImplementedError) as error:
        raise SettingError(
            f"trace: this computation has no gradient that JAX can compute: {first_line(error)}"
        ) from error
