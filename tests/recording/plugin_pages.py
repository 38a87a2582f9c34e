"""What TensorBoard's own plugins answer about a log folder, asked over HTTP without a server."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tensorboard import program
from tensorboard.backend.event_processing.data_ingester import LocalDataIngester
from tensorboard.compat.proto import event_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from werkzeug.test import Client

with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore", DeprecationWarning
    )  # TensorBoard's own, of its vendored html5lib
    from tensorboard import default
    from tensorboard.backend import application


def write(folder: Path, *parts: Any) -> None:
    """An event file by TensorBoard's own writer: events, and summaries at step 0."""
    writer = EventFileWriter(str(folder))
    for part in parts:
        is_event = isinstance(part, event_pb2.Event)
        writer.add_event(part if is_event else event_pb2.Event(wall_time=1.0, summary=part))
    writer.close()


class Pages:
    """TensorBoard on a folder as it is now."""

    def __init__(self, logdir: Path) -> None:
        board = program.TensorBoard(default.get_plugins())
        board.configure(
            logdir=str(logdir), load_fast="false", reload_task="blocking", reload_interval=0
        )
        data = LocalDataIngester(board.flags)
        data.start()
        self._client = Client(
            application.TensorBoardWSGIApp(
                board.flags,
                list(board.plugin_loaders),
                data.data_provider,
                None,
                data.deprecated_multiplexer,
            )
        )

    def get(self, path: str, **query: Any) -> bytes:
        """The body of `/data/plugin/<path>`."""
        response = self._client.get(f"/data/plugin/{path}", query_string=query)
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_data()

    def get_json(self, path: str, **query: Any) -> Any:
        return json.loads(self.get(path, **query))

    def post_json(self, path: str, request: Any) -> Any:
        response = self._client.post(f"/data/plugin/{path}", json=request)
        assert response.status_code == 200, response.get_data(as_text=True)
        return json.loads(response.get_data())


def edges(nodes: Iterable[Any]) -> dict[str, list[str]]:
    """Each node's inputs."""
    return {node.name: list(node.input) for node in nodes}
