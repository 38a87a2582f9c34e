"""Errors that a person can mend: in a formula, in a point, at a point."""

from __future__ import annotations

from glassnet.errors import GlassnetError


class FormulaError(GlassnetError):
    """The text is not a formula, or a larger one than is worked with.

    Attributes:
        column: Where, counted from 1; None if it is not one place.
        line: Which line of the text, counted from 1.
    """

    def __init__(self, message: str, column: int | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.column = column
        self.line = line

    def __reduce__(self) -> tuple[type[FormulaError], tuple[str, int | None, int | None]]:
        return type(self), (str(self), self.column, self.line)


class PointError(GlassnetError):
    """A variable without a value, a value for an unknown variable, or one that is no number."""


class DomainError(GlassnetError):
    """The function has no value or no derivative at the point, or one too large for a float.

    Attributes:
        left: The derivative from the left: None where the function has no values on that side or at
            the point itself, infinite where the slope is or is too large, NaN where there is none.
        right: The derivative from the right.
    """

    def __init__(self, message: str, left: float | None = None, right: float | None = None) -> None:
        super().__init__(message)
        self.left = left
        self.right = right

    def __reduce__(self) -> tuple[type[DomainError], tuple[str, float | None, float | None]]:
        return type(self), (str(self), self.left, self.right)
