"""Frames: the newest numbers and pictures of a session as one piece of bytes.

A frame is the length of its header (4 bytes, little-endian), the header as JSON, blanks up to a
multiple of 4, and the arrays one after the other, each at a multiple of 4: float32 or int16,
little-endian, as a browser's typed arrays read them without a copy.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

KINDS = {"<f4": "float32", "<i2": "int16", "|u1": "uint8"}


class Piece(Struct, frozen=True):
    """An array of a frame."""

    name: str
    kind: str  # `float32`, `int16` or `uint8`
    shape: tuple[int, ...]
    offset: int  # bytes behind the header


class Header(Struct, frozen=True):
    """What a frame shows.

    Attributes:
        step, epoch: how far training is.
        loss: of all rows, with penalties.
        score: accuracy, or the mean absolute error of a regression.
        playing: whether training goes on.
        pieces: the arrays.
    """

    step: int
    epoch: int
    loss: float | None  # None where it is not finite
    score: float | None
    playing: bool
    pieces: tuple[Piece, ...] = ()


def finite(value: float) -> float | None:
    """A number as JSON has it: None for one that is not finite."""
    return value if math.isfinite(value) else None


def encode(header: Any, arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The bytes of a frame; the header, a Struct with `pieces`, gets the arrays' places."""
    pieces, bodies, offset = list[Piece](), list[bytes](), 0
    for name, array in arrays.items():
        body = _padded(np.ascontiguousarray(array).tobytes())
        pieces.append(Piece(name, KINDS[array.dtype.str], array.shape, offset))
        bodies.append(body)
        offset += len(body)
    written = _padded(msgspec.json.encode(msgspec.structs.replace(header, pieces=tuple(pieces))))
    return b"".join([struct.pack("<I", len(written)), written, *bodies])


def decode(frame: bytes) -> tuple[Header, dict[str, NDArray[Any]]]:
    """What `encode` was given."""
    (length,) = struct.unpack_from("<I", frame)
    header = msgspec.json.decode(frame[4 : 4 + length], type=Header)
    kinds = {kind: code for code, kind in KINDS.items()}
    arrays: dict[str, NDArray[Any]] = {}
    for piece in header.pieces:
        count = int(np.prod(piece.shape))
        flat = np.frombuffer(frame, kinds[piece.kind], count, 4 + length + piece.offset)
        arrays[piece.name] = flat.reshape(piece.shape)
    return header, arrays


def _padded(body: bytes) -> bytes:
    """Filled with blanks up to a multiple of 4, which JSON allows and arrays do not notice."""
    return body + b" " * (-len(body) % 4)
