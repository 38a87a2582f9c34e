"""What a person can mend in a formula or in the values given for it."""

from __future__ import annotations

from glassnet.errors import GlassnetError


class FormulaError(GlassnetError):
    """The text is no formula, or a larger one than is worked with.

    column: where, counted from 1; line: which line of the text, from 1; None if not one place.
    """

    def __init__(self, message: str, column: int | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.column = column
        self.line = line

    def __reduce__(self) -> tuple[type[FormulaError], tuple[str, int | None, int | None]]:
        return type(self), (str(self), self.column, self.line)


class PointError(GlassnetError):
    """A value is missing, is of no letter of the formula, or is no number."""


class DomainError(GlassnetError):
    """The function has no value, or no derivative, at the point; or one too large for a float.

    left, right: the derivatives from both sides. None on a side where there are no values, and both
    where there is none at the point itself. Infinite where the slope is, or is too large; NaN where
    there is none on that side.
    """

    def __init__(self, message: str, left: float | None = None, right: float | None = None) -> None:
        super().__init__(message)
        self.left = left
        self.right = right

    def __reduce__(self) -> tuple[type[DomainError], tuple[str, float | None, float | None]]:
        return type(self), (str(self), self.left, self.right)
