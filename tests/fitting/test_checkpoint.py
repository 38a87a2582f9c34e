"""`gn.Checkpoints`: what is on disk, when, and what becomes of it when it is damaged or full."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
import pytest
from parity import points
from resuming import BASE, CASES, EPOCHS, alone, assert_same, files, fit, kept, names, unbroken
from test_trainer import network

from glassnet.errors import SettingError
from glassnet.fitting import checkpoint_files
from glassnet.text import using


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kept(tmp_path_factory.mktemp("written") / "kept")


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """Checkpoints of the first 0, 2, 4, 6 and 8 epochs of 12."""
    return shutil.copytree(written, tmp_path / "kept")


def test_a_checkpoint_opens_in_keras(tmp_path: Path) -> None:
    case = BASE
    model = fit(case, gn.Checkpoints(tmp_path))
    opened: Any = keras.saving.load_model(tmp_path / f"{EPOCHS:08d}-00000000" / "model.keras")
    for ours, theirs in zip(model.weights, opened.weights, strict=True):
        if "seed_generator" not in ours.path:  # which Keras does not save
            np.testing.assert_array_equal(ours, theirs)
    for ours, theirs in zip(model.optimizer.variables, opened.optimizer.variables, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    x, _ = points()
    np.testing.assert_array_equal(model(x), opened(x))


def test_what_is_kept_and_when(tmp_path: Path) -> None:
    """Every k epochs, at the end, the newest; checked by coreutils' own sha256sum."""
    assert names(kept(tmp_path / "all", epochs=7)) == [
        f"{epoch:08d}-00000000" for epoch in (0, 2, 4, 6, 7)
    ]
    fit(CASES["exactly"], gn.Checkpoints(tmp_path / "few", 2, keep=2), epochs=7)
    assert names(tmp_path / "few") == ["00000006-00000000", "00000007-00000000"]
    fit(CASES["exactly"], gn.Checkpoints(tmp_path / "end", None, None), epochs=7)
    assert names(tmp_path / "end") == ["00000000-00000000", "00000007-00000000"]
    place = tmp_path / "few" / "00000007-00000000"
    assert names(place) == ["SHA256SUMS", "model.keras", "training.json", "training.npz"]
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=place, check=True)
    with np.load(place / "training.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays)


def test_the_model_is_left_as_it_was_by_writing(tmp_path: Path) -> None:
    assert_same(fit(BASE, gn.Checkpoints(tmp_path, 1)), alone())


NEWEST, BEFORE = "00000008-00000000", "00000006-00000000"


@pytest.mark.parametrize("file", ["model.keras", "training.json", "training.npz", "SHA256SUMS"])
@pytest.mark.parametrize("how", ["changed", "cut", "empty", "missing"])
def test_a_damaged_checkpoint_is_passed_over(file: str, how: str, folder: Path) -> None:
    path = folder / NEWEST / file
    data = path.read_bytes()
    middle = len(data) // 2
    if how == "missing":
        path.unlink()
    elif how == "changed":
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    else:
        whole_lines = data.index(b"\n") + 1 if file == "SHA256SUMS" else middle
        path.write_bytes(data[:whole_lines] if how == "cut" else b"")
    with pytest.warns(UserWarning, match=rf"{NEWEST} is damaged \(.*\): the one before"):
        found = checkpoint_files.newest(folder)
    assert found is not None
    assert (found.path.name, found.position) == (BEFORE, (6, 0))


def test_a_pickle_in_a_checkpoint_is_not_opened(folder: Path) -> None:
    np.savez(folder / NEWEST / "training.npz", order=np.array([{}], object))
    add_up(folder / NEWEST)
    with pytest.warns(UserWarning, match="damaged"):
        found = checkpoint_files.newest(folder)
    assert found is not None
    assert found.path.name == BEFORE


def test_training_goes_on_before_the_damaged_one_and_replaces_it(folder: Path) -> None:
    (folder / NEWEST / "model.keras").unlink()
    with pytest.warns(UserWarning, match="damaged"):
        assert_same(fit(BASE, gn.Checkpoints(folder, 2), resume=folder, seed=99), alone())
    for path in folder.glob("0*"):
        if path.name > NEWEST:
            shutil.rmtree(path)
    assert names(folder) == [NEWEST]
    assert_same(fit(BASE, resume=folder, seed=99), alone())


def test_nothing_readable_is_an_error(folder: Path) -> None:
    for path in folder.glob("0*"):
        (path / "training.json").unlink()
    with pytest.warns(UserWarning, match="damaged"), pytest.raises(SettingError, match="none"):
        fit(BASE, resume=folder)


def test_an_earlier_checkpoint_leaves_the_later_ones_behind(folder: Path) -> None:
    fit(BASE, gn.Checkpoints(folder, 2), resume=folder / "00000004-00000000", epochs=5)
    assert names(folder) == [f"{epoch:08d}-00000000" for epoch in (2, 4, 5)]
    assert_same(fit(BASE, resume=folder, seed=99), alone())


@pytest.mark.parametrize("name", ["all that keeps state", "a class that Keras cannot describe"])
@pytest.mark.parametrize("limit", [100, 9_000])
def test_a_full_disk_leaves_the_last_checkpoint_whole(
    name: str, limit: int, tmp_path: Path
) -> None:
    """A limit on the size of files stands for it: the same error, from the same calls."""
    case = CASES[name]
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    class Fills(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if epoch == 5:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))

    fit(case, Fills.__base__())  # compiles, so that nothing is written to the cache below
    try:
        with pytest.raises(SettingError, match=r"00000006-00000000 could not be written \(File"):
            fit(case, gn.Checkpoints(tmp_path, 2), Fills())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert names(tmp_path) == [f"{epoch:08d}-00000000" for epoch in (0, 2, 4)]
    assert_same(fit(case, resume=tmp_path, seed=99), unbroken(name))


