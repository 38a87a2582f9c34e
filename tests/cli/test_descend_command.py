"""`glassnet descend`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import glassnet as gn


def test_the_table_has_a_line_for_each_step(glassnet) -> None:
    answer = glassnet("descend", "x^2", "--from", "x=3", "--rate", "0.1", "--steps", "3")
    assert (answer.code, answer.error) == (0, "")
    rows = [line.split() for line in answer.out.splitlines()[2:7]]
    assert rows[0] == ["step", "x", "f(x)", "df/dx", "Δx"]
    assert rows[1] == ["0", "3", "9", "6", "−0.6"]
    assert rows[4] == ["3", "1.536", "2.3593", "3.072"]
    assert "learning rates above 1 diverge" in answer.out


def test_json_has_what_python_has(glassnet, tmp_path: Path) -> None:
    line = "descend x^2+10y^2 --from x=3,y=1 --rate 0.05 --steps 4 --optimizer sgd --optimizer adam"
    answer = glassnet(*line.split(), "--plot", "d.png", "--json")
    data = json.loads(answer.out)
    assert [each["optimizer"] for each in data["descents"]] == ["sgd", "adam"]
    for each in data["descents"]:
        found = gn.descend(
            "x^2+10y^2", {"x": 3, "y": 1}, rate=0.05, steps=4, optimizer=each["optimizer"]
        )
        points = [tuple(step["point"].values()) for step in each["steps"]]
        assert points == [step.point for step in found.steps]
        assert each["rate_limit"] == found.rate_limit
    assert data["variables"] == ["x", "y"]
    assert data["plot"] == "d.png"
    assert (tmp_path / "d.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("-x^2 --from x=0", "a maximum: no step moves"),
        ("x^2-y^2 --from x=3,y=0 --rate 0.2", "in one direction the function curves downward"),
        ("x^2 --from x=3 --rate 1.2", "Diverges: f rose from 9 to"),
        ("log(x) --from x=1 --rate 3", "Stopped after step 0: the function has no value at x = -2"),
        ("x^4 --from x=9 --rate 9", "too large"),
        ("x-log(x) --from x=0.1", "Step 1 reaches x = 1, a minimum"),
    ],
)
def test_each_end_is_a_line(glassnet, line: str, said: str) -> None:
    answer = glassnet("descend", *line.split())
    assert answer.code == 0
    assert said in answer.out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x^2", "no start; expected a value for each variable"),
        ("x*y --from x=1", "no value for y"),
        ("x^2 --from x", "expected a variable and its value"),
        ("log(x) --from x=0", "no value at x = 0"),
        ("x^2 --from x=1 --plot d.gif", "d.gif"),
        ("x^2 --from x=1 --steps 0", "steps 0"),
        ("x^2 --from x=1 --rate 0", "learning rate 0"),
        ("x^2 --from x=1 --optimizer sgdd", "Did you mean sgd"),
        ("x^^2 --from x=1", "column 3"),
    ],
)
def test_mistakes_are_one_line(glassnet, tmp_path: Path, line: str, said: str) -> None:
    answer = glassnet("descend", *line.split())
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.error
    assert answer.error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_it_speaks_korean(glassnet) -> None:
    answer = glassnet("descend", "x^2", "--from", "x=3", "--lang", "ko")
    assert "20스텝 뒤" in answer.out


def test_plain_descent_does_without_keras(tmp_path: Path) -> None:
    script = """
import sys
from glassnet.cli import run
assert run(["descend", "x^2", "--from", "x=3", "--plot", sys.argv[1]]) == 0
assert not {"keras", "jax"} & set(sys.modules)
"""
    command = [sys.executable, "-c", script, str(tmp_path / "d.svg")]
    subprocess.run(command, check=True, capture_output=True)
