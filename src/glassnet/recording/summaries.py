"""Arrays over steps as TensorBoard's events.

A `Column` is one tag's values at some steps; `events` turns columns of the same steps into one
`Event` a step. Nothing is encoded before `events` is read, so that the thread that writes does it.

Values that are not finite: a scalar is written as it is (TensorBoard marks NaN and infinity in its
chart). A histogram shows the finite values alone: TensorBoard has no bucket for others, and its own
`histogram_pb` makes every edge NaN or counts them in a wrong bucket.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from tensorboard.compat.proto import event_pb2, tensor_pb2, types_pb2
from tensorboard.plugins.histogram import metadata as histogram_metadata
from tensorboard.plugins.image import metadata as image_metadata
from tensorboard.plugins.scalar import metadata as scalar_metadata
from tensorboard.plugins.text import metadata as text_metadata

BUCKETS = 30  # TensorBoard's own number

_event: Any = event_pb2
_tensor: Any = tensor_pb2
_types: Any = types_pb2


@dataclass(frozen=True)
class Column:
    """One tag's values; made by `scalars`, `histograms`, `images` or `texts`.

    arrays: what its kind is made of; the first axis of each is the steps.
    """

    tag: str
    kind: Literal["scalar", "histogram", "image", "text"]
    arrays: tuple[Any, ...]

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays hold (of texts: characters)."""
        return sum(
            array.nbytes if isinstance(array, np.ndarray) else sum(map(len, array))
            for array in self.arrays
        )


def scalars(tag: str, values: ArrayLike) -> Column:
    """values: [steps], written as float32."""
    return Column(tag, "scalar", (np.asarray(values, np.float32),))


def histograms(tag: str, minimum: ArrayLike, maximum: ArrayLike, counts: ArrayLike) -> Column:
    """minimum, maximum: [steps] float32, of the finite values; not finite where there are none.

    counts: [steps, 30] int32, the finite values in each of 30 buckets of one width between the two.
    """
    low, high = np.asarray(minimum, np.float32), np.asarray(maximum, np.float32)
    return Column(tag, "histogram", (low, high, np.asarray(counts, np.int32)))


def images(tag: str, pixels: ArrayLike) -> Column:
    """pixels: [steps, images, height, width, channels] uint8; grey or RGB, with alpha or not."""
    return Column(tag, "image", (np.asarray(pixels, np.uint8),))


def texts(tag: str, markdown: Sequence[str]) -> Column:
    """markdown: one text a step."""
    return Column(tag, "text", (list(markdown),))


def events(columns: Sequence[Column], steps: ArrayLike, wall_time: ArrayLike) -> Iterator[Any]:
    """One `Event` a step with the values of all columns, in their order.

    steps: [steps] whole numbers, for all columns. wall_time: seconds since 1970, one for all or
    [steps]. A tag's kind (TensorBoard's metadata) is said with its first value of each call, so
    that every file that the events may begin has it.

    Raises ValueError if a column has another number of steps.
    """
    numbers: list[int] = np.asarray(steps, np.int64).tolist()
    times: list[float] = np.broadcast_to(np.asarray(wall_time, float), len(numbers)).tolist()
    for column in columns:
        if any(len(array) != len(numbers) for array in column.arrays):
            raise ValueError(f"{column.tag}: not {len(numbers)} steps, as the others have")
    streams = [(column, iter(KINDS[column.kind].tensors(*column.arrays))) for column in columns]
    for position, (step, when) in enumerate(zip(numbers, times, strict=True)):
        event = _event.Event(step=step, wall_time=when)
        for column, stream in streams:
            event.summary.value.add(
                tag=column.tag,
                tensor=next(stream),
                metadata=None if position else KINDS[column.kind].metadata(None, None),
            )
        yield event


def histogram_buckets(
    minimum: NDArray[np.float32], maximum: NDArray[np.float32], counts: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Left edge, right edge and count: [rows, 30, 3], as TensorBoard's `histogram_pb` has them.

    minimum, maximum: [rows]; counts: [rows, 30]. Where the two are equal, all is counted in the
    last bucket; where they are not finite (there was no finite value), all is zero.
    """
    low, high = minimum.astype(np.float64), maximum.astype(np.float64)
    buckets = np.zeros((len(low), BUCKETS, 3))
    finite = np.isfinite(low) & np.isfinite(high)
    single = finite & (low == high)
    # Apart from the rows with a single value: with one such row linspace computes all rows in
    # another order of operations, and the edges differ from histogram_pb's in the last bit.
    spread = finite & ~single
    edges = np.linspace(low[spread], high[spread], BUCKETS + 1, axis=-1)
    buckets[spread] = np.stack([edges[:, :-1], edges[:, 1:], counts[spread]], axis=-1)
    buckets[single, :, :2] = low[single, None, None]
    buckets[single, -1, 2] = counts[single].sum(axis=-1)
    return buckets


def png(pixels: NDArray[np.uint8]) -> bytes:
    """pixels: [height, width, channels] uint8, 1 to 4 channels."""
    file = io.BytesIO()
    flat = pixels[..., 0] if pixels.shape[-1] == 1 else pixels
    Image.fromarray(flat).save(file, "png")
    return file.getvalue()


def _scalar_tensors(values: NDArray[np.float32]) -> Iterator[Any]:
    one = _tensor.TensorProto(dtype=_types.DT_FLOAT, tensor_shape={})
    for value in values.tolist():
        one.float_val[:] = [value]
        yield one


def _histogram_tensors(*rows: Any) -> Iterator[Any]:
    buckets = histogram_buckets(*rows)
    one = _tensor.TensorProto(dtype=_types.DT_DOUBLE, tensor_shape=_shape(BUCKETS, 3))
    content, size = buckets.tobytes(), BUCKETS * 3 * buckets.itemsize
    for start in range(0, len(content), size):
        one.tensor_content = content[start : start + size]
        yield one


def _image_tensors(pixels: NDArray[np.uint8]) -> Iterator[Any]:
    _, count, height, width, _ = pixels.shape
    size = [str(width).encode(), str(height).encode()]
    for batch in pixels:
        yield _strings([*size, *map(png, batch)], _shape(count + 2))


def _text_tensors(markdown: Sequence[str]) -> Iterator[Any]:
    for text in markdown:
        yield _strings([text.encode()], _shape())


def _strings(values: list[bytes], shape: Any) -> Any:
    return _tensor.TensorProto(dtype=_types.DT_STRING, tensor_shape=shape, string_val=values)


def _shape(*sizes: int) -> dict[str, Any]:
    return {"dim": [{"size": size} for size in sizes]}


@dataclass(frozen=True)
class Kind:
    """tensors: a column's arrays -> one `TensorProto` a step, good until the next is asked for.

    metadata: of display name and description -> what tells TensorBoard which plugin shows the tag.
    """

    tensors: Callable[..., Iterator[Any]]
    metadata: Callable[[None, None], Any]


KINDS = {
    "scalar": Kind(_scalar_tensors, scalar_metadata.create_summary_metadata),
    "histogram": Kind(_histogram_tensors, histogram_metadata.create_summary_metadata),
    "image": Kind(_image_tensors, image_metadata.create_summary_metadata),
    "text": Kind(_text_tensors, text_metadata.create_summary_metadata),
}
