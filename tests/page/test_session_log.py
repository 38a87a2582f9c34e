"""A session's log as TensorBoard's own reader and its own server have it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from glassnet.page.board import Board
from glassnet.page.network.session import Session
from glassnet.page.state import HiddenLayer, PageState

ADDRESS = "/tensorboard/a-page"


@pytest.fixture
def session() -> Session:
    return Session(PageState(layers=(HiddenLayer(2, "tanh"),)))


@pytest.fixture
def board(session: Session) -> Iterator[Board]:
    with closing(Board(session, ADDRESS)) as made:
        yield made


def read(run: Path) -> EventAccumulator:
    found = EventAccumulator(str(run), size_guidance={"tensors": 0})
    return found.Reload()


def runs(board: Board) -> list[Path]:
    return sorted(each for each in board.folder.iterdir() if each.name != "saved")


def value(event: Any) -> float:
    return (
        event.tensor_proto.float_val[0]
        if event.tensor_proto.float_val
        else np.frombuffer(event.tensor_proto.tensor_content, np.float32)[0]
    )


def test_each_moment_of_the_time_line_is_logged_once(session: Session, board: Board) -> None:
    session.advance(3)
    board.update()
    board.update()
    session.advance(4)
    board.update()
    (run,) = runs(board)
    assert run.name == "1 xor 2-2-1 adam 0.1"
    found = read(run)
    losses = found.Tensors("epoch_loss")
    moments = session.playback.timeline.moments
    assert [each.step for each in losses] == [each.step for each in moments] == [0, 3, 7]
    np.testing.assert_allclose([value(each) for each in losses], [each.loss for each in moments])
    tags = set(found.Tags()["tensors"])
    assert {"epoch_accuracy", "hidden1/kernel", "hidden1/kernel/gradient", "keras"} <= tags


def test_the_histogram_is_of_the_weights(session: Session, board: Board) -> None:
    board.update()
    (event,) = read(runs(board)[0]).Tensors("hidden1/kernel")
    buckets = np.frombuffer(event.tensor_proto.tensor_content, np.float64).reshape(30, 3)
    kernel = np.asarray(session.model.layers[0].kernel.value)
    assert buckets[:, 2].sum() == kernel.size
    np.testing.assert_allclose([buckets[0, 0], buckets[-1, 1]], [kernel.min(), kernel.max()])


def test_a_branch_and_a_new_network_are_runs_of_their_own(session: Session, board: Board) -> None:
    session.advance(6)
    board.update()
    session.seek(2)
    session.advance(1)
    board.update()
    session.change(PageState(layers=(HiddenLayer(3, "tanh"),)))
    board.update()
    assert [each.name for each in runs(board)] == [
        "1 xor 2-2-1 adam 0.1",
        "2 xor 2-2-1 adam 0.1",
        "3 xor 2-3-1 adam 0.1",
    ]
    assert [each.step for each in read(runs(board)[1]).Tensors("epoch_loss")] == [0, 3]


def test_a_weight_that_is_not_finite_stops_nothing(session: Session, board: Board) -> None:
    session.model.layers[0].kernel.assign(np.full((2, 2), np.nan, np.float32))
    session.advance(1)
    board.update()
    assert len(read(runs(board)[0]).Tensors("hidden1/kernel")) == 2


def test_its_server_answers_below_the_address(session: Session, board: Board) -> None:
    session.advance(5)
    board.update()
    client = TestClient(board.app)
    assert client.get(f"{ADDRESS}/data/runs").json() == ["1 xor 2-2-1 adam 0.1"]
    assert "TensorBoard" in client.get(f"{ADDRESS}/").text
    assert client.get("/data/runs").status_code == 404


def test_runs_of_elsewhere_stand_beside_it(session: Session, board: Board) -> None:
    board.update()
    with closing(Board(session, ADDRESS, others={"earlier": runs(board)[0]})) as other:
        other.update()
        found = TestClient(other.app).get(f"{ADDRESS}/data/runs").json()
    assert sorted(found) == ["1 xor 2-2-1 adam 0.1", "saved/earlier"]
    assert len(list(runs(board)[0].iterdir())) == 1  # nothing was written there
