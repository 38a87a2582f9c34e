"""TensorBoard's event files: appended to, and truncated to what a checkpoint knew.

The format: TensorBoard's own `Event` protos, each a TFRecord, which is the length (8 bytes, little
endian), its checksum, the proto, its checksum (TensorFlow's `record_writer.h`).
"""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import google_crc32c
import numpy as np
from tensorboard.compat.proto import event_pb2

from glassnet.errors import DataError
from glassnet.recording.encoding import FOOTER, HEADER, Block, with_room
from glassnet.text import message

# As TensorFlow 2 names them. TensorBoard takes every file with `tfevents` in its name.
NAME = "events.out.tfevents.{seconds:010d}.{host}.{pid}.{number}{writer}.v2"
EVENT_FILE = re.compile(r"tfevents(?:\.(\d+))?")

_numbers = count()
_event: Any = event_pb2


class EventFile:
    """A new event file in a folder, which is made if missing. For one thread at a time.

    When `write` returns, the operating system has the events, so a kill of this process loses none
    of them; `sync` makes them safe against a loss of power too.

    Args:
        folder: folder of the file.
        writer: the training's own mark in the file's name, by which `truncate_logs` finds it.
        resumed_at: for a run that is resumed, a step above every step that the log still has.
            Readers that have already seen later points drop those from this step on; see
            `restart_events`.

    Raises:
        OSError: the folder or the file cannot be made.
    """

    def __init__(self, folder: Path, writer: str = "", resumed_at: int | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / _next_name(folder, _marked(writer))
        # Not buffered: a failed write would be tried again, in the middle of a record, at close.
        self._file = self.path.open("xb", buffering=0)
        self._position = 0
        version = _event.Event(wall_time=time.time(), file_version="brain.Event:2")
        self.write([version.SerializeToString()])
        if resumed_at is not None:
            self.write(restart_events(resumed_at))

    @property
    def position(self) -> int:
        """Bytes written so far, always whole records."""
        return self._position

    def write(self, events: Iterable[bytes | Block]) -> None:
        """Append serialised events (`tensorboard.compat.proto.event_pb2.Event`), or blocks of them.

        Raises:
            OSError: for instance if the disk is full; the file then ends as it did before.
        """
        size = 0
        try:
            for each in events:
                block = with_room(each) if isinstance(each, bytes) else each
                _frame(block)
                rest = block.data.cast("B")
                size += len(rest)
                while rest:
                    rest = rest[self._file.write(rest) :]
        except BaseException:
            self._file.truncate(self._position)
            self._file.seek(self._position)
            raise
        self._position += size

    def sync(self) -> None:
        """Wait until the disk itself has all that was written (`fsync`). Raises OSError."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def restart_events(step: int) -> list[bytes]:
    """Events by which a running TensorBoard drops every point of every tag from a step on.

    TensorBoard's loader in Python (`--load_fast=false`) obeys. Its usual data server needs no such
    event: there a new point replaces all points of its tag with the same or a later step.
    """
    # Twice: a reader takes the first that it sees as a run's beginning, and drops nothing.
    log = _event.SessionLog(status=_event.SessionLog.START)
    event = _event.Event(wall_time=time.time(), step=step, session_log=log)
    return [event.SerializeToString()] * 2


def lengths(folder: Path, writer: str = "") -> dict[str, int]:
    """The event files in a folder (not below it), for `truncate_logs`: name -> bytes.

    writer: whose; everybody's by default.
    """
    if not folder.is_dir():
        return {}
    return {
        entry.name: entry.stat().st_size
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name)
        if EVENT_FILE.search(entry.name) and _marked(writer) in entry.name and entry.is_file()
    }


def truncate_logs(folder: Path, to: Mapping[str, int], writer: str = "") -> None:
    """Remove from a folder's event files what was written after `lengths` gave `to`.

    A file that did not exist then is deleted. A run that is resumed from there writes a new file: a
    TensorBoard that is running keeps its place in the old one and would read on inside a record.

    to: name -> bytes. writer: as `to` was asked for; another's files stay as they are.

    Raises:
        DataError: a file is missing or shorter than it was; nothing has been changed.
        OSError: a file cannot be changed.
    """
    now = lengths(folder, writer)
    for name, expected in to.items():
        found = now.get(name, -1)
        if found < expected:
            file = str(folder / name)
            raise DataError(message("log-shorter", file=file, found=found, expected=expected))
    for name in now:
        if name in to:
            os.truncate(folder / name, to[name])
        else:
            (folder / name).unlink()


def _marked(writer: str) -> str:
    return f".{writer}" if writer else ""


def _next_name(folder: Path, mark: str) -> str:
    """A name that sorts after those in the folder: TensorBoard reads files in that order.

    Seconds alone do not give it: two files of one second would be ordered by the digits of the
    process, and points read in the wrong order hide each other.
    """
    times = [EVENT_FILE.search(name) for name in lengths(folder)]
    last = max((int(found[1]) for found in times if found and found[1]), default=0)
    return NAME.format(
        seconds=max(int(time.time()), last + 1),
        host=socket.gethostname(),
        pid=os.getpid(),
        number=next(_numbers),
        writer=mark,
    )


def _frame(block: Block) -> None:
    """Make TFRecords of a block's events, in the room round each."""
    events = block[:, HEADER:-FOOTER]
    length = np.array([[events.shape[1]]], "<u8").view(np.uint8)
    block[:, :HEADER] = np.hstack([length, _checksums(length)])
    block[:, -FOOTER:] = _checksums(events)


def _checksums(rows: Block) -> Block:
    """Of each row, [rows, 4]."""
    # TensorBoard's own CRC32C is written in Python: 158 ns a byte, this 0.2.
    found = np.array([google_crc32c.value(row) for row in rows], np.uint32)
    # Rotated and shifted, as TFRecord wants: the checksum of data that holds checksums is weak.
    masked = (found >> 15 | found << 17) + np.uint32(0xA282EAD8)
    return masked.astype("<u4")[:, None].view(np.uint8)
