"""Arrays over steps as TensorBoard's events.

A `Column` is one tag's values at some steps; `events` turns columns of the same steps into one
`Event` a step. They are made as `events` is read, in the thread that writes; `encoding` makes many
at once.

Values that are not finite: a scalar is written as it is (TensorBoard marks NaN and infinity in its
chart). A histogram shows the finite values alone: TensorBoard has no bucket for others, and its own
`histogram_pb` makes every edge NaN or counts them in a wrong bucket.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from tensorboard.compat.proto import event_pb2, types_pb2
from tensorboard.plugins.histogram import metadata as histogram_metadata
from tensorboard.plugins.image import metadata as image_metadata
from tensorboard.plugins.scalar import metadata as scalar_metadata
from tensorboard.plugins.text import metadata as text_metadata

BUCKETS = 30  # TensorBoard's own number

_event: Any = event_pb2
_types: Any = types_pb2


@dataclass(frozen=True)
class Column:
    """One tag's values; made by `scalars`, `histograms`, `images` or `texts`."""

    tag: str  # its name in TensorBoard
    kind: Literal["scalar", "histogram", "image", "text"]  # which page shows it
    arrays: tuple[Any, ...]  # what its kind is made of; the first axis of each is the steps

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays hold (of texts: characters)."""
        return sum(
            array.nbytes if isinstance(array, np.ndarray) else sum(map(len, array))
            for array in self.arrays
        )


def scalars(tag: str, values: ArrayLike) -> Column:
    """A number a step. values: [steps], written as float32."""
    return Column(tag, "scalar", (np.asarray(values, np.float32),))


def histograms(tag: str, minimum: ArrayLike, maximum: ArrayLike, counts: ArrayLike) -> Column:
    """A histogram a step, of the finite values.

    Args:
        minimum, maximum: [steps] float32, not finite where there are no values.
        counts: [steps, 30] int32, in each of 30 equal buckets between the two.
    """
    low, high = np.asarray(minimum, np.float32), np.asarray(maximum, np.float32)
    return Column(tag, "histogram", (low, high, np.asarray(counts, np.int32)))


def images(tag: str, pixels: ArrayLike) -> Column:
    """Pictures of each step: [steps, images, height, width, channels] uint8, 1 to 4 channels."""
    return Column(tag, "image", (np.asarray(pixels, np.uint8),))


def texts(tag: str, markdown: Sequence[str]) -> Column:
    """A text in Markdown a step."""
    return Column(tag, "text", (list(markdown),))


def events(columns: Sequence[Column], steps: ArrayLike, wall_time: ArrayLike) -> Iterator[Any]:
    """One `Event` a step with the values of all columns, in their order.

    A tag's kind (TensorBoard's metadata) is written with its first value of each call, so that
    every file that the events may begin has it. wall_time: seconds since 1970, one for all or
    [steps]. Raises ValueError for a column with another number of steps.
    """
    numbers: list[int] = np.asarray(steps, np.int64).tolist()
    times: list[float] = np.broadcast_to(np.asarray(wall_time, float), len(numbers)).tolist()
    check_lengths(columns, len(numbers))
    # One event, overwritten and copied: a third of the time of putting a new one together.
    event = _event.Event()
    fillings: list[Iterator[None]] = []
    for column in columns:
        kind = KINDS[column.kind]
        value = event.summary.value.add(tag=column.tag, metadata=kind.metadata(None, None))
        fillings.append(kind.fill(value.tensor, *column.arrays))
    for position, (step, when) in enumerate(zip(numbers, times, strict=True)):
        event.step, event.wall_time = step, when
        for filling in fillings:
            next(filling)
        if position == 1:
            for value in event.summary.value:
                value.ClearField("metadata")
        copy = _event.Event()
        copy.CopyFrom(event)
        yield copy


def check_lengths(columns: Sequence[Column], steps: int) -> None:
    """Raise ValueError for a column with another number of steps."""
    for column in columns:
        if any(len(array) != steps for array in column.arrays):
            raise ValueError(f"{column.tag}: not {steps} steps, as the others have")


def histogram_buckets(
    minimum: NDArray[np.float32], maximum: NDArray[np.float32], counts: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Left edge, right edge and count: [rows, 30, 3], as TensorBoard's `histogram_pb` has them.

    `quantities.histogram` counts between the same edges.

    Where minimum and maximum are equal, all is counted in the last bucket; where they are not
    finite (there was no finite value), all is zero. minimum, maximum: [rows]; counts: [rows, 30].
    """
    low, high = minimum.astype(np.float64), maximum.astype(np.float64)
    finite = np.isfinite(low) & np.isfinite(high)
    single = finite & (low == high)
    spread = finite & ~single
    if spread.all():  # as nearly always; nothing to clear, and a mask takes three times as long
        rows, buckets = slice(None), np.empty((len(low), BUCKETS, 3))
    else:
        rows, buckets = spread, np.zeros((len(low), BUCKETS, 3))
    # In np.linspace's own order of operations, as histogram_pb has it. (Of all rows at once it
    # takes another order if one of them has a single value.)
    left = np.multiply.outer((high[rows] - low[rows]) / BUCKETS, np.arange(BUCKETS))
    left += low[rows, None]
    buckets[rows, :, 0], buckets[rows, :-1, 1] = left, left[:, 1:]
    buckets[rows, -1, 1], buckets[rows, :, 2] = high[rows], counts[rows]
    buckets[single, :, :2] = low[single, None, None]
    buckets[single, -1, 2] = counts[single].sum(axis=-1)
    return buckets


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG file of pixels: [height, width, channels]."""
    file = io.BytesIO()
    flat = pixels[..., 0] if pixels.shape[-1] == 1 else pixels
    Image.fromarray(flat).save(file, "png")
    return file.getvalue()


# A kind's arrays into one tensor, step after step: each `next` overwrites what it held.


def _fill_scalars(tensor: Any, values: NDArray[np.float32]) -> Iterator[None]:
    tensor.dtype = _types.DT_FLOAT
    _set_shape(tensor)
    for value in values.tolist():
        tensor.float_val[:] = [value]
        yield


def _fill_histograms(tensor: Any, *rows: Any) -> Iterator[None]:
    tensor.dtype = _types.DT_DOUBLE
    _set_shape(tensor, BUCKETS, 3)
    for payload in _histogram_payloads(*rows):
        tensor.tensor_content = payload.tobytes()
        yield


def _scalar_payloads(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    return values.astype("<f4")[:, None].view(np.uint8)


def _histogram_payloads(*rows: Any) -> NDArray[np.uint8]:
    buckets = np.asarray(histogram_buckets(*rows), "<f8")
    return buckets.reshape(len(buckets), -1).view(np.uint8)


def _fill_images(tensor: Any, pixels: NDArray[np.uint8]) -> Iterator[None]:
    tensor.dtype = _types.DT_STRING
    _, count, height, width, _ = pixels.shape
    _set_shape(tensor, count + 2)
    for batch in pixels:
        tensor.string_val[:] = [str(width).encode(), str(height).encode(), *map(png, batch)]
        yield


def _fill_texts(tensor: Any, markdown: Sequence[str]) -> Iterator[None]:
    tensor.dtype = _types.DT_STRING
    _set_shape(tensor)
    for text in markdown:
        tensor.string_val[:] = [text.encode()]
        yield


def _set_shape(tensor: Any, *sizes: int) -> None:
    tensor.tensor_shape.SetInParent()  # a shape without dimensions is one too
    for size in sizes:
        tensor.tensor_shape.dim.add(size=size)


class ColumnKind(NamedTuple):
    """One row of KINDS."""

    # Of a `TensorProto` and a column's arrays, an iterator that sets it for the next step.
    fill: Callable[..., Iterator[None]]
    # Of display name and description, what tells TensorBoard which plugin shows it.
    metadata: Callable[[None, None], Any]


KINDS = {
    "scalar": ColumnKind(_fill_scalars, scalar_metadata.create_summary_metadata),
    "histogram": ColumnKind(_fill_histograms, histogram_metadata.create_summary_metadata),
    "image": ColumnKind(_fill_images, image_metadata.create_summary_metadata),
    "text": ColumnKind(_fill_texts, text_metadata.create_summary_metadata),
}
PAYLOADS: Mapping[str, Callable[..., NDArray[np.uint8]]] = {
    "scalar": _scalar_payloads,
    "histogram": _histogram_payloads,
}
"""Of the kinds whose values always take equally many bytes: a column's arrays -> [steps, bytes]."""
