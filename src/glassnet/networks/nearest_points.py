"""Where the convex hulls of two classes are nearest to each other."""

from __future__ import annotations

import numpy as np

from glassnet.networks.certificate import Points, Sides
from glassnet.networks.hulls import box

# A gain of a step, relative to the distance, that is not worth another one.
GAIN = 1e-12
# What rounding may make of differences of size 1.
ROUNDED = 1e-15
# Tens are usual.
MOST_STEPS = 5_000


def nearest(x: Points, side: Sides, direction: Points) -> Points:
    """From the first class' hull to the second's, where they are nearest: [n].

    direction: a line's weights to begin with. Of classes whose hulls meet it is near to 0. Wolfe,
    P. (1976), Finding the nearest point in a polytope: the point nearest to 0 among the differences
    of the classes' rows. Its corral holds n + 1 of them at most, so that a step takes one product
    of all rows with one direction.
    """
    middle, scale = box(x)
    size = float(scale.max())
    low, high = ((x[side == which] - middle) / size for which in (-1, 1))

    def outermost(w: Points) -> Points:
        return high[np.argmin(high @ w)] - low[np.argmax(low @ w)]

    corral = outermost(direction)[None, :]
    shares = np.ones(1)
    best = corral[0]
    for _ in range(MOST_STEPS):
        vertex = outermost(best)
        # What a step can gain at most, and what rounding hides of it.
        length = float(np.linalg.norm(best))
        gain = float(best @ (best - vertex))
        if gain <= length * max(GAIN * length, ROUNDED) or (corral == vertex).all(axis=1).any():
            break
        corral, shares = _nearer(np.vstack([corral, vertex]), np.append(shares, 0.0))
        nearer = shares @ corral
        if nearer @ nearer >= best @ best:
            break
        best = nearer
    return best * size


def _nearer(corral: Points, shares: Points) -> tuple[Points, Points]:
    """The differences whose affine hull has its point nearest to 0 inside, and its weights."""
    while True:
        wanted = _affine(corral)
        outside = wanted <= 1e-12
        if not outside.any():
            return corral, wanted
        # As far towards it as all weights stay above 0; one at least is dropped.
        steps = shares[outside] / np.maximum(shares[outside] - wanted[outside], 1e-300)
        shares = shares + min(1.0, float(steps.min())) * (wanted - shares)
        kept = shares > 1e-12
        kept[np.flatnonzero(outside)[np.argmin(steps)]] = False
        if not kept.any():
            kept[np.argmax(shares)] = True
        corral, shares = corral[kept], shares[kept] / shares[kept].sum()


def _affine(corral: Points) -> Points:
    """Weights, of sum 1, of the point nearest to 0 among all affine combinations."""
    first, rest = corral[0], corral[1:] - corral[0]
    found = np.linalg.lstsq(rest.T, -first, rcond=None)[0]
    return np.concatenate([[1 - found.sum()], found])
