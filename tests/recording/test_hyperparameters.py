"""Settings and results of runs, as TensorBoard's own hparams plugin reads them."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from plugin_pages import Pages, write
from tensorboard.plugins.hparams.summary_v2 import IntInterval, RealInterval
from tensorboard.plugins.scalar.summary_v2 import scalar_pb

from glassnet.errors import SettingError
from glassnet.recording.hyperparameters import experiment, session_end, session_start

SETTINGS: dict[str, Any] = {
    "learning_rate": [0.1, 0.01],
    "batch_size": [4, 2.0, 4],
    "layers": [(2, 1), (10, 10, 1)],
    "shuffle": [True, False],
    "optimizer": "sgd",
    "dropout": RealInterval(0.0, 0.5),
    "units": IntInterval(1, 64),
}
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
    write(tmp_path, experiment(SETTINGS, METRICS, created=7.0))
    read = Pages(tmp_path).post_json("hparams/experiment", {"experimentName": ""})
    assert read["timeCreatedSecs"] == 7.0
    infos = {info["name"]: info for info in read["hparamInfos"]}
    assert {
        name: (info["type"].removeprefix("DATA_TYPE_"), info.get("domainDiscrete"))
        for name, info in infos.items()
    } == {
        "learning_rate": ("FLOAT64", [0.01, 0.1]),
        "batch_size": ("FLOAT64", [2.0, 4.0]),
        "layers": ("STRING", ["10-10-1", "2-1"]),
        "shuffle": ("BOOL", [False, True]),
        "optimizer": ("STRING", ["sgd"]),
        "dropout": ("FLOAT64", None),
        "units": ("FLOAT64", None),
    }
    assert infos["dropout"]["domainInterval"] == {"minValue": 0.0, "maxValue": 0.5}
    assert [
        (metric["name"]["group"], metric["name"]["tag"], metric["datasetType"])
        for metric in read["metricInfos"]
    ] == [
        ("train", "epoch_loss", "DATASET_TRAINING"),
        ("validation", "epoch_loss", "DATASET_VALIDATION"),
        ("", "seconds", "DATASET_UNKNOWN"),
    ]


def test_tensorboard_shows_each_run_with_its_result(tmp_path: Path) -> None:
    write(tmp_path, experiment(SETTINGS, METRICS))
    for run, rate, loss, status in [("b", 0.1, 0.5, "success"), ("a", 0.01, 0.25, "failure")]:
        values = {
            "learning_rate": np.float32(rate),
            "batch_size": np.int64(4),
            "layers": [2, 1],
            "shuffle": np.bool_(True),
            "optimizer": "sgd",
        }
        write(tmp_path / run, session_start(values, started=10.0), session_end(status, ended=12.5))
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
    assert (session["name"], session["startTimeSecs"], session["endTimeSecs"]) == ("a", 10.0, 12.5)
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


def test_runs_with_equal_settings_are_repetitions_unless_named_apart(tmp_path: Path) -> None:
    for run, name in [("a", None), ("b", None), ("c", "third")]:
        write(tmp_path / run, session_start({"units": 3, "seed": None}, group=name))
    sizes = sorted(len(group["sessions"]) for group in groups(tmp_path))
    assert sizes == [1, 2]
    assert groups(tmp_path)[0]["hparams"] == {"units": 3.0, "seed": "None"}


class Colour(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    ("mistake", "says"),
    [
        (lambda: experiment({"units": []}, []), "units: its values are none"),
        (lambda: experiment({"units": [1, "two"]}, []), "units: its values are 1, 'two'"),
        (lambda: experiment({"units": [1, True]}, []), "1, True"),
        (lambda: session_start({"units": float("nan")}), "nan is not a finite number"),
        (lambda: session_start({"units": float("inf")}), "inf is not a finite number"),
        (lambda: session_start({"colour": Colour.RED}), "colour: Colour is no"),
        (lambda: session_start({"rates": {"a": 1}}), "rates: dict is no"),
        (lambda: session_end("succes"), "Did you mean success"),
    ],
)
def test_mistakes_are_said_in_one_line(mistake: Any, says: str) -> None:
    with pytest.raises(SettingError, match=says) as error:
        mistake()
    assert "\n" not in str(error.value)
