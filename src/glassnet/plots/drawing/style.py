"""The colours of classes, on the screen and in pictures."""

from __future__ import annotations

# Okabe, M. and Ito, K. (2008), Color Universal Design: told apart with any colour vision. The
# yellow is left out: it fades on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
