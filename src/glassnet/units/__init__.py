"""Logistic units whose weights are given by hand: truth tables, layers, a search for small weights.

`Unit` is one unit, `UnitNetwork` several in layers. May import `text` and `data`.
"""

from glassnet.units.network import Unit, UnitNetwork

__all__ = ["Unit", "UnitNetwork"]
