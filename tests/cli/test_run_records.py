"""A run.json that says anything: told in one line by whatever reads it, and never a traceback."""

from __future__ import annotations

import contextlib
import copy
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples

from glassnet.cli import run
from glassnet.cli.train.options import TrainOptions, plan_run
from glassnet.errors import GlassnetError
from glassnet.networks.builder import loss_for
from glassnet.runs.folder import RunFolder
from glassnet.runs.record import new_record
from glassnet.runs.train import RunCheckpoints, tensorboard_callback

LINE = (
    "train moons --rows 40 --layers 2 --optimizer sgd --validation-split 0.2 --epochs 2 "
    "--checkpoint-every 1 --tensorboard --quiet --name one --out ."
)
DROPPED = object()
# JSON of every kind, and of each what Python takes badly: no share, no float, no date, no list.
VALUES: list[Any] = [
    DROPPED,
    None,
    True,
    0,
    -3,
    10**400,
    0.5,
    1e999,
    "",
    "x",
    "\x1b[2J\ud800",
    "0001-01-01T00:00:00+23:00",
    [],
    [None, {}],
    ["x", 1.5],
    {},
    {"loss": "x", "record": 3, "accuracy": [], "rows": {}},
]


@pytest.fixture(scope="module")
def out(run_in_folder: Callable[..., Path]) -> Path:
    return run_in_folder(*LINE.split())


@pytest.fixture(scope="module")
def whole(out: Path) -> Any:
    return json.loads((out / "one" / "run.json").read_text())


def paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """To everything inside; of a list to its first."""
    keys = value if isinstance(value, dict) else range(isinstance(value, list) and len(value) > 0)
    for key in keys:
        yield (*above, key)
        yield from paths(value[key], (*above, key))


def damaged(whole: Any, path: tuple[Any, ...], value: Any) -> Any:
    record = copy.deepcopy(whole)
    holder = record
    for key in path[:-1]:
        holder = holder[key]
    if value is DROPPED:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return record


def shell(*arguments: str) -> tuple[int, str]:
    """Exit code, and all that was printed."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        code = run(arguments)
    return code, text.getvalue()


def take_up(out: Path) -> None:
    """What --resume reads before it trains."""
    with plan_run(TrainOptions({}, {}, None, out, resume="one")) as (plan, folder):
        loss_for(plan.dataset.task, plan.settings.loss)
        begin = new_record(
            plan.dataset,
            plan.settings,
            units=[2, *plan.settings.layers, 1],
            **plan.recorded,
        )
        RunCheckpoints(folder.checkpoints, plan.recorded["checkpoint_every"])
        if plan.recorded["recording"] is not None:
            tensorboard_callback(RunFolder(out / "elsewhere", begun=True), begin)


def read_by_all(out: Path, record: Any) -> list[int]:
    """The exit codes of `runs`, `runs --json`, `runs show` and `runs show --json`."""
    (out / "one" / "run.json").write_text(json.dumps(record))
    codes = []
    for command in ((), ("--json",), ("show", "one"), ("show", "one", "--json")):
        code, text = shell("runs", "--out", str(out), *command)
        assert "one" in text
        codes.append(code)
    with contextlib.suppress(GlassnetError):
        take_up(out)
    return codes


@pytest.mark.parametrize("state", ["finished", "interrupted", "training", "diverged"])
def test_whole_ones_are_read(state: str, out: Path, whole: Any) -> None:
    assert read_by_all(out, whole | {"state": state}) == [0, 0, 0, 0]
    if state in ("interrupted", "training"):
        take_up(out)
    else:
        with pytest.raises(GlassnetError):
            take_up(out)


# Where -> what made `runs` a traceback once, or was shown as if it were meant.
REFUSED: list[tuple[tuple[str, ...], Any]] = [
    (("results", "validation"), 3),
    (("results", "validation", "accuracy"), 1e999),
    (("last_epoch", "loss"), 10**400),
    (("data", "target"), DROPPED),
    (("recording",), "x"),
    (("recording", "every"), DROPPED),
    (("network",), [None, {}]),
    (("settings", "layers"), [0]),
    (("settings", "learning_rate"), None),
    (("started",), "0001-01-01T00:00:00+23:00"),
]


@pytest.mark.parametrize(("path", "value"), REFUSED, ids=[".".join(path) for path, _ in REFUSED])
def test_each_is_refused(path: tuple[str, ...], value: Any, out: Path, whole: Any) -> None:
    assert read_by_all(out, damaged(whole, path, value)) == [0, 0, 2, 2]
    _, text = shell("runs", "show", "one", "--out", str(out))
    assert text.count("\n") == 1


def test_a_record_nested_without_end(out: Path, whole: Any) -> None:
    (out / "one" / "run.json").write_text("[" * 100_000)
    assert shell("runs", "--out", str(out))[0] == 0


@examples(120)
@given(st.data())
def test_whatever_it_says_is_read_or_refused(out: Path, whole: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(paths(whole))))
    value = data.draw(st.sampled_from(VALUES))
    state = data.draw(st.sampled_from(["finished", "interrupted", "training", "diverged"]))
    codes = read_by_all(out, damaged(whole | {"state": state}, path, value))
    assert codes in ([0, 0, 0, 0], [0, 0, 2, 2])


def test_a_run_left_before_its_end_says_no_results_or_all(out: Path, whole: Any) -> None:
    ended = ("epochs", "seconds", "diverged_epoch", "diverged_step", "last_epoch", "results")
    left = {name: value for name, value in whole.items() if name not in ended}
    left["state"] = "interrupted"
    assert read_by_all(out, left) == [0, 0, 0, 0]
    take_up(out)
    assert read_by_all(out, left | {"results": whole["results"]}) == [0, 0, 2, 2]
    assert read_by_all(out, left | {"state": "finished"}) == [0, 0, 2, 2]
