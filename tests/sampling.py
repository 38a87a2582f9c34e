"""How many examples Hypothesis draws: all of them in `make test-long`, a fifth in `make test`."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

LEAST = 5


def examples(count: int, **others: Any) -> settings:
    """Settings of a test that takes `count` examples in the long suite."""
    share = settings.default.max_examples / 100  # of the profile in use
    return settings(max_examples=max(LEAST, round(count * share)), **others)
