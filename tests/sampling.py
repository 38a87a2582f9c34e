"""What `make test` takes of a large table or of a law; `make test-long` takes all of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest
from hypothesis import settings

LEAST = 5


def examples(count: int, **others: Any) -> settings:
    """Hypothesis draws `count` examples in the long suite, a fifth of them in the short one."""
    share = settings.default.max_examples / 100  # of the profile in use
    return settings(max_examples=max(LEAST, round(count * share)), **others)


def some_long(names: Iterable[str], long: Collection[str]) -> list[Any]:
    """Parameters for all rows of a table; those of `long` are left to the long suite."""
    names = list(names)
    assert set(long) < set(names)
    return [pytest.param(name, marks=pytest.mark.long if name in long else ()) for name in names]
