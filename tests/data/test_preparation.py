"""A preparation saved as JSON treats new rows as it treated the old."""

import json

import numpy as np
import pytest

from glassnet.data import Preparation, load
from glassnet.errors import DataError

TEXT = "height,ok,city,price\n1.5,true,Seoul,10.5\n1.7,false,Busan,20\n1.6,true,Seoul,17.25\n"


@pytest.fixture
def dataset(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TEXT)
    return load(str(path), target="price")


def test_it_survives_json(dataset):
    saved = json.loads(json.dumps(dataset.preparation.to_json()))
    assert Preparation.from_json(saved) == dataset.preparation


@pytest.mark.parametrize("write", [lambda cell: cell, str])
def test_the_rows_it_was_made_from_become_the_same_x(dataset, write):
    columns = {
        "city": ["Seoul", "Busan", "Seoul"],
        "height": [write(cell) for cell in (1.5, 1.7, 1.6)],
        "ok": [write(cell) for cell in (True, False, True)],
        "unasked": [0],
    }
    x = dataset.preparation.apply(columns)
    assert x.dtype == np.float32
    assert (x == dataset.x).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"city": ["Seoul", "Busann"]},
            "'city', value 2: 'Busann' did not occur in the training",
        ),
        ({"height": ["1.5", "tall"]}, "'height'"),
        ({"height": [1.5, np.nan]}, "'height', value 2: nan"),
        ({"ok": [True, "maybe"]}, "'ok', value 2: 'maybe'"),
        ({"ok": [True]}, "'ok' has one value, 'height' 2"),
        ({"city": None}, "no column 'city'"),
    ],
)
def test_a_cell_it_cannot_hold_is_named(dataset, change, said):
    cells = {"height": [1.5, 1.6], "ok": [True, False], "city": ["Seoul", "Seoul"], **change}
    with pytest.raises(DataError) as refused:
        dataset.preparation.apply({name: cell for name, cell in cells.items() if cell is not None})
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
