"""The numbers that the page shows of a model's layers: how outputs, gradients and weights are
spread, and everything about one row in the layer that is looked at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.page.layers.layer_answers import LayerCard, Part
from glassnet.page.network.layer_plane import plane_of
from glassnet.tracing import Trace

BINS = 24  # of a histogram
MOST_COUNTED = 8_192  # numbers of a histogram, evenly chosen
MOST_SHOWN = 16_384  # numbers of one array; a larger one is thinned along its longest axes
MOST_TOKENS = 1_000  # of an embedding's plane
Arrays = dict[str, NDArray[Any]]


def spreads(trace: Trace, cards: Sequence[LayerCard]) -> Arrays:
    """How each card's output and its gradient are spread over all rows.

    Returns:
        `spread`: [cards, 2, 3 + BINS], for outputs and gradients the root mean square, both ends of
        the histogram, and the share of the numbers in each of its bins. `weights`: [variables, 2],
        the root mean square of each variable and of its gradient, card by card.
    """
    rows = [
        [_spread(values), _spread(gradients)]
        for values, gradients in (_whole(trace, card.parts[0]) for card in cards)
    ]
    weights = [
        [_root_mean_square(trace.values[each.name]), _root_mean_square(_gradient(trace, each.name))]
        for card in cards
        for each in card.variables
    ]
    return {
        "spread": np.array(rows, "<f4").reshape(len(cards), 2, 3 + BINS),
        "weights": np.array(weights, "<f4").reshape(-1, 2),
    }


def _spread(values: NDArray[Any]) -> list[float]:
    flat = values.reshape(-1)
    finite = flat[:: max(1, len(flat) // MOST_COUNTED)].astype(np.float64)
    finite = finite[np.isfinite(finite)]
    if not len(finite):
        return [math.nan, 0.0, 0.0, *([0.0] * BINS)]
    counts, edges = np.histogram(finite, BINS)
    return [_root_mean_square(values), edges[0], edges[-1], *(counts / len(finite))]


def _root_mean_square(values: NDArray[Any]) -> float:
    flat = values.reshape(-1)
    flat = flat if flat.dtype == np.float32 else flat.astype(np.float64)
    return math.sqrt(float(np.dot(flat, flat)) / flat.size) if flat.size else 0.0


def _whole(trace: Trace, part: Part) -> tuple[NDArray[Any], NDArray[Any]]:
    """A part's numbers of all rows, and their gradients; zeros where there are none."""
    steps = part.shape[0] if "{}" in part.node else 1
    names = [part.node.format(step) for step in range(steps)]
    values = np.stack([trace.values[name] for name in names])
    return values, np.stack([_gradient(trace, name) for name in names])


def _gradient(trace: Trace, name: str) -> NDArray[Any]:
    if name in trace.gradients:
        return trace.gradients[name]
    return np.zeros(trace.values[name].shape, np.float32)


def of_card(trace: Trace, card: LayerCard, most: int = MOST_SHOWN) -> Arrays:
    """What a layer has whichever row is looked at.

    Returns:
        `variable/0`, … and `gradient/variable/0`, …: of each variable, in its shape. `plane`:
        [rows, 2], the output of all rows in a plane; `tokens`: [tokens, 2], the first rows of an
        embedding in theirs; `back`: [parts, steps], the norm of the gradient at each time step over
        all rows. An array of more than `most` numbers has every nth along its longest axes,
        n = ⌈size / size that is shown⌉.
    """
    found: Arrays = {}
    for number, variable in enumerate(card.variables):
        values, gradients = trace.values[variable.name], _gradient(trace, variable.name)
        found |= _named(f"variable/{number}", values, gradients, most)
    if card.view == "recurrent" and "{}" in card.parts[0].node:
        found["back"] = np.array([list(_back(trace, each)) for each in card.parts], "<f4")
    if card.view == "embedding":
        found["tokens"] = plane(trace.values[card.variables[0].name][:MOST_TOKENS])
    return found | _rows_plane(trace, card.parts[0])


def of_row(trace: Trace, card: LayerCard, row: int, most: int = MOST_SHOWN) -> Arrays:
    """What a layer does with one row.

    Returns:
        `part/0`, … and `gradient/part/0`, …: of each part, in its shape; of an embedding `used`:
        the tokens that the row has. most: as for `of_card`.
    """
    found: Arrays = {}
    for number, part in enumerate(card.parts):
        found |= pair(f"part/{number}", trace, part, row, most)
    if card.view == "embedding" and card.inputs and card.inputs[0] in trace.values:
        found["used"] = thinned(trace.values[card.inputs[0]][row])
    return found


def pair(name: str, trace: Trace, part: Part, row: int, most: int = MOST_SHOWN) -> Arrays:
    """A part's numbers and their gradients for one row, thinned; `name` and `gradient/name`."""
    if part.row_axis < 0:
        return _named(name, trace.values[part.node], _gradient(trace, part.node), most)
    chosen = [each.take(row, axis=part.row_axis + 1) for each in _whole(trace, part)]
    values, gradients = (each.reshape(part.shape) for each in chosen)
    return _named(name, values, gradients, most)


def _named(name: str, values: NDArray[Any], gradients: NDArray[Any], most: int) -> Arrays:
    return {name: thinned(values, most), f"gradient/{name}": thinned(gradients, most)}


def _back(trace: Trace, part: Part) -> Iterator[float]:
    for step in range(part.shape[0]):
        found = trace.gradients.get(part.node.format(step), np.zeros(1))
        yield float(np.linalg.norm(np.asarray(found, np.float64)))


def _rows_plane(trace: Trace, part: Part) -> Arrays:
    """The rows in the plane of a part's numbers; none where a row has a single number."""
    if part.row_axis < 0 or "{}" in part.node or math.prod(part.shape) < 2:
        return {}
    values = trace.values[part.node]
    rows = values.shape[part.row_axis]
    return {"plane": plane(values.reshape(rows, -1))}


def plane(points: NDArray[Any]) -> NDArray[Any]:
    """[points, numbers] in their first two principal components, [points, 2]."""
    if len(points) < 2:
        return np.zeros((len(points), 2), "<f4")
    finite = np.nan_to_num(points.astype(np.float64), posinf=0.0, neginf=0.0)
    if finite.shape[1] > len(finite):  # by the points' products, of which there are fewer
        finite = finite - finite.mean(axis=0)
        sizes, vectors = np.linalg.eigh(finite @ finite.T)
        axes = vectors.T[:-3:-1]
        axes *= np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]
        return (axes * np.sqrt(np.maximum(sizes[:-3:-1], 0))[:, None]).T.astype("<f4")
    found = plane_of(finite)
    return ((finite - found.middle) @ found.axes.T).astype("<f4")


def thinned(values: NDArray[Any], most: int = MOST_SHOWN) -> NDArray[np.float32]:
    """At most so many of an array's numbers: every nth along its longest axes."""
    steps = thinning(values.shape, most)
    return values[tuple(slice(None, None, step) for step in steps)].astype("<f4")


def thinning(shape: Sequence[int], most: int) -> list[int]:
    """Every how manyth number along each axis is shown, where at most so many are."""
    steps, shown = [1] * len(shape), list(shape)
    while math.prod(shown) > most:
        axis = shown.index(max(shown))
        steps[axis] += 1
        shown[axis] = -(-shape[axis] // steps[axis])
    return steps
