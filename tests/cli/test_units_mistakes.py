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


GATES = "Known: and, or, nand, nor, xor, xnor, xor-units, "
TABLE = "is not a truth table; expected a gate such as xor or parity:3, or a 0 or 1"

NOTHING = "nothing to compute; name a gate or a TOML file, or give units with --unit w=5,5 b=-8."

# Arguments -> what is said of the mistake in them.
MISTAKES = {
    (): NOTHING,
    ("",): f"no gate, lesson, run or file ''. {GATES}",
    ("xro",): "no gate, lesson, run or file 'xro'. Did you mean xor?",
    ("XRO",): "no gate, lesson, run or file 'XRO'. Did you mean xor?",
    ("zzz",): f"no gate, lesson, run or file 'zzz'. {GATES}",
    (".",): f"no gate, lesson, run or file '.'. {GATES}",
    ("0110",): "0110: no weights are known for it; find some with --search.",
    ("parity:3",): "parity:3: no weights are known for it; find some with --search.",
    ("xor", "and"): "and: expected one gate or file, and units with --unit.",
    ("xor", "b=3"): "b=3: expected one gate or file, and units with --unit.",
    ("--unit", ""): "--unit : expected weights and a bias, such as --unit w=5,5 b=-8.",
    ("--unit", "w=5,5"): "--unit w=5,5: expected weights and a bias",
    ("--unit", "b=5"): "--unit b=5: expected weights and a bias",
    ("--unit", "w= b="): "--unit w= b=: expected weights and a bias",
    ("--unit", "w=5,,5 b=1"): "--unit w=5,,5 b=1: expected",
    ("--unit", "w=5 5 b=1"): "--unit w=5 5 b=1: expected",
    ("--unit", "w=5,5 b=1 c=2"): "--unit w=5,5 b=1 c=2: expected",
    ("--unit", "w=5,5 w=6,6 b=1"): "--unit w=5,5 w=6,6 b=1: expected",
    ("--unit", "w=five b=1"): "--unit w=five b=1: expected",
    ("--unit", "w=nan b=1"): "a weight is nan; expected a finite float32 number, up to 3.4e38.",
    ("--unit", "w=1 b=-inf"): "a bias is -inf;",
    ("--unit", "w=1e300 b=0"): "a weight is 1e+300;",
    ("--unit", "w=3e38,3e38 b=0"): "a sum of NN1 overflows float32;",
    ("--unit", "w=1,1 b=0", "--unit", "w=1,1,1 b=0"): "NN2 has 3 weights; expected 1, one for each "
    "of its inputs. Other layers can be given in a TOML file, with [[layers]] for each.",
    ("--unit", "w=1,1 b=0", "--unit", "w=1 b=0", "--unit", "w=1,1 b=0"): "NN2 has one weight;",
    ("--unit", "w=1,1,1,1,1,1,1,1,1,1,1 b=0"): "a truth table of 11 inputs is too large;",
    (
        "--unit",
        "w=1 b=1",
        "--activation",
        "sigmod",
    ): "unknown activation sigmod. Did you mean sigmoid?",
    ("xor", "--activation", "relu"): "relu outputs cannot be compared with a target:",
    ("xor", "--activation", ""): "unknown activation . Known: sigmoid,",
    ("xro", "--unit", "w=1,1 b=0"): f"xro {TABLE}",
    ("0110", "--unit", "w=1,1,1 b=0"): "the target has 4 values; expected 8.",
    ("parity:x", "--unit", "w=1,1,1 b=0"): "parity:x: expected parity:N with a whole number from 1",
    ("--search",): NOTHING,
    ("--search", ""): TABLE,
    ("--search", "0"): f"0 {TABLE}",
    ("--search", "011"): f"011 {TABLE}",
    ("--search", "0120"): f"0120 {TABLE}",
    ("--search", "١٠"): f"١٠ {TABLE}",
    ("--search", "moons"): f"moons {TABLE}",
    ("--search", "units.toml"): f"units.toml {TABLE}",
    ("--search", "parity:17"): "parity:17: expected parity:N with a whole number from 1 to 16, "
    "such as parity:3.",
    (
        "--search",
        "parity:5",
    ): "369,634,455 networks are too many to search;",
    (
        "--search",
        "xor",
        "--unit",
        "w=1,1 b=0",
    ): "--search and --unit cannot be combined;",
    ("--search", "xor", "--activation", "step"): "--search and --activation cannot be combined;",
    ("xor", "--hidden", "0"): "--hidden is an option of --search;",
    ("xor", "--most", "3"): "--most is an option of --search;",
    ("units.toml", "--activation", "step"): "units.toml and --activation cannot be combined;",
    ("missing.toml",): "missing.toml: no such file.",
    ("Unit.toml",): "Unit.toml: no such file. Did you mean units.toml?",
    ("folder.toml",): "folder.toml: a folder; expected a TOML file.",
    ("empty.toml",): "empty.toml: expected [[layers]] with units, each with weights and bias.",
    ("binary.toml",): "binary.toml: not UTF-8 text; save it as UTF-8.",
    ("syntax.toml",): "syntax.toml: not valid TOML, line 2, column 9: Expected ']]' at the "
    "end of an array declaration.",
    ("target.toml",): "target.toml: the target holds 2 for row 3; expected 0 or 1.",
    ("xor", "--plot", "a.gif"): "a.gif: expected a name that ends in .png or .svg.",
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
