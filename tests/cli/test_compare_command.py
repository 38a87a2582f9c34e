"""`glassnet compare`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import glassnet as gn


def test_json_has_what_python_has(glassnet, tmp_path: Path) -> None:
    line = (
        "compare xor --layers 2 --layers 10,10 --seeds 3 --seed 4 --epochs 60 --plot c.svg --json"
    )
    answer = glassnet(*line.split())
    data = json.loads(answer.out)
    assert (answer.code, answer.error) == (0, "")
    found = gn.compare("xor", layers=["2", "10,10"], seeds=range(4, 7), epochs=60)
    assert data["seeds"] == [4, 5, 6]
    for said, network in zip(data["networks"], found.networks, strict=True):
        assert said["name"] == network.name
        assert said["final_losses"] == network.losses[:, -1].tolist()
        assert said["final_loss"]["median"] == pytest.approx(np.median(network.losses[:, -1]))
        assert said["learned"] == network.learned.tolist()
        assert said["parameters"] == network.parameters
    assert (tmp_path / "c.svg").read_text().startswith("<?xml")


def test_the_table_is_on_the_screen(glassnet) -> None:
    answer = glassnet(*["compare", "and", "--layers", "0", "--seeds", "2", "--epochs", "300"])
    assert (answer.code, answer.error) == (0, "")
    assert "2-1               3  2/2 (100%)" in answer.out
    assert "Learned: an accuracy of at least 1 in the last epoch" in answer.out
    korean = glassnet("compare", "and", "--seeds", "1", "--epochs", "2", "--lang", "ko")
    assert "학습 성공: 마지막 에포크의 정확도가 1 이상" in korean.out


def test_a_file_of_numbers_is_compared_by_its_loss(glassnet, tmp_path: Path) -> None:
    x = np.linspace(-2, 2, 60)
    rows = [f"{a},{3 * a + 1}" for a in x]
    (tmp_path / "line.csv").write_text("\n".join(["x,y", *rows]))
    line = "compare line.csv --target y --layers 0 --seeds 2 --epochs 200 --json"
    data = json.loads(glassnet(*line.split()).out)
    assert data["threshold"] == 0.1
    assert data["networks"][0]["learned"] == [True, True]
    assert data["networks"][0]["loss"] == "mean_squared_error"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "missing argument DATA"),
        ("xro", "xro"),
        ("xor --layers ten", "expected whole numbers"),
        ("xor --seeds 0", "expected a whole number of at least 1"),
        ("xor --seeds 2000", "2,000 seeds"),
        ("xor --plot c.pdf", "c.pdf"),
        ("xor --rows 5", "rows"),
        ("xor --optimizer adm", "Did you mean adam"),
    ],
)
def test_mistakes_are_one_line(glassnet, tmp_path: Path, line: str, said: str) -> None:
    answer = glassnet("compare", *line.split())
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.error
    assert answer.error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
