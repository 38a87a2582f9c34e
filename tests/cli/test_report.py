"""What a run shows at its end: names as they are, numbers as they were, in any width."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TARGET = "[/b] y_^$x_{$"
CLASSES = ("[/x]p", "[bold]p", '"two\nlines"')
# The network is not the subject: a small one, and 30 rows in one batch, are compiled soon, and once
# for all tests of one kind of data.
SMALL = ("--layers", "2", "--optimizer", "sgd")


def test_names_that_look_like_markup_or_formulas(glassnet, tmp_path: Path) -> None:
    rows = "\n".join(f"{i % 3}.{i},{i % 5},{CLASSES[i % 3]}" for i in range(30))
    (tmp_path / "names.csv").write_text(f"a,[/c]$_{{,{TARGET}\n{rows}\n")
    answer = glassnet("train", "names.csv", "--target", TARGET, "--epochs", "3", *SMALL)
    assert (answer.code, answer.error) == (0, "")
    for shown in (TARGET, "[/x]p", "[bold]p", r"two\nlines", "[/c]$_{"):
        assert shown in answer.out
    assert (tmp_path / "runs" / "names" / "boundary.png").exists()


def test_a_name_that_no_font_has_is_said_once(glassnet, tmp_path: Path) -> None:
    # A Mayan numeral, which no Latin or Korean font has.
    rows = "\n".join(f"{i},{i % 5},{'ab'[i % 2]}" for i in range(30))
    (tmp_path / "odd.csv").write_text(f"a,𝋠,y\n{rows}\n")
    line = ["train", "odd.csv", "--target", "y", "--epochs", "2", *SMALL]
    answer = glassnet(*line)
    assert answer.code == 0
    assert answer.error.startswith("glassnet: No installed font has the character '𝋠': it is ")
    assert answer.error.count("\n") == 1
    assert glassnet(*line, "--quiet").error == ""


def rows(text: str, title: str) -> list[list[str]]:
    """The cells of the table under a title."""
    lines = text[text.index(title) :].split("\n\n")[0].splitlines()
    return [line.split() for line in lines[3:]]


@pytest.mark.parametrize(
    ("make", "shown"),
    [
        (lambda i: f"{i * 0.25}", ["0", "0.25", "0.5", "0.75", "1"]),
        (
            lambda i: f"{10**9 + i / 2}",
            ["1000000000", "1000000000.5", "1000000001", "1000000001.5", "1000000002"],
        ),
    ],
)
def test_true_values_are_those_of_the_file(make, shown, glassnet, tmp_path: Path) -> None:
    (tmp_path / "line.csv").write_text(
        "x,y\n" + "".join(f"{i},{make(i)}\n" for i in range(30)),
    )
    answer = glassnet("train", "line.csv", "--target", "y", "--epochs", "3", *SMALL)
    assert [cells[0] for cells in rows(answer.out, "First 5 training rows")] == shown


def test_one_row_held_out_has_no_r2(glassnet, tmp_path: Path) -> None:
    (tmp_path / "line.csv").write_text("x,y\n" + "".join(f"{i},{i / 4}\n" for i in range(20)))
    line = "train line.csv --target y --epochs 2 --validation-split 0.05"
    out = " ".join(glassnet(*line.split(), *SMALL).out.split())
    assert "First validation row " in out
    assert "validation mean absolute error " in out
    assert "(1 row, in units of y)" in out
    assert "nan" not in out


NARROW = {
    "moons --rows 30": "class p predicted p",
    "blobs --rows 30": "class 0 1 2",
    "parity:4": "x1…x4 parity:4 p",
    "wide.csv --target price": "price predicted error",
    "many.csv --target kind": "the 3 largest",
}


@pytest.mark.parametrize("width", [40, 20])
@pytest.mark.parametrize("line", NARROW)
def test_a_narrow_terminal_gets_what_fits(
    line: str, width: int, glassnet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for name, learned in (("wide,price", "{0}.5"), ("many,kind", "it is called {1}")):
        file, target = name.split(",")
        cells = (f"{i},{i % 7},{learned.format(i, i % 5)}" for i in range(30))
        text = "\n".join([f"a long name,another,{target}", *cells])
        (tmp_path / f"{file}.csv").write_text(text)
    answer = glassnet("train", *line.split(), "--epochs", "2", *SMALL)
    assert answer.code == 0
    signs = re.compile("[ ░▒▓█]{16,}|[·#o+x*]{16,}")  # of a drawing at least 16 columns wide
    drawn = [row for row in answer.out.splitlines() if signs.search(row)]
    if width == 20 or line == "parity:4":
        assert not any(re.search("[░▒▓█·#o+x*]", row) for row in drawn)
        return
    assert drawn
    assert max(map(len, drawn)) <= width
    assert NARROW[line] in " ".join(answer.out.split())
    assert "…  " not in answer.out  # no table cuts a heading


def test_what_was_assumed_about_a_file_is_said(glassnet, tmp_path: Path) -> None:
    cells = [f"${i % 8}.50,{i % 4 + 1}_000,{i % 9},{i % 30}" for i in range(60)]
    (tmp_path / "odd.csv").write_text("price,size,n,y\n" + "\n".join(cells) + "\n")
    line = ["train", "odd.csv", "--target", "y", "--epochs", "1", "--batch-size", "60", *SMALL]
    lines = glassnet(*line).out.splitlines()
    assert lines[0] == "Text columns, one-hot encoded: price (8 different), size (4 different)"
    assert lines[1] == (
        "Regression on 30 different whole numbers; for classification: --loss "
        "sparse_categorical_crossentropy"
    )
    wished = glassnet(*line, "--loss", "sparse_categorical_crossentropy").out
    assert "Confusion matrix" in wished
    assert "Regression on" not in wished
    assert "Regression on" not in glassnet(*line, "--loss", "mse").out
