"""Small pictures of the ten digits, drawn from a few strokes: nothing is read or downloaded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.seed import check_seed
from glassnet.text import message

Array = NDArray[np.float64]

MOST_DIGITS = 100_000
LEAST_SIDE, MOST_SIDE = 8, 64  # pixels: below, 3 and 8 look alike

# How pictures differ: standard deviations, and the ranges of evenly drawn numbers. Lengths are in
# sides of the picture.
ROTATION = np.deg2rad(6)
SHEAR = 0.12
SHIFT = 0.03
SCALE = (0.85, 1.05)
STROKE_WIDTH = (0.1, 0.17)
HEIGHT = 0.8  # of a digit, before it is scaled

ARC_STEP = 30  # degrees between two points of an arc


def _line(*points: tuple[float, float]) -> Array:
    return np.array(points, np.float64)


def _arc(x: float, y: float, half_width: float, half_height: float, start: int, end: int) -> Array:
    """Points on an ellipse round (x, y), from one angle to another: 0° is right, 90° below."""
    angles = np.deg2rad(np.linspace(start, end, 1 + abs(end - start) // ARC_STEP))
    return np.stack([x + half_width * np.cos(angles), y + half_height * np.sin(angles)], axis=1)


def _joined(*parts: Array) -> Array:
    return np.concatenate(parts)


_FLAG = _line((-0.35, -0.5), (0.05, -1), (0.05, 1))
_ROOF = _line((-0.5, -1), (0.55, -1), (-0.1, 1))
_LOOP = _arc(0, -0.45, 0.5, 0.55, 0, 360)

# The forms in which each digit is written; of a form its strokes, [points, 2] each, within x and y
# from -1 to 1, y downwards.
FORMS: tuple[tuple[tuple[Array, ...], ...], ...] = (
    ((_arc(0, 0, 0.55, 1, 0, 360),),),
    ((_line((0, -1), (0, 1)),), (_FLAG,), (_FLAG, _line((-0.4, 1), (0.45, 1)))),
    ((_joined(_arc(0, -0.45, 0.5, 0.55, 195, 390), _line((-0.55, 1), (0.6, 1))),),),
    ((_joined(_arc(-0.05, -0.5, 0.5, 0.5, 210, 450), _arc(-0.1, 0.48, 0.62, 0.52, 270, 510)),),),
    (
        (_line((0.15, -1), (-0.6, 0.35), (0.6, 0.35)), _line((0.25, -0.2), (0.15, 1))),
        (_line((-0.4, -1), (-0.5, 0.1), (0.5, 0.1)), _line((0.45, -0.7), (0.25, 1))),
    ),
    (
        (
            _joined(
                _line((0.55, -1), (-0.35, -1), (-0.45, -0.1)),
                _arc(-0.05, 0.4, 0.55, 0.6, 240, 510),
            ),
        ),
    ),
    (
        (
            _joined(
                _line((0.3, -1)),
                _arc(0.45, 0.35, 0.97, 1.2, 240, 180),
                _arc(0, 0.45, 0.52, 0.55, 180, 540),
            ),
        ),
    ),
    ((_ROOF,), (_ROOF, _line((-0.35, 0.05), (0.5, 0.05)))),
    ((_arc(0, -0.5, 0.42, 0.5, 90, 450), _arc(0, 0.5, 0.52, 0.5, 270, 630)),),
    (
        (_joined(_LOOP, _line((0.3, 1))),),
        (_joined(_LOOP, _arc(-0.1, 0.35, 0.6, 0.65, 0, 140)),),
    ),
)


def digits(
    n: int, seed: int = 0, *, side: int = 12
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Draw pictures of digits, each shifted, turned, slanted and scaled a little, its stroke thin
    or thick; some digits in several forms, such as 7 with a bar and without.

    The same n, seed and side give the same pictures.

    Args:
        n: how many, the same number of each digit, or one more, in random order.
        seed: 0 to 2**32 - 1.
        side: pixels across and down, 8 to 64.

    Returns:
        (images, labels): [n, side, side] float32 from 0, paper, to 1, ink, the top row first; and
        [n] int64 from 0 to 9.

    Raises:
        SettingError: n, seed or side out of range.
    """
    check_seed(seed)
    if not 1 <= n <= MOST_DIGITS:
        raise SettingError(message("data-digits-count", found=str(n), most=str(MOST_DIGITS)))
    if not LEAST_SIDE <= side <= MOST_SIDE:
        bounds = {"least": str(LEAST_SIDE), "most": str(MOST_SIDE)}
        raise SettingError(message("data-digits-side", found=str(side), **bounds))
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(n) % len(FORMS))
    which = rng.random(n)
    matrices = _distortions(rng, n) * (HEIGHT / 2 * side)
    centres = side / 2 + side * rng.normal(0, SHIFT, (n, 2))
    widths = side * rng.uniform(*STROKE_WIDTH, n)

    images = np.empty((n, side, side), np.float32)
    for label, forms in enumerate(FORMS):
        for number, strokes in enumerate(forms):
            rows = (labels == label) & ((which * len(forms)).astype(int) == number)
            ends = _segments(strokes) @ matrices[rows, np.newaxis].swapaxes(-1, -2)
            ends += centres[rows, np.newaxis, np.newaxis]
            images[rows] = _ink(ends, widths[rows], side)
    return images, labels


def _distortions(rng: np.random.Generator, n: int) -> Array:
    """[n, 2, 2] matrices: scale and slant, then turn."""
    angle, slant = rng.normal(0, ROTATION, n), rng.normal(0, SHEAR, n)
    (width, height), zero = rng.uniform(*SCALE, (2, n)), np.zeros(n)
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slanted = np.array([[width, -slant], [zero, height]])
    return np.moveaxis(turned, -1, 0) @ np.moveaxis(slanted, -1, 0)


def _segments(strokes: tuple[Array, ...]) -> Array:
    """[segments, 2 ends, 2] of strokes of many points."""
    return np.concatenate([np.stack([stroke[:-1], stroke[1:]], axis=1) for stroke in strokes])


def _ink(ends: Array, widths: Array, side: int) -> NDArray[np.float32]:
    """How much of each pixel is covered by segments with round ends: [n, side, side].

    ends: [n, segments, 2 ends, 2], in pixels. widths: [n], in pixels.
    """
    segments = ends.astype(np.float32)
    half = widths.astype(np.float32)[:, np.newaxis, np.newaxis] / 2
    centre = np.arange(side, dtype=np.float32) + 0.5
    nearest = np.full((len(ends), side, side), np.inf, np.float32)
    for number in range(segments.shape[1]):  # all at once outgrow the cache
        start, end = segments[:, number, :, :, np.newaxis, np.newaxis].swapaxes(0, 1)
        (along_x, along_y), (x, y) = (end - start).swapaxes(0, 1), start.swapaxes(0, 1)
        right, down = centre - x, centre[:, np.newaxis] - y
        length = np.square(along_x) + np.square(along_y)
        share = np.clip((right * along_x + down * along_y) / length, 0, 1)
        distance = np.square(right - share * along_x) + np.square(down - share * along_y)
        np.minimum(nearest, distance, out=nearest)
    # A pixel that the edge crosses is grey: no steps are seen.
    return np.clip(0.5 + half - np.sqrt(nearest), 0, 1, dtype=np.float32)
