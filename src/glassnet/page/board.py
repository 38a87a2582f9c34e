"""A session's training in the real TensorBoard, below the page's own address.

The moments of the time line become a log. A training that begins anew, or branches off from an
earlier step, is another run beside it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, cast

import numpy as np
from a2wsgi import WSGIMiddleware
from numpy.typing import NDArray
from starlette.types import ASGIApp
from tensorboard import program
from tensorboard.backend import application
from tensorboard.backend.event_processing.data_ingester import LocalDataIngester
from tensorboard.compat.proto import event_pb2

from glassnet.page.network.session import Session
from glassnet.page.playback import Playback
from glassnet.page.timeline import Moment
from glassnet.recording.encoding import serialised
from glassnet.recording.event_file import EventFile
from glassnet.recording.keras_graph import keras_graph
from glassnet.recording.summaries import BUCKETS, Column, histograms, scalars

_event: Any = event_pb2  # protobuf's modules have no types
Logs = Mapping[str, Path]  # of runs by name
MOST_POINTS = 1_000  # of a tag; TensorBoard keeps 10 histograms unless told


class Branch(NamedTuple):
    """Which training a log is of: another one begins a run of its own."""

    playback: Playback
    number: int


class Board:
    """TensorBoard over the log of one session.

    Args:
        session: the one that is shown.
        address: path of the page's server below which TensorBoard answers.
        others: logs of other runs by name, shown beside it.

    Attributes:
        app: the ASGI application.
        folder: of the log, a folder a run; it goes with the board.
    """

    def __init__(
        self, session: Session, address: str, others: Mapping[str, Path] | None = None
    ) -> None:
        self._session = session
        self._temporary = TemporaryDirectory(prefix="glassnet-")
        self.folder = Path(self._temporary.name)
        self._branch: Branch | None = None
        self._file: EventFile | None = None
        self._runs, self._written = 0, -1
        saved = self.folder / "saved"  # apart: nothing is ever written there
        saved.mkdir()
        for name, place in (others or {}).items():
            (saved / name).symlink_to(place.resolve(), target_is_directory=True)
        board = program.TensorBoard()
        board.configure(
            logdir=str(self.folder),
            path_prefix=address,
            load_fast="false",  # no second process
            samples_per_plugin={"histograms": MOST_POINTS, "scalars": MOST_POINTS},
        )
        ingester = LocalDataIngester(board.flags)
        self._loaded = ingester.deprecated_multiplexer
        made = application.TensorBoardWSGIApp(
            board.flags,
            board.plugin_loaders,
            ingester.data_provider,
            board.assets_zip_provider,
            ingester.deprecated_multiplexer,
        )
        self.app: ASGIApp = cast(Any, WSGIMiddleware(cast(Any, made)))

    def update(self) -> None:
        """Log what the time line has had since, and let TensorBoard read it."""
        playback = self._session.playback
        branch = Branch(playback, playback.branch)
        if branch != self._branch:
            self._begin(branch)
        assert self._file is not None
        moments = [each for each in playback.timeline.moments if each.step > self._written]
        if moments:
            steps = [each.step for each in moments]
            self._file.write(serialised(self._columns(moments), steps, time.time()))
            self._written = steps[-1]
        self._loaded.AddRunsFromDirectory(str(self.folder))
        self._loaded.Reload()

    def close(self) -> None:
        """Delete the log."""
        if self._file is not None:
            self._file.close()
        self._temporary.cleanup()

    def _begin(self, branch: Branch) -> None:
        if self._file is not None:
            self._file.close()
        self._branch, self._written = branch, -1
        self._runs += 1
        self._file = EventFile(self.folder / f"{self._runs} {_title(self._session)}")
        graph = keras_graph(self._session.model)
        if graph is not None:
            event = _event.Event(wall_time=time.time(), summary=graph)
            self._file.write([event.SerializeToString()])

    def _columns(self, moments: Sequence[Moment]) -> list[Column]:
        playback = self._session.playback
        found = [playback.evaluate(each.state.variables) for each in moments]
        score = "mean_absolute_error" if self._session.dataset.task == "regression" else "accuracy"
        columns = [
            scalars("epoch_loss", [each.loss for each in found]),
            scalars(f"epoch_{score}", [each.score for each in found]),
        ]
        for place, name in enumerate(playback.variables):
            weights = [np.asarray(each.state.variables.trainable[place]) for each in moments]
            gradients = [np.asarray(each.gradients[place]) for each in found]
            columns += [_histogram(name, weights), _histogram(f"{name}/gradient", gradients)]
        return columns


def _histogram(tag: str, values: Sequence[NDArray[Any]]) -> Column:
    """Of arrays of one shape, [moments]."""
    rows = np.stack([each.reshape(-1) for each in values]).astype(np.float64)
    finite = [row[np.isfinite(row)] for row in rows]
    low = [row.min(initial=np.inf) for row in finite]
    high = [row.max(initial=-np.inf) for row in finite]
    counts = [np.histogram(row, BUCKETS)[0] for row in finite]
    return histograms(tag, low, high, np.stack(counts))


def _title(session: Session) -> str:
    """`xor 2-4-1 adam 0.1`."""
    state = session.state
    units = [session.dataset.x.shape[1], *(each.units for each in session.model.layers)]
    sizes = "-".join(map(str, units))
    name = f"{session.dataset.name} {sizes} {state.optimizer} {state.learning_rate:g}"
    return re.sub(r"[^\w. -]+", "_", name)
