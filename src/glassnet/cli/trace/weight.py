"""The chain that --weight and --row ask for; what is wrong with them is said in their own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import jax

from glassnet.errors import SettingError
from glassnet.text import message, nearest
from glassnet.tracing import Chain, TensorChain, Trace
from glassnet.tracing.validation import listed

WEIGHT = re.compile(r"(?P<name>.+?)(?:\[(?P<index>[^\[\]]*)\])?")


def chain_asked(found: Trace, weight: str, row: int | None) -> Chain | TensorChain:
    """The chain of `hidden/kernel[0,1]`, or of a whole tensor by its name. An index may count from
    the end, as NumPy's does.

    Raises SettingError.
    """
    name, written = _parts(found, weight)
    if name not in found.values:
        raise SettingError(f"{message('trace-no-node', given=weight)} {_instead(found, weight)}")
    value = found.values[name]
    if name not in found.gradients:
        raise SettingError(message("trace-no-gradient", name=name, kind=str(value.dtype)))
    index = None if written is None else _index(weight, name, written, value.shape)
    if row is not None:
        _check_row(found, row)
        if index is None and value.shape:
            first = ",".join("0" * value.ndim)
            raise SettingError(message("trace-row-of-number", row=row, name=name, index=first))
    try:
        return found.chain(name, index, row=row)
    except SettingError as error:
        raise SettingError(f"--weight {weight}: {str(error).removeprefix('chain: ')}") from None


def _parts(found: Trace, weight: str) -> tuple[str, str | None]:
    """A name and what stands in brackets behind it; a formula's x[0] and lstm[3]/add are names."""
    parts = WEIGHT.fullmatch(weight)
    if weight in found.values or parts is None:
        return weight, None
    return parts["name"], parts["index"]


def _instead(found: Trace, weight: str) -> str:
    near = nearest(weight, found.values)
    if near is not None:
        return message("did-you-mean", name=near)
    return message("trace-node-names", names=listed(found.parameters))


def _index(weight: str, name: str, written: str, shape: Sequence[int]) -> tuple[int, ...]:
    try:
        index = tuple(int(each) for each in written.split(","))
    except ValueError:
        first = ",".join("0" * len(shape))
        raise SettingError(
            message("trace-index-form", given=weight, name=name, index=first)
        ) from None
    fits = len(index) == len(shape) and all(
        -size <= each < size for each, size in zip(index, shape, strict=True)
    )
    if not fits:
        shown = {"shape": str(list(shape)), "index": str(list(index))}
        raise SettingError(message("trace-no-number", given=weight, name=name, **shown))
    return index


def _check_row(found: Trace, row: int) -> None:
    if found.batch is None:
        raise SettingError(message("trace-no-rows", row=row))
    rows = len(jax.tree.leaves(found.batch)[0])
    if row >= rows:
        raise SettingError(message("trace-row-beyond", row=row, last=rows - 1))
