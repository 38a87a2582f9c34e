"""What a layer makes of the rows: its outputs as points in a plane, and the lines that the units
after it draw there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.page.answers import LayerExplained
from glassnet.page.network.opened import MOST_SHOWN
from glassnet.page.network.session import Session
from glassnet.page.requests import WhyLayer
from glassnet.text import message

ROOM = 0.12  # of the points' range, beyond it
Points = NDArray[np.float64]


class Plane(NamedTuple):
    """A plane in the space of a layer's outputs.

    Attributes:
        middle: [units], where the plane's axes cross.
        axes: [2, units], of length 1 and at right angles.
        share: of the points' variance that lies in the plane; None where that is the whole space.
    """

    middle: Points
    axes: Points
    share: float | None


def plane_of(outputs: Points) -> Plane:
    """The plane of a layer's outputs, [rows, units]: their own two axes, or of more units the first
    two principal components."""
    units = outputs.shape[1]
    if units <= 2:
        return Plane(np.zeros(units), np.eye(2)[:, :units], None)
    middle = outputs.mean(axis=0)
    deviations = outputs - middle
    variances, vectors = np.linalg.eigh(deviations.T @ deviations)
    axes = vectors.T[:-3:-1]
    # The sign of a component means nothing: its largest part points to the right, or up.
    axes *= np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]
    total = float(variances.sum())
    share = float(variances[-2:].sum()) / total if total > 0 else 1.0
    return Plane(middle, axes, share)


def explain_layer(session: Session, asked: WhyLayer) -> LayerExplained:
    """The rows as a layer sees them.

    Raises:
        SettingError: there is no such layer.
    """
    layers = session.model.layers
    if asked.layer >= len(layers):
        shapes = "-".join(str(each.units) for each in layers)
        raise SettingError(message("studio-unit", layers=shapes))
    x = session.dataset.x[:MOST_SHOWN]
    outputs = np.asarray(session.outputs(x)[asked.layer], np.float64)
    outputs = np.nan_to_num(outputs, posinf=0.0, neginf=0.0)
    plane = plane_of(outputs)
    points = (outputs - plane.middle) @ plane.axes.T
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.where(high - low > 1e-6, ROOM * (high - low), 0.5)
    low, high = low - room, high + room
    lines = [
        _clipped(plane.axes @ weights, float(weights @ plane.middle + bias), low, high)
        for after in layers[asked.layer + 1 : asked.layer + 2]
        for weights, bias in zip(np.asarray(after.kernel.value).T, after.bias.value, strict=True)
    ]
    return LayerExplained(
        layer=asked.layer,
        points=tuple((float(a), float(b)) for a, b in points),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        share=plane.share,
        lines=tuple(lines),
        step=session.step,
    )


def _clipped(
    normal: Points, offset: float, low: Points, high: Points
) -> tuple[float, float, float, float] | None:
    """The part of the line normal · point + offset = 0 inside of a box: its two ends."""
    (a, b), (left, bottom), (right, top) = normal.tolist(), low.tolist(), high.tolist()
    ends = list[tuple[float, float]]()
    if b != 0:
        ends += [(x, -(a * x + offset) / b) for x in (left, right)]
    if a != 0:
        ends += [(-(b * y + offset) / a, y) for y in (bottom, top)]
    slack = 1e-9 * max(right - left, top - bottom)
    inside = [
        (x, y)
        for x, y in ends
        if left - slack <= x <= right + slack and bottom - slack <= y <= top + slack
    ]
    if len(inside) < 2:
        return None
    first = inside[0]
    last = max(inside, key=lambda end: (end[0] - first[0]) ** 2 + (end[1] - first[1]) ** 2)
    return None if first == last else (*first, *last)
