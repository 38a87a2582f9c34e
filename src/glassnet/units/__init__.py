"""Logistic units whose weights are given: what they answer, and a search for small weights.

`Unit` is one unit, `UnitNetwork` several in layers; its truth tables compare answers with a gate or
`targets`. `search` has the known networks of the gates and looks for others, `toml_file` reads and
writes networks, `keras_model` makes Keras models of them, `dense_chain` makes them of Keras models,
`rendering` writes them as text and HTML. May import: text, data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glassnet.units import rendering
from glassnet.units.network import TruthTable, UnitNetwork
from glassnet.units.unit import Unit

if TYPE_CHECKING:
    from glassnet.units.dense_chain import units_of

__all__ = ["Unit", "UnitNetwork", "units_of"]


def __getattr__(name: str) -> Any:
    if name == "units_of":  # which needs Keras, unlike units set by hand
        from glassnet.units.dense_chain import units_of

        return units_of
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


# Rendering knows the networks, not the other way round. The names are Jupyter's.
UnitNetwork.__str__ = lambda self: rendering.network_as_text(self)
UnitNetwork._repr_html_ = rendering.network_as_html  # pyright: ignore[reportPrivateUsage]
TruthTable.__str__ = lambda self: rendering.table_as_text(self)
TruthTable._repr_html_ = rendering.table_as_html  # pyright: ignore[reportPrivateUsage]
