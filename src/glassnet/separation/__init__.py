"""Whether a hyperplane separates two classes, proved in exact fractions either way.

`separate` gives a `Separation` (`separability`): the widest hyperplane (`widest`), or a point that
lies in both hulls (`certificate`). `hulls` decides: by `nearest_points` in floats, whose answer is
proved or, where floats do not tell, found in fractions (`exact_hulls`, over `exact_system` and, of
hundreds of features, `lifting`). `boxed` brings rows to where floats tell the most; `decimals` and
`whole_numbers` are how numbers are written. `removal` looks for the rows that are in the way
(`cuts`). `account` says it all in words. May import: text, networks.
"""

from glassnet.separation.separate import Separation, separate

__all__ = ["Separation", "separate"]
