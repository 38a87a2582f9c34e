"""Settings and results of runs, as TensorBoard's own hparams plugin reads them."""

from __future__ import annotations

import enum
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from plugin_pages import Pages, write
from tensorboard.plugins.scalar.summary_v2 import scalar_pb

from glassnet.errors import SettingError
from glassnet.recording.hyperparameters import checked, experiment, session_end, session_start

SETTINGS: Any = checked(
    {
        "learning_rate": 0.1,
        "batch_size": 4,
        "layers": (10, 10, 1),
        "shuffle": True,
        "optimizer": "sgd",
    }
)
METRICS = [("train", "epoch_loss"), ("validation", "epoch_loss"), ("", "seconds")]
EVERY_STATUS = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]


def groups(logdir: Path) -> list[Any]:
    request = {
        "experimentName": "",
        "allowedStatuses": EVERY_STATUS,
        "colParams": [{"metric": {"group": "train", "tag": "epoch_loss"}, "order": "ORDER_ASC"}],
        "startIndex": 0,
        "sliceSize": 100,
    }
    return Pages(logdir).post_json("hparams/session_groups", request)["sessionGroups"]


def test_tensorboard_reads_the_experiment(tmp_path: Path) -> None:
    before = time.time()
    write(tmp_path, experiment(SETTINGS, METRICS))
    read = Pages(tmp_path).post_json("hparams/experiment", {"experimentName": ""})
    assert before <= read["timeCreatedSecs"] <= time.time()
    infos = {info["name"]: info for info in read["hparamInfos"]}
    assert {
        name: (info["type"].removeprefix("DATA_TYPE_"), info.get("domainDiscrete"))
        for name, info in infos.items()
    } == {
        "learning_rate": ("FLOAT64", [0.1]),
        "batch_size": ("FLOAT64", [4.0]),
        "layers": ("STRING", ["10-10-1"]),
        "shuffle": ("BOOL", [True]),
        "optimizer": ("STRING", ["sgd"]),
    }
    assert [
        (metric["name"]["group"], metric["name"]["tag"], metric["datasetType"])
        for metric in read["metricInfos"]
    ] == [
        ("train", "epoch_loss", "DATASET_TRAINING"),
        ("validation", "epoch_loss", "DATASET_VALIDATION"),
        ("", "seconds", "DATASET_UNKNOWN"),
    ]


def test_tensorboard_shows_each_run_with_its_result(tmp_path: Path) -> None:
    before = time.time()
    write(tmp_path, experiment(SETTINGS, METRICS))
    for run, rate, loss, status in [("b", 0.1, 0.5, "success"), ("a", 0.01, 0.25, "failure")]:
        values = {
            "learning_rate": np.float32(rate),
            "batch_size": np.int64(4),
            "layers": [2, 1],
            "shuffle": np.bool_(True),
            "optimizer": "sgd",
        }
        write(tmp_path / run, session_start(checked(values) or {}), session_end(status))
        write(tmp_path / run / "train", scalar_pb("epoch_loss", loss))
    best, other = groups(tmp_path)
    assert best["hparams"] == {
        "learning_rate": float(np.float32(0.01)),
        "batch_size": 4.0,
        "layers": "2-1",
        "shuffle": True,
        "optimizer": "sgd",
    }
    (session,) = best["sessions"]
    assert session["status"] == "STATUS_FAILURE"
    assert session["name"] == "a"
    assert before <= session["startTimeSecs"] <= session["endTimeSecs"] <= time.time()
    assert [metric["value"] for metric in session["metricValues"]] == [0.25]
    assert other["sessions"][0]["status"] == "STATUS_SUCCESS"


def test_a_run_that_goes_on_has_no_end(tmp_path: Path) -> None:
    write(tmp_path / "run", session_start({"units": 3}))
    (session,) = groups(tmp_path)[0]["sessions"]
    assert session["status"] == "STATUS_UNKNOWN"
    assert session["startTimeSecs"] > 1e9


def test_an_end_is_written_as_tensorboard_writes_a_start() -> None:
    start, end = session_start({"units": 3}).value[0], session_end().value[0]
    assert end.tensor == start.tensor
    assert end.tag == start.tag.replace("start", "end")


def test_runs_with_equal_settings_are_repetitions(tmp_path: Path) -> None:
    for run, seed in [("a", None), ("b", None), ("c", 1)]:
        write(tmp_path / run, session_start(checked({"units": 3, "seed": seed}) or {}))
    found = {str(group["hparams"]["seed"]): len(group["sessions"]) for group in groups(tmp_path)}
    assert found == {"None": 2, "1.0": 1}


class Colour(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    ("mistake", "says"),
    [
        (lambda: checked({"units": float("nan")}), "nan; expected a finite number"),
        (lambda: checked({"units": float("inf")}), "inf; expected a finite number"),
        (lambda: checked({"colour": Colour.RED}), "colour: a Colour; expected"),
        (lambda: checked({"rates": {"a": 1}}), "rates: a dict; expected"),
        (lambda: checked(5), "hparams 5: expected name → value"),
    ],
)
def test_mistakes_are_said_in_one_line(mistake: Any, says: str) -> None:
    with pytest.raises(SettingError, match=says) as error:
        mistake()
    assert "\n" not in str(error.value)
