"""Whether a hyperplane separates two classes, proved in exact fractions either way.

`separate` gives a `Separation`: the hyperplane of the largest margin (`max_margin`), or a point
that lies in both hulls. `linear_program` decides which, in floats whose answer is proved or, where
floats do not tell, in fractions (`nearest_points`, over `exact`). `scaling` brings points to where
floats tell the most. `removal` looks for the rows that are in the way, `explain` writes it all out.
May import: text, units.
"""

from glassnet.separation.explain import explain
from glassnet.separation.separate import Separation, separate

__all__ = ["Separation", "separate"]

Separation.__str__ = lambda self: explain(self)
