"""`glassnet units`."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest

import glassnet as gn
from glassnet.units import rendering as units_text
from glassnet.units.search import WEIGHTS, known_network, search
from glassnet.units.toml_file import read_units

XOR = ("--unit", "w=5,5 b=-8", "--unit", "w=-7,-7 b=3", "--unit", "w=-11,-11 b=6")


def test_every_row_and_both_forms_of_the_units_are_on_the_screen(glassnet) -> None:
    answer = glassnet("units", "xor")
    assert (answer.code, answer.error) == (0, "")
    for part in (
        "x1 = 0, x2 = 1\n"
        "  NN1  5·0 + 5·1 − 8 = −3                           y1 = σ(−3) = 0.0474259 → 0\n"
        "  NN2  −7·0 − 7·1 + 3 = −4                          y2 = σ(−4) = 0.0179862 → 0\n"
        "  NN3  −11·0.0474259 − 11·0.0179862 + 6 = 5.28047   ŷ = σ(5.28047) = 0.994936 → 1\n"
        "  XOR = 1: correct\n",
        "│ 0  │ 1  │ 0  │ 0  │ 1 │ 1   │ correct │",
        "│ 1  │ 1  │ 1  │ 0  │ 0 │ 0   │ correct │",
        "all 4 rows are correct.",
        "ŷ = σ(−11·y1 − 11·y2 + 6)",
        "(y1  y2) = σ( (x1  x2) · ⎡5  −7⎤ + (−8  3) )",
    ):
        assert part in answer.out
    assert answer.out.count("\n  XOR = ") == 4


def test_weights_by_hand_quoted_or_not_are_the_known_ones(glassnet) -> None:
    known = glassnet("units", "xor").out
    assert glassnet("units", "xor", *XOR).out == known
    bare = [word for given in XOR for word in given.split()]
    assert glassnet("units", "xor", *bare).out == known
    reordered = ("--unit", "b=-8 w=5, 5", "--unit", "w = −7 , -7", "--unit", "w=-11,-11", "b=3")
    assert glassnet("units", "xor", *reordered, "b=6").out == known


def test_json_has_the_numbers_that_python_has(glassnet) -> None:
    found = json.loads(glassnet("units", "xor", *XOR, "--json").out)
    network = gn.UnitNetwork(
        [[gn.Unit([5, 5], -8), gn.Unit([-7, -7], 3)], [gn.Unit([-11, -11], 6)]]
    )
    table = network.truth_table("xor")
    assert found["inputs"] == ["x1", "x2"]
    for row, said in enumerate(found["rows"]):
        assert said["x"] == table.x[row].tolist()
        for layer, activity in enumerate(table.layers):
            assert said["sums"][layer] == activity.sums[row].tolist()
            assert said["outputs"][layer] == activity.outputs[row].tolist()
        assert (said["answer"], said["target"], said["correct"]) == ([row in (1, 2)],) * 2 + (True,)
    for layer, said in zip(network.merged, found["layers"], strict=True):
        assert (said["kernel"], said["bias"]) == (layer.kernel.tolist(), layer.bias.tolist())
        units = [(unit["weights"], unit["bias"]) for unit in said["units"]]
        np.testing.assert_array_equal(np.transpose([weights for weights, _ in units]), layer.kernel)
    assert [unit["output"] for unit in found["layers"][1]["units"]] == ["ŷ"]


@pytest.mark.parametrize("gate", WEIGHTS)
def test_every_known_gate_is_right(gate: str, glassnet) -> None:
    found = json.loads(glassnet("units", gate, "--activation", "step", "--json").out)
    assert [row["correct"] for row in found["rows"]] == [True] * 4
    assert found["layers"][0]["activation"] == "step"
    assert len(found["layers"]) == len(known_network(gate).layers)


# What is looked for -> the answers of what is found; None if there is none.
SEARCHES = {
    ("xor",): [0, 1, 1, 0],
    ("xor", "--hidden", "0"): None,
    ("xor", "--hidden", "1"): None,
    ("nand", "--hidden", "0", "--most", "2"): [1, 1, 1, 0],
    ("nand", "--hidden", "0", "--most", "1"): None,
    ("0110", "--hidden", "3"): [0, 1, 1, 0],
    ("1000", "--hidden", "1"): [1, 0, 0, 0],
    ("10", "--hidden", "0"): [1, 0],
    ("01", "--hidden", "4"): [0, 1],
    ("parity:3", "--hidden", "3"): [0, 1, 1, 0, 1, 0, 0, 1],
    ("parity:3",): None,
}


@pytest.fixture
def searched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, JSON and picture of one search show the same network."""
    found: dict[tuple[object, ...], gn.UnitNetwork | None] = {}

    def remembered(target: list[int], *limits: int) -> gn.UnitNetwork | None:
        key = (*target, "in", *limits)
        if key not in found:
            found[key] = search(target, *limits)
        return found[key]

    monkeypatch.setattr("glassnet.units.search.search", remembered)


@pytest.mark.usefixtures("searched_once")
@pytest.mark.parametrize("arguments", SEARCHES)
def test_a_search(arguments: tuple[str, ...], glassnet) -> None:
    answer = glassnet("units", "--search", *arguments)
    assert (answer.code, answer.error) == (0, "")
    found = json.loads(glassnet("units", "--search", *arguments, "--json").out)
    if SEARCHES[arguments] is None:
        assert found == {"found": False}
        drawn = glassnet("units", "--search", *arguments, "--plot", "a.png")
        assert drawn.out == f"{answer.out}nothing to draw: a.png was not written.\n"
        assert glassnet("units", "--search", *arguments, "--plot", "a.png", "--json").error
        assert answer.out.startswith(f"{arguments[0].upper()}: no ")
        assert answer.out.count("\n") == 1
    else:
        assert found["found"] is True
        assert [row["answer"] for row in found["rows"]] == [[bit] for bit in SEARCHES[arguments]]
        assert answer.out.startswith("found with ")
        assert f"all {len(found['rows'])} rows are correct." in answer.out


