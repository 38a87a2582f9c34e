"""`glassnet runs`, and `glassnet train --resume` on what it lists."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from glassnet.lock import locked

LINE = ["train", "moons", "--layers", "8", "--validation-split", "0.2", "--quiet"]


@pytest.fixture(scope="module")
def trained(run_in_folder: Callable[..., Path]) -> Path:
    """A folder with one finished run in its runs/, to be copied."""
    return run_in_folder(*LINE, "--epochs", "20", "--checkpoint-every", "5")


@pytest.fixture
def with_run(trained: Path, tmp_path: Path) -> Path:
    """The empty folder of this test, with that run copied into it."""
    shutil.copytree(trained / "runs", tmp_path / "runs")
    return tmp_path / "runs" / "moons"


def change(place: Path, **entries: object) -> None:
    record = json.loads((place / "run.json").read_text())
    (place / "run.json").write_text(json.dumps({**record, **entries}))


def test_a_list_loads_nothing_that_reads_data(with_run: Path) -> None:
    script = """
import sys
from glassnet.cli import run
run(["runs"])
print(*sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=with_run.parents[1],
    )
    assert "moons" in done.stdout
    assert not set(done.stdout.split()) & {"keras", "jax", "numpy", "glassnet.data"}


def as_if_killed(place: Path) -> None:
    """After 10 of its 20 epochs, as far as the disk tells."""
    change(place, state="training")
    record = json.loads((place / "run.json").read_text())
    for name in ("epochs", "results", "seconds", "last_epoch", "diverged_epoch", "diverged_step"):
        del record[name]
    (place / "run.json").write_text(json.dumps(record))
    for newer in ("00000015-00000000", "00000020-00000000"):
        shutil.rmtree(place / "checkpoints" / newer)


def test_no_runs_yet(glassnet) -> None:
    answer = glassnet("runs")
    assert (answer.code, answer.error) == (0, "")
    assert answer.out == "No runs in runs yet. To make one: glassnet train xor\n"
    assert glassnet("runs", "--out", "my runs").out.endswith("train xor --out 'my runs'\n")
    assert json.loads(glassnet("runs", "--json").out) == []


def test_a_listing_that_cannot_be_written_is_one_line(on_a_full_disk, with_run: Path) -> None:
    for line in ("runs", "runs --json", "runs show moons", "runs show moons --json"):
        answer = on_a_full_disk(*line.split())
        expected = (2, "glassnet: output: No space left on device.\n")
        assert (answer.code, answer.error) == expected, line


def test_a_run_is_listed_and_shown(glassnet, with_run: Path) -> None:
    answer = glassnet("runs")
    assert (answer.code, answer.error) == (0, "")
    record = json.loads((with_run / "run.json").read_text())
    accuracy = record["results"]["validation"]["accuracy"]
    for shown in (
        "moons",
        "2-8-1",
        "20 of 20",
        f"loss {record['last_epoch']['loss']:.4g}",
        f"validation accuracy {accuracy * 100:.3g}",
        "finished",
    ):
        assert shown in answer.out
    [listed] = json.loads(glassnet("runs", "--json").out)
    assert (listed["epochs"], listed["of"], listed["go_on"]) == (20, 20, None)
    assert listed["results"]["validation accuracy"] == accuracy
    shown = glassnet("runs", "show", "moons").out
    for fact in ("keras 3.", "model.keras", f"batch {record['settings']['batch_size']}"):
        assert fact in shown
    assert json.loads(glassnet("runs", "show", "moons", "--json").out)["record"] == record
    assert "Did you mean moons?" in glassnet("runs", "show", "mons").error


def test_newest_first(glassnet, with_run: Path) -> None:
    for name, year in {"old": 2001, "new": 2035}.items():
        shutil.copytree(with_run, with_run.with_name(name))
        change(with_run.with_name(name), started=f"{year}-01-01T00:00:00+00:00")
    listed = json.loads(glassnet("runs", "--json").out)
    assert [Path(run["run"]).name for run in listed] == ["new", "moons", "old"]


