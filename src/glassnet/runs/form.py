"""What is read of a run.json, and of which kind each of it must be: a file may say anything."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, cast

Check = Callable[[Any], bool]
Keys = tuple[str, ...]

MISSING = object()


def _mapping(value: Any) -> bool:
    return isinstance(value, dict)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> bool:
    """One that is also a float: JSON has 1e999 and whole numbers of any length."""
    return (_whole(value) or isinstance(value, float)) and abs(value) <= sys.float_info.max


def _share(value: Any) -> bool:
    return _number(value) and 0 <= value <= 1


def _list_of(fits: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(fits, cast(list[Any], value)))


def _or_none(fits: Check) -> Check:
    return lambda value: value is None or fits(value)


def _optional(fits: Check) -> Check:
    return lambda value: value is MISSING or value is None or fits(value)


# What is inside of something stands below it, and means nothing where that is null or missing.
READ: Mapping[Keys, Check] = {
    ("started",): _text,
    ("source",): _mapping,
    ("source", "data"): _text,
    ("source", "target"): _or_none(_text),
    ("source", "ignore"): _list_of(_text),
    ("source", "rows"): _or_none(_whole),
    ("source", "noise"): _or_none(_number),
    ("source", "seed"): _whole,
    ("source", "prefer"): _optional(_list_of(_text)),
    ("data",): _mapping,
    ("data", "name"): _text,
    ("data", "rows"): _whole,
    ("data", "target"): _text,
    ("data", "sha256"): _text,
    ("network",): _list_of(_whole),
    ("settings",): _mapping,
    ("settings", "layers"): _list_of(_whole),
    ("settings", "activation"): _text,
    ("settings", "initializer"): _text,
    ("settings", "optimizer"): _text,
    ("settings", "learning_rate"): _number,
    ("settings", "loss"): _text,
    ("settings", "epochs"): _whole,
    ("settings", "batch_size"): _whole,
    ("settings", "seed"): _whole,
    ("settings", "validation_split"): _number,
    ("checkpoint_every",): _or_none(_whole),
    ("recording",): _or_none(_mapping),
    ("recording", "record"): _list_of(_text),
    ("recording", "every"): _or_none(_whole),
    ("versions",): _mapping,
}
# Of a run that was trained to an end, or to a signal that left it the time.
READ_AT_THE_END: Mapping[Keys, Check] = {
    ("epochs",): _whole,
    ("seconds",): _number,
    ("diverged_epoch",): _or_none(_whole),
    ("diverged_step",): _optional(_whole),  # which runs of earlier versions lack
    ("last_epoch",): _mapping,
    ("last_epoch", "loss"): _optional(_number),
    ("results",): _mapping,
    ("results", "training"): _mapping,
    ("results", "training", "accuracy"): _optional(_share),
    ("results", "training", "r2"): _optional(_number),
    ("results", "validation"): _optional(_mapping),
    ("results", "validation", "accuracy"): _optional(_share),
    ("results", "validation", "r2"): _optional(_number),
}


def misfit(record: Mapping[str, Any], *, ended: bool) -> str | None:
    """The first place, such as `data.name`, that is missing or of another kind; None if all fits.

    ended: whether the record must say how the training went; one that says some of it must say all.
    """
    table = dict(READ)
    if ended or any(path[0] in record for path in READ_AT_THE_END):
        table |= READ_AT_THE_END
    for path, fits in table.items():
        holder = value_at(record, path[:-1])
        if holder not in (None, MISSING) and not fits(value_at(record, path)):
            return ".".join(path)
    return None


def value_at(record: Any, path: Keys) -> Any:
    """The value at a path of keys; MISSING if it leads nowhere."""
    for key in path:
        record = cast(dict[str, Any], record).get(key, MISSING) if _mapping(record) else MISSING
    return record
