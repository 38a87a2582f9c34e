"""Networks side by side: each trained from many seeds, and what that says about its shape.

`compare` decides the networks and gives a `Comparison`; `training` trains one network from each
seed, as `glassnet train` would; `rendering` writes the table, `picture` draws the loss curves with
their spread. Keras loads when training begins. May import: text, data, networks, training, plots,
runs.
"""

from glassnet.comparison import picture, rendering
from glassnet.comparison.compare import Compared, Comparison, compare

__all__ = ["Compared", "Comparison", "compare"]

# What draws and writes comparisons knows them, not the other way round. The names are Jupyter's.
Comparison.plot = picture.plot_comparison
Comparison.__str__ = lambda self: rendering.as_text(self)
Comparison._repr_html_ = rendering.as_html  # pyright: ignore[reportPrivateUsage]