# What befell a run's folder -> what is said of it.
DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no record": (lambda place: (place / "run.json").unlink(), "no run.json"),
    "half a record": (lambda place: os.truncate(place / "run.json", 100), "is not JSON"),
    "an empty record": (lambda place: (place / "run.json").write_text(""), "is not JSON"),
    "a list": (lambda place: (place / "run.json").write_text("[]"), "has no format"),
    "no text": (lambda place: (place / "run.json").write_bytes(b"\xff\xfe"), "is not UTF-8 text"),
    "no data": (
        lambda place: change(place, data={}),
        "in run.json data.name is missing or of the wrong type",
    ),
    "no results": (
        lambda place: change(place, results=None),
        "results is missing or of the wrong type",
    ),
    "a state": (lambda place: change(place, state="\x1b[2J"), "has state"),
    "settings": (
        lambda place: change(place, settings={"epochs": 5}),
        "settings.layers is missing or of the wrong type",
    ),
    "an older one": (lambda place: change(place, format=1), "has format 1"),
    "a folder": (
        lambda place: [(place / "run.json").unlink(), (place / "run.json").mkdir()],
        "run.json is not a file",
    ),
    "a pipe": (
        lambda place: [(place / "run.json").unlink(), os.mkfifo(place / "run.json")],
        "run.json is not a file",
    ),
    "a huge one": (
        lambda place: os.truncate(place / "run.json", 3 * 10**9),
        "run.json has 3,000,000,000 bytes",
    ),
    "a link to itself": (
        lambda place: [
            shutil.rmtree(place),
            place.mkdir(),
            (place / "run.json").symlink_to("run.json"),
        ],
        "cannot be read (Too many levels of symbolic links)",
    ),
    "a date": (
        lambda place: change(place, started="yesterday"),
        "an invalid setting or date",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_is_named_and_skipped(damage: str, glassnet, with_run: Path) -> None:
    shutil.copytree(with_run, with_run.with_name("whole"))
    befall, said = DAMAGES[damage]
    befall(with_run)
    for arguments in (["runs"], ["runs", "--json"]):
        answer = glassnet(*arguments)
        assert answer.code == 0
        assert answer.error.startswith("glassnet: runs/moons: ")
        assert said in answer.error
        assert answer.error.count("\n") == 1
        assert "\x1b" not in answer.error
        assert "whole" in answer.out
    for arguments in (["runs", "show", "moons"], ["train", "--resume", "moons"]):
        answer = glassnet(*arguments)
        assert (answer.code, answer.out, answer.error.count("\n")) == (2, "", 1)
        assert said in answer.error
    _, suggested, command = answer.error.rstrip().partition(" To delete it: glassnet ")
    whole = ("a list", "an older one", "a link to itself")  # or may be, as far as is told
    assert bool(suggested) == (damage not in whole)
    assert glassnet(*(shlex.split(command) or ["runs", "delete", "moons"]), "--yes").code == 0
    assert os.listdir(with_run.parent) == ["whole"]


def test_names_that_are_markup_or_control_characters(glassnet, with_run: Path) -> None:
    odd = "[red]\x1b[2Jx\ny"
    with_run.rename(with_run.with_name(odd))
    answer = glassnet("runs")
    assert r"[red]\x1b[2Jx\ny" in answer.out
    assert "\x1b" not in answer.out


def test_deleting_asks_and_never_leaves_the_folder_of_runs(glassnet, with_run: Path) -> None:
    (with_run.parent.parent / "mine").mkdir()
    (with_run.parent / "notes").mkdir()
    for name in ("notes", "../mine", "..", ".", "/", ""):
        answer = glassnet("runs", "delete", name, "--yes")
        assert (answer.code, answer.error.count("\n")) == (2, 1)
        assert "no run" in answer.error
    answer = glassnet("runs", "delete", "moons")
    assert (answer.code, answer.error.count("\n")) == (2, 1)
    assert "--yes" in answer.error
    with locked(with_run):
        assert "is in use by process" in glassnet("runs", "delete", "moons", "--yes").error
    assert with_run.exists()
    answer = glassnet("runs", "delete", "moons", "--yes")
    assert (answer.code, answer.out) == (0, "Deleted runs/moons\n")
    assert os.listdir(with_run.parent) == ["notes"]


@pytest.mark.parametrize(("typed", "deleted"), [("y\n", True), ("n\n", False), ("", False)])
def test_an_answer_is_obeyed(typed: str, deleted: bool, glassnet, with_run: Path, monkeypatch):
    terminal = io.StringIO(typed)
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stdin", terminal)
    answer = glassnet("runs", "delete", "moons", "--lang", "ko")
    assert answer.error == "runs/moons: 폴더와 그 안의 모든 것을 지울까요? [y/N] "
    assert (answer.code, with_run.exists()) == (0, not deleted)


def test_a_finished_run_is_not_taken_up(glassnet, with_run: Path) -> None:
    answer = glassnet("train", "--resume", "moons")
    assert answer.code == 2
    assert answer.error == "glassnet: runs/moons is finished: all 20 epochs are trained.\n"


def test_a_run_in_use_is_not_taken_up(glassnet, with_run: Path) -> None:
    as_if_killed(with_run)
    with locked(with_run):
        [listed] = json.loads(glassnet("runs", "--json").out)
        assert (listed["state"], listed["go_on"]) == ("training", None)
        answer = glassnet("train", "--resume", "moons")
    assert answer.code == 2
    pid = json.loads((with_run / "run.json").read_text())["pid"]
    assert answer.error.startswith(f"glassnet: runs/moons is in use by process {pid}; ")


def test_other_settings_are_named(glassnet, with_run: Path) -> None:
    as_if_killed(with_run)
    line = "train xor --resume moons --layers 8,8 --loss bce --seed 1 --optimizer Adam --epochs 20"
    answer = glassnet(*line.split())
    assert answer.code == 2
    assert "DATA (found xor, expected moons)" in answer.error
    assert "--layers (found 8,8, expected 8)" in answer.error
    assert "--seed (found 1, expected 0)" in answer.error
    # Said otherwise, and the same.
    for same in ("--loss", "--optimizer", "--epochs"):
        assert same not in answer.error


def test_another_keras_is_named(glassnet, with_run: Path) -> None:
    as_if_killed(with_run)
    versions = json.loads((with_run / "run.json").read_text())["versions"]
    change(with_run, versions={**versions, "keras": "3.14.0"})
    answer = glassnet("train", "--resume", "moons")
    assert answer.code == 2
    assert f"keras (found {versions['keras']}, expected 3.14.0)" in answer.error


def test_data_that_changed_is_named(glassnet, tmp_path: Path) -> None:
    rows = [f"{i},{i * i}.5" for i in range(20)]
    (tmp_path / "table.csv").write_text("\n".join(["x,y", *rows]))
    line = ["train", "table.csv", "--target", "y", "--layers", "2", "--epochs", "3", "--quiet"]
    assert glassnet(*line, "--checkpoint-every", "2").code == 0
    change(tmp_path / "runs" / "table", state="interrupted")
    (tmp_path / "table.csv").write_text("\n".join(["x,y", *rows[:-1], "19,7.5"]))
    answer = glassnet("train", "--resume", "table")
    assert answer.code == 2
    assert "table.csv has changed since the run began" in answer.error
    assert answer.error.count("\n") == 1


def weights(place: Path) -> list[np.ndarray]:
    return keras.saving.load_model(place / "model.keras").get_weights()


def assert_same_run(one: Path, other: Path) -> None:
    assert (one / "history.csv").read_text() == (other / "history.csv").read_text()
    for ours, theirs in zip(weights(one), weights(other), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_killed_run_is_said_to_be_one_and_ends_as_if_never_killed(
    glassnet, trained: Path, with_run: Path
) -> None:
    as_if_killed(with_run)
    for file in ("model.keras", "history.csv"):
        (with_run / file).unlink()
    assert "10 of 20" in glassnet("runs").out
    assert "killed, can be resumed" in glassnet("runs").out
    assert "glassnet train --resume moons" in glassnet("runs", "show", "moons").out
    answer = glassnet("train", "--resume", "moons")
    assert (answer.code, answer.error) == (0, "")
    assert answer.out.startswith("Resuming runs/moons\n")
    assert "10 epochs in" in answer.out
    assert "; 10 epochs before" in answer.out
    assert_same_run(trained / "runs" / "moons", with_run)
    assert "finished" in glassnet("runs").out


@pytest.mark.filterwarnings("default:.*is damaged")  # the command prints it
def test_half_a_checkpoint_is_named_and_the_one_before_it_taken(
    glassnet, trained: Path, with_run: Path
) -> None:
    as_if_killed(with_run)
    newest = with_run / "checkpoints" / "00000010-00000000"
    shutil.copytree(newest, newest.with_name("00000012-00000000"))
    os.truncate(newest.with_name("00000012-00000000") / "model.keras", 100)
    answer = glassnet("train", "--resume", "moons", "--quiet")
    assert (answer.code, answer.out) == (0, "")
    assert answer.error.startswith("glassnet: runs/moons/checkpoints/00000012-00000000 is damaged")
    assert answer.error.count("\n") == 1
    assert_same_run(trained / "runs" / "moons", with_run)


def test_damage_that_the_same_command_would_meet_again(glassnet, with_run: Path) -> None:
    as_if_killed(with_run)
    for model in (with_run / "checkpoints").glob("*/model.keras"):
        os.truncate(model, 100)
    answer = glassnet("train", "--resume", "moons")
    assert answer.code == 2
    assert answer.error.endswith("and none before it is readable.\n")
    assert "In the shell" not in answer.error
    assert "killed" in glassnet("runs").out


def test_what_has_lost_its_checkpoints_is_not_begun_again(glassnet, with_run: Path) -> None:
    change(with_run, state="interrupted")
    shutil.rmtree(with_run / "checkpoints")
    before = (with_run / "history.csv").read_text()
    answer = glassnet("train", "--resume", "moons")
    assert answer.code == 2
    assert "no checkpoint left to go on from, though 20 epochs were trained" in answer.error
    assert (with_run / "history.csv").read_text() == before
    assert "its checkpoints are gone" in glassnet("runs").out
    assert "--resume" not in glassnet("runs", "show", "moons").out


def test_a_finished_run_that_has_lost_its_model(glassnet, with_run: Path) -> None:
    (with_run / "model.keras").unlink()
    assert "runs/moons has lost its model.keras" in glassnet("diagnose", "runs/moons").error


@pytest.mark.parametrize("path", ["runs/moons", "runs/moons/", "./runs/moons"])
def test_a_run_is_found_by_its_path(glassnet, with_run: Path, path: str) -> None:
    assert glassnet("runs", "show", path).code == 0
    assert "all 20 epochs are trained" in glassnet("train", "--resume", path).error
    assert glassnet("runs", "delete", path, "--yes").out == "Deleted runs/moons\n"
    assert not with_run.exists()


def test_rows_that_are_not_found_from_here(glassnet, with_run: Path) -> None:
    record = json.loads((with_run / "run.json").read_text())
    change(with_run, state="interrupted", source={**record["source"], "data": "rows.csv"})
    said = glassnet("train", "--resume", "moons").error
    assert said.startswith("glassnet: runs/moons was trained on rows that are not found from here:")


LONG = [*LINE, "--epochs", "400", "--checkpoint-every", "25"]


@pytest.fixture(scope="module")
def never_killed(run_in_folder: Callable[..., Path]) -> Path:
    return run_in_folder(*LONG) / "runs" / "moons"


@pytest.mark.parametrize(
    "epochs", [50, *(pytest.param(epochs, marks=pytest.mark.long) for epochs in (0, 350))]
)
def test_a_process_that_is_killed_ends_as_if_never_killed(
    epochs: int, never_killed: Path, glassnet, glassnet_process, tmp_path: Path
) -> None:
    process = glassnet_process(*LONG, "--name", "killed")
    killed = tmp_path / "runs" / "killed"
    while not any(
        (killed / "checkpoints" / f"{later:08d}-00000000").exists()
        for later in range(epochs, 401, 25)
    ):
        assert process.poll() is None
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert glassnet("train", "--resume", "killed", "--quiet").code == 0
    assert_same_run(never_killed, killed)