def test_names_of_gates_in_any_case(glassnet) -> None:
    for arguments in (("XOR",), ("Xor", *XOR), ("--search", "XOR")):
        lower = [word.lower() if word.isalpha() else word for word in arguments]
        assert glassnet("units", *arguments).out == glassnet("units", *lower).out != ""


# Weights of each unit -> the widths of the layers.
LAYERS = {
    ("w=5,5",): [1],
    ("w=5,5", "w=-7,-7"): [2],
    ("w=5,5", "w=-7,-7", "w=-11,-11"): [2, 1],  # and not three side by side
    ("w=5,5", "w=7"): [1, 1],
    ("w=5", "w=7"): [1, 1],
    ("w=1,1,1", "w=1,1,1"): [2],
    ("w=1,1",) * 4: [4],
}


@pytest.mark.parametrize("weights", LAYERS)
def test_the_last_unit_is_behind_the_others_if_it_can_be(
    weights: tuple[str, ...], glassnet
) -> None:
    given = [word for unit in weights for word in ("--unit", f"{unit} b=1")]
    found = json.loads(glassnet("units", *given, "--json").out)
    assert [len(layer["units"]) for layer in found["layers"]] == LAYERS[weights]


def test_what_float32_does_not_hold_is_said(glassnet) -> None:
    given = ("--unit", "w=16777217 b=-16777216")
    assert glassnet("units", *given).out.startswith("NN1: float32 cannot represent 16777217;")
    (layer,) = json.loads(glassnet("units", *given, "--json").out)["layers"]
    assert layer["units"][0]["weights"] == layer["kernel"][0] == [2**24]


def many(n_units: int, n_inputs: int = 2) -> str:
    """A TOML file of units side by side and one behind them."""
    one = "{weights = [" + ", ".join(["1.5"] * n_inputs) + "], bias = -0.25, activation = 'tanh'}"
    last = f"weights = {[1] * n_units}, bias = -1.5"
    return f"layers = [{{units = [{', '.join([one] * n_units)}]}}, {{units = [{{{last}}}]}}]"


@pytest.mark.parametrize(
    ("n_units", "n_inputs", "columns"),
    [
        *itertools.product([1], [1], [20, 80]),
        *itertools.product([14], [2], [20, 40, 80, 200]),
        *itertools.product([18], [4], [20, 80]),
        *((3, 7, columns) for columns in (20, 80)),
        *(pytest.param(3, 9, columns, marks=pytest.mark.long) for columns in (20, 40, 80, 200)),
    ],
)
def test_every_number_is_in_the_table_however_narrow_the_screen(
    n_units: int, n_inputs: int, columns: int, glassnet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    Path("many.toml").write_text(many(n_units, n_inputs), encoding="utf-8")
    out = glassnet("units", "many.toml").out
    drawn = [line for line in out.splitlines() if line.startswith(("┃", "│"))]
    assert max(map(len, drawn)) <= columns
    parts: list[list[list[str]]] = []
    for line in drawn:
        if line.startswith("┃"):
            parts.append([])
        parts[-1].append([cell.strip() for cell in re.split("[┃│]", line)[1:-1]])
    names, lines = units_text.summary(read_units(Path("many.toml")))
    shown = {column[0]: list(column[1:]) for part in parts for column in zip(*part, strict=True)}
    assert shown == dict(zip(names, map(list, zip(*lines, strict=True)), strict=True))


def test_a_file(glassnet) -> None:
    Path("rain.toml").write_text(
        'inputs = ["[red]", "바람"]\ntarget = [0, 1]\nrows = [[0.5, -1], [2, 1]]\n'
        '[[layers]]\nunits = [{ name = "비", weights = [2, -1], bias = -2.5 }]\n',
        encoding="utf-8",
    )
    answer = glassnet("units", "rain.toml")
    assert answer.code == 0
    for part in (
        "[red] = 0.5, 바람 = −1\n  비  2·0.5 − 1·(−1) − 2.5 = −0.5   ŷ = σ(−0.5) = 0.377541 → 0\n",
        "ŷ = σ(2·[red] − 바람 − 2.5)",
        "  target = 1: correct",
    ):
        assert part in answer.out


def test_in_korean(glassnet) -> None:
    answer = glassnet("units", "--search", "0110", "--lang", "ko")
    for part in (
        "은닉 유닛 2개",
        "4개 행이 모두 맞습니다.",
        "유닛을 수식으로 쓰면:",
        "목표 = 1: 맞음",
    ):
        assert part in answer.out
    # Words are Korean: in Latin letters there are names and functions.
    assert set(re.findall("[a-z]+", answer.out)) == {"x", "y", "step"}
    wrong = glassnet("units", "and", *XOR[:2], "--unit", "w=1 b=-1", "--lang", "ko").out
    assert "4개 행 중 1개가 틀립니다." in wrong


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.SVG", b"<?xml")])
def test_a_picture(name: str, start: bytes, glassnet) -> None:
    answer = glassnet("units", "xor", "--plot", name)
    assert answer.out.endswith(f"Saved {name}\n")
    assert Path(name).read_bytes().startswith(start)
    beside = glassnet("units", "xor", "--plot", name, "--json")
    assert len(json.loads(beside.out)["rows"]) == 4
    assert beside.error == f"Saved {name}\n"
