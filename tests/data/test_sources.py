"""What a person may name, and what is said when the name is wrong."""

import subprocess
import sys

import numpy as np
import pytest

from glassnet.data import DATASETS, load
from glassnet.errors import DataError, SettingError


@pytest.mark.parametrize("name", DATASETS)
def test_every_row_of_the_table_makes_a_sound_dataset(name):
    dataset = load(name.replace(":N", ":3"))
    assert dataset.x.ndim == 2
    assert dataset.x.dtype == np.float32
    assert len(dataset.x) == len(dataset.y)
    assert dataset.x.shape[1] == len(dataset.feature_names)
    assert np.isfinite(dataset.x).all()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("xro", "Did you mean xor?"),
        ("moon", "Did you mean moons?"),
        ("qqqq", "Known: and, or, nand"),
        ("", "Known: and, or, nand"),
    ],
)
def test_an_unknown_name_gets_a_hint(given, said):
    with pytest.raises(DataError) as refused:
        load(given)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("data", "settings"),
    [
        ("xor", {"target": "y"}),
        ("xor", {"rows": 5}),
        ("xor", {"noise": 0.1}),
        ("parity:3", {"rows": 5}),
        ("moons", {"target": "y"}),
        ("moons", {"ignore": ["x1"]}),
        ("table.csv", {"rows": 5}),
        ("table.csv", {"noise": 0.1}),
    ],
)
def test_a_setting_that_means_nothing_is_refused(data, settings):
    with pytest.raises(SettingError, match=f"does not apply to {data}") as refused:
        load(data, **settings)
    assert not set("()[]") & set(str(refused.value)), "a list as Python writes it"


def test_a_truth_table_loads_neither_pyarrow_nor_keras():
    code = (
        "import sys, glassnet.data as d; d.load('xor'); d.load('moons');"
        "sys.exit(any(m in sys.modules for m in ('pyarrow', 'keras', 'jax', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_shuffled_keeps_rows_together():
    dataset = load("parity:6")
    shuffled = dataset.shuffled(5)
    assert (shuffled.x != dataset.x).any()
    assert (shuffled.y.ravel() == shuffled.x.sum(axis=1) % 2).all()
    assert (dataset.shuffled(5).x == shuffled.x).all()


def test_a_file_may_be_given_as_a_path(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("a,b\n0,1\n1,0\n")
    np.testing.assert_array_equal(load(file, target="b").x, load(str(file), target="b").x)


@pytest.mark.parametrize("data", [None, 3, [[0, 1]]])
def test_what_is_no_name_is_refused(data):
    with pytest.raises(DataError, match="expected the name of a dataset"):
        load(data)
