"""Embeddings, as TensorBoard's own projector plugin reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import text_format
from plugin_pages import Pages, write
from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig
from tensorboard.plugins.scalar.summary_v2 import scalar_pb

from glassnet.errors import SettingError
from glassnet.recording.embeddings import write_embeddings

POINTS = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
CONFIG = "projector_config.pbtxt"


def shown(logdir: Path, name: str, run: str = "train") -> Any:
    """The tensor [rows, dimensions] that the page gets."""
    pages = Pages(logdir)
    info = pages.get_json("projector/info", run=run)
    shape = next(e["tensorShape"] for e in info["embeddings"] if e["tensorName"] == name)
    tensor = np.frombuffer(pages.get("projector/tensor", run=run, name=name), np.float32)
    return tensor.reshape(shape)


def labels_shown(logdir: Path, name: str) -> list[list[str]]:
    """Lines of columns, split as the page splits them."""
    text = Pages(logdir).get("projector/metadata", run="train", name=name).decode()
    return [line.split("\t") for line in text.split("\n") if line.strip()]


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """A log folder with a run."""
    write(tmp_path / "train", scalar_pb("loss", 1.0))
    return tmp_path


def test_the_page_gets_the_vectors_to_the_bit(logdir: Path) -> None:
    points = POINTS.copy()
    points[0] = [np.float32(1) / 3, np.finfo(np.float32).tiny, np.nan]
    write_embeddings(logdir / "train", "net/hidden", points, "abcde")
    np.testing.assert_array_equal(shown(logdir, "net/hidden"), points)
    assert labels_shown(logdir, "net/hidden") == [["a"], ["b"], ["c"], ["d"], ["e"]]
    assert Pages(logdir).get_json("projector/runs") == ["train"]


def test_zeros_and_a_single_number_a_row(logdir: Path) -> None:
    """As bytes, zeros would be read as text, and the projector fails."""
    write_embeddings(logdir / "train", "zeros", np.zeros((4, 1)))
    np.testing.assert_array_equal(shown(logdir, "zeros"), np.zeros((4, 1)))


def test_outputs_of_a_convolution_are_flattened(logdir: Path) -> None:
    images = np.arange(24.0).reshape(2, 3, 2, 2)
    write_embeddings(logdir / "train", "conv", images)
    np.testing.assert_array_equal(shown(logdir, "conv"), images.reshape(2, 12))


def test_labels_stay_beside_their_rows(logdir: Path) -> None:
    labels = ["a\tb", "two\nlines\r", "", " ", "한글\u2028\x85"]
    write_embeddings(logdir / "train", "hidden", POINTS, labels)
    assert labels_shown(logdir, "hidden") == [
        [r"a\tb"],
        [r"two\nlines\r"],
        ["(blank)"],
        ["(blank)"],
        ["한글\u2028\x85"],
    ]


def test_what_is_there_stays_and_the_same_name_is_replaced(logdir: Path) -> None:
    run = logdir / "train"
    run.joinpath(CONFIG).write_text(
        'model_checkpoint_dir: "somewhere"\n'
        'embeddings { tensor_name: "mine" tensor_path: "mine.tsv" }\n'
    )
    run.joinpath("mine.tsv").write_text("1\t2\n3\t4\n")
    write_embeddings(run, "a/b", POINTS, "abcde")
    write_embeddings(run, "a_b", 2 * POINTS)
    write_embeddings(run, "a/b", POINTS[:2])
    np.testing.assert_array_equal(shown(logdir, "mine"), [[1, 2], [3, 4]])
    np.testing.assert_array_equal(shown(logdir, "a/b"), POINTS[:2])
    np.testing.assert_array_equal(shown(logdir, "a_b"), 2 * POINTS)
    config = text_format.Parse(run.joinpath(CONFIG).read_text(), ProjectorConfig())
    assert config.model_checkpoint_dir == "somewhere"
    assert [entry.tensor_name for entry in config.embeddings] == ["mine", "a/b", "a_b"]
    assert not config.embeddings[1].metadata_path  # the labels were of other rows
    assert not [file.name for file in run.iterdir() if file.name.startswith(".")]


def test_the_folder_of_all_runs_works_too(logdir: Path) -> None:
    write_embeddings(logdir, "hidden", POINTS)
    np.testing.assert_array_equal(shown(logdir, "hidden", run="."), POINTS)


@pytest.mark.parametrize(
    ("vectors", "labels", "says"),
    [
        ([1.0, 2.0], None, r"shape \(2,\)"),
        (np.ones((0, 3)), None, r"shape \(0, 3\)"),
        (np.ones((3, 0)), None, r"shape \(3, 0\)"),
        ([[1.0], [2.0, 3.0]], None, "not an array"),
        ([["a"]], None, "not an array"),
        (POINTS, "abc", "3 labels for 5 rows"),
    ],
)
def test_mistakes_are_said_in_one_line_before_anything_is_written(
    tmp_path: Path, vectors: Any, labels: Any, says: str
) -> None:
    with pytest.raises(SettingError, match=says) as error:
        write_embeddings(tmp_path / "train", "hidden", vectors, labels)
    assert "\n" not in str(error.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"embeddings {{", b"\xff\xfe"])
def test_a_damaged_configuration_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    tmp_path.joinpath(CONFIG).write_bytes(content)
    with pytest.raises(SettingError, match=CONFIG) as error:
        write_embeddings(tmp_path, "hidden", POINTS)
    assert "\n" not in str(error.value)
    assert tmp_path.joinpath(CONFIG).read_bytes() == content