def test_what_killed_processes_left_is_removed(tmp_path: Path) -> None:
    for name in ("00000004-00000000", "00000002-00000000.removed"):
        (tmp_path / f".{name}.partial").mkdir()
    fit(CASES["exactly"], gn.Checkpoints(tmp_path), epochs=1, resume=tmp_path)
    assert names(tmp_path) == ["00000000-00000000", "00000001-00000000"]


HOLDS = """
import sys
from pathlib import Path
from glassnet.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_folder_that_another_process_writes_to(tmp_path: Path) -> None:
    case = CASES["exactly"]
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(SettingError, match=f"is in use by process {other.pid}; wait"):
            fit(case, gn.Checkpoints(tmp_path))
        other.kill()  # the lock ends with it
    fit(case, gn.Checkpoints(tmp_path), epochs=1)
    fit(case, gn.Checkpoints(tmp_path), epochs=2, resume=tmp_path)  # nor does this process hold it


def add_up(place: Path) -> None:
    """Write the sums anew."""
    listed = ["model.keras", "training.json", "training.npz"]
    with (place / "SHA256SUMS").open("w") as sums:
        subprocess.run(["sha256sum", *listed], cwd=place, stdout=sums, check=True)


def rewrite(place: Path, change: Callable[[Any], None]) -> None:
    """Change training.json as another version would have written it."""
    path = place / "training.json"
    tree = json.loads(path.read_text())
    change(tree)
    path.write_text(json.dumps(tree))
    add_up(place)


def test_another_keras_is_refused_and_another_jax_is_told(folder: Path) -> None:
    place = folder / NEWEST
    rewrite(place, lambda tree: tree["versions"].update(jax="0.1"))
    with pytest.warns(UserWarning, match=r"written with jax 0\.1"):
        fit(BASE, resume=folder, epochs=0)
    rewrite(place, lambda tree: tree["settings"].update(keras="2.0"))
    with pytest.raises(SettingError, match=rf'keras: "2.0" there, "{keras.__version__}" here'):
        fit(BASE, resume=folder)
    rewrite(place, lambda tree: tree.update(format=2))
    with pytest.raises(SettingError, match="has format 2, and this glassnet reads 1"):
        fit(BASE, resume=folder)


def test_paths_that_cannot_be(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for path, told in {file: "this is a file", tmp_path / "none": "there is none"}.items():
        with pytest.raises(SettingError, match=told):
            fit(BASE, resume=path)
    for path in (file, file / "below"):
        with pytest.raises(SettingError, match="a file is there"):
            fit(BASE, gn.Checkpoints(path))
    with pytest.raises(SettingError, match="cannot be written there"):
        fit(BASE, gn.Checkpoints("/proc/nowhere"))
    with using("ko"), pytest.raises(SettingError, match="그런 파일이나 디렉터리가 없습니다"):
        fit(BASE, gn.Checkpoints("/proc/nowhere"))
    before = files(folder)
    with pytest.raises(SettingError, match="already holds the checkpoints of another training run"):
        fit(BASE, gn.Checkpoints(folder))
    assert files(folder) == before


@pytest.mark.parametrize(
    "arguments",
    [
        {"every_epochs": 0},
        {"every_epochs": 1.5},
        {"every_seconds": 0},
        {"every_seconds": float("nan")},
        {"every_seconds": "1"},
        {"keep": 0},
        {"keep": True},
    ],
    ids=str,
)
def test_numbers_out_of_range(arguments: dict[str, Any], tmp_path: Path) -> None:
    (name,) = arguments
    with pytest.raises(SettingError, match=f"Checkpoints: {name}: expected"):
        gn.Checkpoints(tmp_path, **arguments)


def test_model_fit_is_told_what_would_work(tmp_path: Path) -> None:
    model = network()
    with pytest.raises(SettingError, match=r"model\.fit use keras\.callbacks\.BackupAndRestore"):
        model.fit(*points(), verbose=0, callbacks=[gn.Checkpoints(tmp_path / "kept")])
    assert not (tmp_path / "kept").exists()
