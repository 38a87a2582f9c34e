"""`glassnet units`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import glassnet as gn
from glassnet.networks import units_text
from glassnet.networks.known_units import WEIGHTS, known_network
from glassnet.networks.units_file import read_units

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
    ("01", "--hidden", "5"): [0, 1],
    ("parity:3", "--hidden", "3"): [0, 1, 1, 0, 1, 0, 0, 1],
    ("parity:3",): None,
}


@pytest.mark.parametrize("arguments", SEARCHES)
def test_a_search(arguments: tuple[str, ...], glassnet) -> None:
    answer = glassnet("units", "--search", *arguments)
    assert (answer.code, answer.error) == (0, "")
    found = json.loads(glassnet("units", "--search", *arguments, "--json").out)
    if SEARCHES[arguments] is None:
        assert found == {"found": False}
        drawn = glassnet("units", "--search", *arguments, "--plot", "a.png")
        assert drawn.out == f"{answer.out}there is nothing to draw: a.png was not written.\n"
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
    assert glassnet("units", *given).out.startswith("NN1: float32 has no 16777217;")
    (layer,) = json.loads(glassnet("units", *given, "--json").out)["layers"]
    assert layer["units"][0]["weights"] == layer["kernel"][0] == [2**24]


def many(n_units: int, n_inputs: int = 2) -> str:
    """A TOML file of units side by side and one behind them."""
    one = "{weights = [" + ", ".join(["1.5"] * n_inputs) + "], bias = -0.25, activation = 'tanh'}"
    last = f"weights = {[1] * n_units}, bias = -1.5"
    return f"layers = [{{units = [{', '.join([one] * n_units)}]}}, {{units = [{{{last}}}]}}]"


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
@pytest.mark.parametrize(("n_units", "n_inputs"), [(1, 1), (14, 2), (18, 4), (3, 9)])
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
    names, lines = units_text.summary(read_units(Path("many.toml")).truth_table())
    shown = {column[0]: list(column[1:]) for part in parts for column in zip(*part, strict=True)}
    assert shown == dict(zip(names, map(list, zip(*lines, strict=True)), strict=True))


def test_a_full_disk_is_said() -> None:
    for arguments in (("xor",), ("xor", "--json"), ("--search", "xor", "--hidden", "0")):
        with Path("/dev/full").open("w") as full:
            process = subprocess.run(
                [sys.executable, "-m", "glassnet", "units", *arguments],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert process.returncode == 2
        assert process.stderr == "glassnet: output: No space left on device.\n"


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
    # Words are Korean: in Latin letters there are names, functions, and what 층 is in English.
    assert set(re.findall("[a-z]+", answer.out)) == {"x", "y", "step", "layer"}
    wrong = glassnet("units", "and", *XOR[:2], "--unit", "w=1 b=-1", "--lang", "ko").out
    assert "4개 행 중 1개가 틀립니다." in wrong


HANGUL = re.compile("[가-힣]")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("xro",),
        ("parity:3",),
        ("xor", "and"),
        ("--search", "xro"),
        ("--search", "moons"),
        ("--search", "parity:6"),
        ("xor", "--search", "--unit", "w=1 b=1"),
        ("xor", "--hidden", "2"),
        ("--unit", "w=1"),
        ("--unit", "w=1e99 b=1"),
        ("--unit", "w=1,2 b=1", "--unit", "w=1,2,3 b=1"),
        ("syntax.toml",),
        ("folder.toml",),
        ("--search", "parity:17"),
        ("--unit", "w=1 b=1", "--activation", "sigmod"),
        ("--unit", "w=1 b=1", "--plot", "a.png"),
        ("--unit", "w=3e38,3e38 b=1"),
        ("xor", "--unit", "w=1,2 b=1", "--activation", "relu"),
        ("damaged.toml",),
        ("unknown.toml",),
    ],
)
def test_mistakes_are_told_in_korean(arguments: tuple[str, ...], glassnet) -> None:
    Path("damaged.toml").write_text("layers = 3", encoding="utf-8")
    Path("unknown.toml").write_text("layer = 3", encoding="utf-8")
    Path("syntax.toml").write_text("layer", encoding="utf-8")
    Path("folder.toml").mkdir()
    answer = glassnet("units", *arguments, "--lang", "ko")
    assert (answer.code, answer.out, answer.error.count("\n")) == (2, "", 1)
    assert HANGUL.search(answer.error)
    assert not re.search("expected|there is|the file", answer.error)


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.SVG", b"<?xml")])
def test_a_picture(name: str, start: bytes, glassnet) -> None:
    answer = glassnet("units", "xor", "--plot", name)
    assert answer.out.endswith(f"saved {name}\n")
    assert Path(name).read_bytes().startswith(start)
    beside = glassnet("units", "xor", "--plot", name, "--json")
    assert len(json.loads(beside.out)["rows"]) == 4
    assert beside.error == f"saved {name}\n"


GATES = "Known: and, or, nand, nor, xor, xnor."
TABLE = "is no truth table; expected a gate such as xor or parity:3, or a 0 or 1"

# Arguments -> what is said of the mistake in them.
MISTAKES = {
    (): "name a gate, a TOML file, or units by --unit w=5,5 b=-8.",
    ("",): f"target : there is no such gate. {GATES}",
    ("xro",): "target xro: there is no such gate. Did you mean xor?",
    ("XRO",): "target XRO: there is no such gate. Did you mean xor?",
    ("zzz",): f"target zzz: there is no such gate. {GATES}",
    (".",): f"target .: there is no such gate. {GATES}",
    ("0110",): "0110: no weights are known for it; look for some with --search.",
    ("parity:3",): "parity:3: no weights are known for it; look for some with --search.",
    ("xor", "and"): "and: expected one gate or file, and units by --unit.",
    ("xor", "b=3"): "b=3: expected one gate or file, and units by --unit.",
    ("--unit", ""): "--unit : expected weights and a bias, such as --unit w=5,5 b=-8.",
    ("--unit", "w=5,5"): "--unit w=5,5: expected weights and a bias",
    ("--unit", "b=5"): "--unit b=5: expected weights and a bias",
    ("--unit", "w= b="): "--unit w= b=: expected weights and a bias",
    ("--unit", "w=5,,5 b=1"): "--unit w=5,,5 b=1: expected",
    ("--unit", "w=5 5 b=1"): "--unit w=5 5 b=1: expected",
    ("--unit", "w=5,5 b=1 c=2"): "--unit w=5,5 b=1 c=2: expected",
    ("--unit", "w=5,5 w=6,6 b=1"): "--unit w=5,5 w=6,6 b=1: expected",
    ("--unit", "w=five b=1"): "--unit w=five b=1: expected",
    ("--unit", "w=nan b=1"): "a weight is nan; expected a finite number, of size 3.4e38 at most.",
    ("--unit", "w=1 b=-inf"): "a bias is -inf;",
    ("--unit", "w=1e300 b=0"): "a weight is 1e+300;",
    ("--unit", "w=3e38,3e38 b=0"): "a sum of NN1 is too large for float32;",
    ("--unit", "w=1,1 b=0", "--unit", "w=1,1,1 b=0"): "NN2 has 3 weights; expected 1, one for each "
    "of its inputs. Other layers are written in a TOML file, with [[layers]] for each.",
    ("--unit", "w=1,1 b=0", "--unit", "w=1 b=0", "--unit", "w=1,1 b=0"): "NN2 has one weight;",
    ("--unit", "w=1,1,1,1,1,1,1,1,1,1,1 b=0"): "11 inputs have more combinations than a table",
    ("--unit", "w=1 b=1", "--activation", "sigmod"): "activation sigmod: there is none of that "
    "name. Did you mean sigmoid?",
    ("xor", "--activation", "relu"): "outputs of relu are no answers of 0 and 1 to compare",
    ("xor", "--activation", ""): "activation : there is none of that name. Known: sigmoid,",
    ("xro", "--unit", "w=1,1 b=0"): f"xro {TABLE}",
    ("0110", "--unit", "w=1,1,1 b=0"): "the target has 4 values; expected 8.",
    ("parity:x", "--unit", "w=1,1,1 b=0"): "parity:x: expected parity:N with a whole number from 1",
    ("--search",): "name a gate, a TOML file, or units by --unit w=5,5 b=-8.",
    ("--search", ""): TABLE,
    ("--search", "0"): f"0 {TABLE}",
    ("--search", "011"): f"011 {TABLE}",
    ("--search", "0120"): f"0120 {TABLE}",
    ("--search", "١٠"): f"١٠ {TABLE}",
    ("--search", "moons"): f"moons {TABLE}",
    ("--search", "units.toml"): f"units.toml {TABLE}",
    ("--search", "parity:17"): "parity:17: expected parity:N with a whole number from 1 to 16, "
    "such as parity:3.",
    ("--search", "parity:5"): "a search over 369,634,455 networks; expected 500,000 or fewer:",
    ("--search", "xor", "--unit", "w=1,1 b=0"): "--search and --unit: expected one of them.",
    ("--search", "xor", "--activation", "step"): "--search and --activation: expected one of them.",
    ("xor", "--hidden", "0"): "--hidden is for a search; expected --search with it.",
    ("xor", "--most", "3"): "--most is for a search; expected --search with it.",
    ("units.toml", "--activation", "step"): "units.toml and --activation: expected one of them.",
    ("missing.toml",): "missing.toml: there is no such file.",
    ("folder.toml",): "folder.toml: a folder; expected a TOML file.",
    ("empty.toml",): "empty.toml: expected [[layers]] with units, each with weights and bias.",
    ("binary.toml",): "binary.toml: no UTF-8 text; save it as UTF-8.",
    ("syntax.toml",): "syntax.toml: no TOML in line 2, column 9: Expected ']]' at the end of an "
    "array declaration.",
    ("target.toml",): "target.toml: the target holds 2 for row 3; expected 0 or 1.",
    ("xor", "--plot", "a.gif"): "save 'a.gif': expected a name that ends in .png or .svg.",
    ("--unit", "w=1 b=0", "--plot", "a.png"): "one input; expected 2 to draw units as lines",
    ("--unit", "w=1,1,1 b=0", "--plot", "a.png"): "3 inputs; expected 2 to draw units as lines",
    ("xor", "--lang", "fr"): "--lang fr: expected en or ko.",
    ("--search", "xor", "--hidden", "9"): "Invalid value for '--hidden':",
    ("--search", "xor", "--most", "0"): "Invalid value for '--most':",
}


@pytest.fixture
def files(glassnet) -> None:
    for name, written in {
        "units.toml": b"layers = [{units = [{weights = [1, 1]}]}]",
        "empty.toml": b"",
        "target.toml": b"target = [0, 1, 2, 0]\nlayers = [{units = [{weights = [1, 1]}]}]",
        "binary.toml": b"\xff\xfe\x00\x01",
        "syntax.toml": b"a = 1\n[[layers]\nunits = []",
    }.items():
        Path(name).write_bytes(written)
    Path("folder.toml").mkdir()


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("arguments", MISTAKES)
def test_a_mistake_gets_one_line(arguments: tuple[str, ...], glassnet) -> None:
    answer = glassnet("units", *arguments)
    assert (answer.code, answer.error.count("\n")) == (2, 1)
    assert answer.error.startswith(f"glassnet: {MISTAKES[arguments]}")
    assert answer.out == ""
    assert not Path("a.png").exists()
