"""The next step of a training, as a page tells it: its rows, and what becomes of a weight."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import jax
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.page.answer import Equation
from glassnet.page.sessions import AnySession
from glassnet.tracing import Trace, Update
from glassnet.tracing.keras_loss import model_subject


class NextStep:
    """The step that a session takes next; nothing is traced before it is asked for.

    Args:
        session: told of as long as it stays as it is.
    """

    def __init__(self, session: AnySession) -> None:
        self._session = session
        self._updates: dict[str, Update] = {}

    @cached_property
    def rows(self) -> NDArray[Any]:
        """Numbers of the rows that it sees."""
        return self._session.playback.next_rows()

    def of_weight(self, name: str, index: tuple[int, ...]) -> Iterator[Equation]:
        """The optimizer's rule for one weight; nothing where it does more than its rule."""
        try:
            if name not in self._updates:
                self._updates[name] = self._trace.update(name)
            lines = self._updates[name].lines(index)
        except SettingError:
            return
        for each in lines:
            yield Equation(each.name, each.rule, each.numbers, each.value)

    @cached_property
    def _trace(self) -> Trace:
        x, y = (jax.tree.map(lambda each: each[self.rows], part) for part in self._session.data)
        return Trace(model_subject(self._session.model, x, y, None, caller="studio"))
