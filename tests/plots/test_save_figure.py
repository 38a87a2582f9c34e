"""Files are whole, the same each time, and what their endings say."""

from __future__ import annotations

import errno
import functools
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from recorded_by_hand import recording

import glassnet as gn
from glassnet import plots
from glassnet.errors import SettingError
from glassnet.plots.save import check_place

NAMES = ("history", "weights", "activations", "gradients", "boundaries")


def test_all_pictures_are_drawn_and_are_the_same_each_time(training: Any, tmp_path: Path) -> None:
    made, history, data = training
    given: Any = {"history": history, "recording": made, "data": data, "title": "제목 & <xor>"}
    first = plots.of_training(tmp_path / "a" / "b", **given)
    # Curves in both formats, and the picture of answers.
    again = {"history": gn.plot_history(history, title=given["title"])}
    again["boundaries"] = gn.plot_boundary(made, data, title=given["title"])
    for name, ending in (("history", ".png"), ("history", ".svg"), ("boundaries", ".svg")):
        file = plots.save(again[name], tmp_path / f"{name}{ending}")
        assert file.read_bytes() == (tmp_path / "a" / "b" / file.name).read_bytes()
    assert [path.name for path in first] == [f"{n}{end}" for n in NAMES for end in (".png", ".svg")]
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == sorted(
        path.name for path in first
    )
    for one in first:
        if one.suffix == ".svg":
            root = ElementTree.parse(one).getroot()
            assert root.tag == "{http://www.w3.org/2000/svg}svg"
            assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 20
        else:
            with Image.open(one) as image:
                image.load()
                assert image.format == "PNG"


def test_what_was_not_recorded_is_left_out(tmp_path: Path) -> None:
    made = recording("gradient_norms", {"a/kernel": [1.0, 2.0]})
    paths = plots.of_training(tmp_path, history={"loss": [1.0]}, recording=made, endings=[".svg"])
    assert [path.name for path in paths] == ["history.svg", "gradients.svg"]
    assert plots.of_training(tmp_path, history={"loss": [1.0]}, endings=[]) == []
    assert plots.of_training(tmp_path) == []


def test_large_networks_are_kept_as_histograms() -> None:
    small, large = plots.recording_for([2, 10, 1], 1000), plots.recording_for([784, 512, 10], 10)
    assert [record.what for record in small._records] == [
        "images",
        "activations",
        "gradient_norms",
        "boundary",
    ]
    assert [record.what for record in large._records] == [
        "weights",
        "activations",
        "gradient_norms",
    ]
    assert (small._every.count, large._every.count) == (5, 1)


@pytest.mark.parametrize("epochs", [0, 1, 2, 200, 201, 999, 1000, 12345])
def test_the_last_epoch_is_one_of_at_most_200_moments(epochs: int) -> None:
    every = plots.recording_for([2, 1], epochs)._every
    due = [
        epoch
        for epoch in range(1, epochs + 1)
        if every.schedule(1).includes(epoch) and epoch >= every.first
    ]
    assert len(due) <= 200
    assert due[-1:] == ([epochs] if epochs else [])


def test_the_ending_says_what_is_written(tmp_path: Path) -> None:
    figure = gn.plot_history({"loss": [1.0]})
    assert plots.save(figure, tmp_path / "a.PNG").read_bytes()[:4] == b"\x89PNG"
    with pytest.raises(SettingError, match=r"a.gif: .*\.png or \.svg"):
        plots.save(figure, tmp_path / "a.gif")


def test_a_full_disk_leaves_the_old_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure: Any = gn.plot_history({"loss": [1.0]})
    path = plots.save(figure, tmp_path / "a.png")
    before = path.read_bytes()

    def full(file: Path, **_: Any) -> None:
        file.write_bytes(before[:9])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(figure, "savefig", full)
    with pytest.raises(OSError, match="No space left"):
        plots.save(figure, path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.png"]


def test_a_notebook_shows_a_figure_by_itself() -> None:
    figure: Any = gn.plot_history({"loss": np.ones(3)}, title="한글")
    assert figure._repr_png_()[:8] == b"\x89PNG\r\n\x1a\n"


def test_nothing_heavy_is_loaded_before_something_is_drawn() -> None:
    code = (
        "import sys, glassnet as gn; gn.plot_history, gn.plots\n"
        "print(*{'keras', 'jax', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", ["none/a.png", "folder.png", "file/a.svg", "a.gif"])
def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").touch()
    errors: list[tuple[type, str]] = []
    figure = gn.plot_history({"loss": [1.0]})
    for refuse in (check_place, functools.partial(plots.save, figure)):
        with pytest.raises((OSError, SettingError)) as caught:
            refuse(tmp_path / name)
        errors.append((type(caught.value), str(caught.value)))
    assert errors[0] == errors[1]


def test_a_place_that_can_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    check_place(tmp_path / "a.png")
    assert not list(tmp_path.iterdir())
