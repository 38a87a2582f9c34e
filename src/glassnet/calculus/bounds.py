"""What a formula may be, so that no text takes long to read or to compute with."""

from __future__ import annotations

LENGTH = 2_000  # characters
NODES = 400  # operations, numbers and names, definitions written out
DEPTH = 40  # of parentheses and operations in each other
DIGITS = 40  # of a number
EXPONENT = 1_000
TENS = 300  # the exponent in 1e300
LINES = 20
ORDER = 6  # of a derivative
# Of what is differentiated once more: a derivative grows with the square of the formula at most.
STAGE_NODES = 5_000
