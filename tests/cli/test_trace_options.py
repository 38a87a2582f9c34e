"""What `glassnet trace` says of its own words: in its options' names, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import glassnet as gn
from glassnet.cli.trace import output
from glassnet.text import LANGUAGES, using

KERNEL = "hidden/kernel"


def test_an_index_counts_from_the_end_as_numpys_does(glassnet) -> None:
    chains = [
        json.loads(glassnet("trace", "xor-hidden", "--weight", weight, "--json").out)["chain"]
        for weight in (f"{KERNEL}[-1,-2]", f"{KERNEL}[1,0]")
    ]
    assert chains[0] == chains[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--weight", f"{KERNEL}[-3,0]"], f"--weight {KERNEL}[-3,0]: {KERNEL} has shape [2, 2]"),
        (
            ["--weight", f"{KERNEL}[a]"],
            f"expected integers in the brackets, such as {KERNEL}[0,0]",
        ),
        (["--weight", "nothing"], "no node nothing. Known: hidden/kernel, hidden/bias"),
        (["--weight", KERNEL, "--row", "1"], f"row 1: .* such as {KERNEL}[0,0]"),
        (["--weight", f"{KERNEL}[0,0]", "--row", "4"], "row 4: the data have rows 0 to 3."),
        (["--weight", "hiden/bias[0]"], "--weight hiden/bias[0]: .* Did you mean hidden/bias?"),
    ],
)
def test_mistakes_are_told_of_options_and_not_of_python(glassnet, options, said: str) -> None:
    found = glassnet("trace", "xor-hidden", *options)
    assert (found.code, found.out) == (2, "")
    assert re.search(re.escape(said).replace(r"\.\*", ".*"), found.error)
    assert not re.search(r"chain[:(]|\.nodes|trace:", found.error)
    korean = glassnet("trace", "xor-hidden", *options, "--lang", "ko").error
    assert re.search("[가-힣]", korean)
    assert not set(re.findall(r"[a-z]{2,}", korean)) - set(re.findall(r"[a-z]{2,}", found.error))
    assert not re.search(r"\b(the|is|has|such|expected)\b", korean)


@pytest.mark.parametrize("what", ["runs/nope", "./nope", "nope", "nope.keras"])
def test_what_is_not_there_is_said_not_to_be(glassnet, what: str) -> None:
    found = glassnet("trace", what)
    assert found.code == 2
    assert re.search(f"{what}: no such (lesson|file)", found.error)
    assert re.search("없습니다", glassnet("trace", what, "--lang", "ko").error)


def test_a_mistyped_name_is_told_before_keras_is_imported(tmp_path: Path) -> None:
    (tmp_path / "model.keras").touch()
    said = {
        "trace Modle.keras --data xor": "Modle.keras: no such file. Did you mean model.keras?",
        "diagnose Modle.keras --data xor": "Modle.keras: no such file. Did you mean model.keras?",
        "diagnose XOR-Hiden": "Did you mean xor-hidden?",
        "trace nosuch": "no value for nosuch",
        "trace runs/nosuch": "runs/nosuch: no such lesson, run or MODEL.keras.",
    }
    script = """
import sys
from glassnet.cli import run
for line in sys.argv[1:]:
    assert run(line.split()) == 2
assert not {"keras", "jax"} & set(sys.modules)
"""
    command = [sys.executable, "-c", script, *said]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path)
    for line, expected in zip(done.stderr.splitlines(), said.values(), strict=True):
        assert expected in line


def test_a_folder_or_a_file_of_another_kind_is_told_of(glassnet, tmp_path: Path) -> None:
    (tmp_path / "runs" / "half").mkdir(parents=True)
    for name in ("a.weights.h5", "whole.h5", "README.md", "trace-xor.svg"):
        (tmp_path / name).touch()
    for what, said in (
        ("half", "no run.json"),
        ("runs/half", "no run.json"),
        ("a.weights.h5", "weights only"),
        ("whole.h5", "whole.h5: not a .keras file"),
        ("README.md", "README.md: not a .keras file"),
        ("trace-xor.svg", "not a .keras file"),
    ):
        assert said in glassnet("trace", what).error


def test_a_formula_with_a_stroke_is_a_formula(glassnet) -> None:
    assert json.loads(glassnet("trace", "w/x", "--at", "w=1,x=4", "--json").out)["value"] == 0.25
    assert "no value for x" in glassnet("trace", "w/x", "--at", "w=1").error


def test_numbers_are_whole_where_nobody_looks(glassnet, monkeypatch) -> None:
    """At 80 columns a range of numbers stood in two lines."""
    monkeypatch.delenv("COLUMNS", raising=False)
    lines = glassnet("trace", "xor-hidden").out.splitlines()
    nodes = json.loads(glassnet("trace", "xor-hidden", "--json").out)["nodes"]
    layers = {node["layer"] for node in nodes} - {""}
    assert len(lines) == 3 + len(nodes) + len(layers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chain_is_told_in_the_same_words_in_python(glassnet, language) -> None:
    options = ("--weight", f"{KERNEL}[0,1]", "--row", "2", "--lang", language)
    printed = glassnet("trace", "xor-hidden", *options).out.splitlines()
    data = gn.load("xor")
    trace = gn.trace(gn.lessons.LESSONS["xor-hidden"].program.build(), data.x, data.y)
    with using(language):
        told = str(trace.chain(KERNEL, (0, 1), row=2)).splitlines()
    assert (printed[2], printed[-1]) == (told[0], told[-1])
    assert set(told) <= set(printed)


def test_a_narrow_terminal_breaks_formulas_and_no_numbers(glassnet, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    wide = re.compile(r"−?[\d.]+(?:e[+-]\d+)? … −?[\d.]+")
    narrow = wide.findall(glassnet("trace", "xor-hidden").out)
    monkeypatch.delenv("COLUMNS")
    assert narrow == wide.findall(glassnet("trace", "xor-hidden").out)


def test_in_a_very_narrow_terminal_nothing_is_lost(glassnet, monkeypatch) -> None:
    digits = []
    for columns in ("40", "100"):
        monkeypatch.setenv("COLUMNS", columns)
        digits.append(sorted(re.findall(r"\d", glassnet("trace", "xor-hidden").out)))
    assert digits[0] == digits[1]


def test_the_end_of_what_is_typed_leaves(monkeypatch) -> None:
    def at_an_end() -> str:
        raise EOFError

    monkeypatch.setattr("typer.getchar", at_an_end)
    assert output._key() == "q"
