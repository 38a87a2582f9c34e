"""Pictures of weights as keras.callbacks.TensorBoard lays them out, and of a boundary."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from keras import ops

from glassnet.recording.quantities import GRID_SIDE, boundary_grid
from glassnet.recording.tensorboard_columns import boundary_pictures, weight_pictures


def keras_layout(weight: Any) -> Any:
    """Pictures, height, width, as `_log_weight_as_image` of Keras 3.15 makes them."""
    image = ops.squeeze(weight)
    if image.ndim == 1:
        return ops.reshape(image, [1, 1, -1])
    if image.ndim == 2:
        return (ops.transpose(image) if image.shape[0] > image.shape[1] else image)[None]
    return ops.transpose(image, [2, 0, 1])


@pytest.mark.parametrize("shape", [(7,), (3, 5), (5, 3), (5, 1), (4, 3, 2), (3, 3, 1, 4)])
def test_layout_is_that_of_keras(shape: tuple[int, ...]) -> None:
    weights = np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")
    pictures = weight_pictures(weights)
    assert pictures is not None
    for weight, picture in zip(weights, pictures, strict=True):
        expected = np.asarray(keras_layout(weight))
        assert picture.shape == (*expected.shape, 1)
        # Mid grey is 0, the largest is white or black; the rest is a line between.
        shades = (picture[..., 0].astype(float) - 127.5) / 127.5
        np.testing.assert_allclose(shades, expected / abs(weight).max(), atol=0.5 / 127.5 + 1e-6)


def test_a_number_is_one_pixel_and_four_axes_are_no_picture() -> None:
    assert weight_pictures(np.ones((2, 1, 1)))[:, 0, 0, 0, 0].tolist() == [255, 255]
    assert weight_pictures(np.ones((2, 3, 3, 2, 4))) is None


def test_zeros_and_values_that_are_not_finite() -> None:
    assert (weight_pictures(np.zeros((1, 3))) == 128).all()
    row = weight_pictures(np.array([[np.nan, 1, -1]]))
    assert row.ravel().tolist() == [128, 255, 0]


def test_the_picture_lies_as_the_plane_does() -> None:
    """Answers that grow to the right, and that grow upwards."""
    grid = boundary_grid(np.array([[0, 0], [2, 4]], float))
    assert grid.min(axis=0).tolist() == [-0.5, -1]
    assert grid.max(axis=0).tolist() == [2.5, 5]
    for feature, above in ((0, lambda p: p[:, -1] - p[:, 0]), (1, lambda p: p[0] - p[-1])):
        along = grid[:, feature]
        answers = (along - along.min()) / np.ptp(along)
        picture = boundary_pictures(answers[None, :, None])[0, 0].astype(int)
        assert picture.shape == (GRID_SIDE, GRID_SIDE, 3)
        assert (above(picture)[..., 0] < 0).all()  # less red
        assert (above(picture)[..., 2] > 0).all()  # bluer


def test_colours_of_answers() -> None:
    of = lambda *answer: boundary_pictures(np.tile(answer, (1, GRID_SIDE**2, 1)))[
        0, 0, 0, 0
    ].tolist()
    assert of(0.0) == [230, 126, 34]
    assert of(0.5) == [255, 255, 255]
    assert of(1.0) == [31, 119, 180]
    assert of(np.nan) == of(0.0)
    assert of(7.0) == of(1.0)
    assert of(0.0, 1.0, 0.0) == [0x00, 0x72, 0xB2]
    assert len({tuple(of(*row)) for row in np.eye(7)}) == 7
