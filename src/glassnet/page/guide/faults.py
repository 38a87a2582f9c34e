"""A mistake in a guide, and its line."""

from __future__ import annotations

from glassnet.errors import SettingError


class GuideFault(SettingError):
    """What is wrong in a line of a guide; counted from 1."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line
