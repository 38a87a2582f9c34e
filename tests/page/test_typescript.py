"""What the page knows of the server is what the server says: files of web/, written from Python."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec import Struct

from glassnet.page import answers, requests
from glassnet.page.frames import Header, encode
from glassnet.page.typescript import PLACE, WRITTEN, protocol

WEB = Path(__file__).resolve().parents[2] / "web"
FRAME = WEB / "tests" / "frame.bin"


def frame() -> bytes:
    """What web/tests/frames.test.ts expects: both kinds, a length that is padded, an empty one."""
    header = Header(step=7, epoch=3, loss=0.25, score=None, playing=True)
    arrays = {
        "surface": np.arange(6, dtype="<i2").reshape(1, 2, 3),
        "hidden1/kernel": np.array([[0.5, -1.5], [np.nan, np.inf]], "<f4"),
        "curves": np.zeros((0, 3), "<f4"),
    }
    return encode(header, arrays)


def test_the_types_are_those_of_the_messages() -> None:
    written = (WEB.parent / PLACE).read_text(encoding="utf-8")
    assert written == protocol(), "run: python -m glassnet.page.typescript"


def test_the_frame_that_the_page_is_tested_with_is_one() -> None:
    assert FRAME.read_bytes() == frame(), f"run: python {Path(__file__).name}"


def test_every_message_is_there() -> None:
    text = protocol()
    for struct in Struct.__subclasses__():
        for message in struct.__subclasses__():
            if message.__module__ in (requests.__name__, answers.__name__):
                assert f"export interface {message.__name__} {{\n  readonly type: " in text


@pytest.mark.parametrize(
    ("python", "typescript"),
    [
        (float, "Float"),
        (float | None, "Float"),
        (requests.Coordinate, "number"),
        (int | None, "number | null"),
        (tuple[tuple[float, ...], ...], "readonly (readonly Float[])[]"),
        (tuple[int, str], "readonly [number, string]"),
        (dict[str, bool], "Readonly<Record<string, boolean>>"),
    ],
)
def test_types(python: object, typescript: str) -> None:
    found = msgspec.inspect.type_info(python)
    assert WRITTEN[type(found)](found) == typescript


if __name__ == "__main__":
    sys.stdout.write(f"{FRAME}\n")
    FRAME.write_bytes(frame())
