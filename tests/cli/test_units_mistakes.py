"""What `glassnet units` says of what it cannot do: one line, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
        ("xor", "--plot", "a.pdf"),
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
    ("xor", "--lang", "fr"): "language fr: expected en or ko.",
    ("--search", "xor", "--hidden", "9"): "--hidden 9: expected a whole number from 0 to 8.",
    ("--search", "xor", "--most", "0"): "--most 0: expected a whole number from 1 to 20.",
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
