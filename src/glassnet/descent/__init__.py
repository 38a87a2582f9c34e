"""Gradient descent of a formula of one or two variables: every step in numbers, and as a picture.

`descend` takes the steps: its gradients are those of `calculus`, its updates those of Keras'
optimizers (`updates`). `curvature` says which learning rates are too large and what kind of point
is stationary, `rendering` writes the steps, `picture` draws them beside a rate that is too small
and one that is too large. May
import: text, calculus, data, networks, plots.
"""

from glassnet.descent import picture, rendering
from glassnet.descent.descend import Descent, DescentStep, descend
from glassnet.descent.picture import plot_descent

__all__ = ["Descent", "DescentStep", "descend", "plot_descent"]

# What draws and writes descents knows them, not the other way round. The names are Jupyter's.
Descent.plot = picture.plot_descent
Descent.__str__ = lambda self: rendering.as_text(self)
Descent._repr_html_ = rendering.as_html  # pyright: ignore[reportPrivateUsage]
