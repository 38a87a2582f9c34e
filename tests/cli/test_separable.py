"""`glassnet separable`."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from matplotlib.font_manager import fontManager
from sklearn.datasets import load_iris

import glassnet as gn


@pytest.fixture
def iris(tmp_path: Path) -> str:
    """Fisher's irises as a file; setosa is known to be apart from the two others."""
    found = load_iris()
    names = ["sepal length", "sepal width", "petal length", "petal width", "species"]
    lines = [",".join(names)]
    for row, label in zip(found.data, found.target, strict=True):
        lines.append(",".join([*map(str, row), found.target_names[label]]))
    (tmp_path / "iris.csv").write_text("\n".join(lines) + "\n")
    return "iris.csv"


def test_xor_is_not_and_a_person_can_check_it(glassnet) -> None:
    answer = glassnet("separable", "xor", "--lang", "en")
    assert (answer.code, answer.error) == (0, "")
    assert answer.out.splitlines() == [
        "XOR is not linearly separable: no straight line separates 0 from 1.",
        "  The convex hulls of both classes contain the point (1/2, 1/2):",
        "    0: 1/2·(0, 0) + 1/2·(1, 1) = (1/2, 1/2)   [rows 1, 4]",
        "    1: 1/2·(0, 1) + 1/2·(1, 0) = (1/2, 1/2)   [rows 2, 3]",
        "  A straight line with each class on its own side would have this point on both sides.",
        "Remove 1 of 4 rows to make the rest linearly separable (no fewer will do): row 4",
    ]


def test_and_is(glassnet) -> None:
    answer = glassnet("separable", "and", "--lang", "en")
    assert "AND is linearly separable: a straight line separates 0 from 1." in answer.out
    assert "ŷ = σ(2·x1 + 2·x2 − 3)" in answer.out


def test_one_class_of_a_file_against_the_others(glassnet, iris: str, tmp_path: Path) -> None:
    arguments = ("separable", iris, "--target", "species", "--class")
    found = json.loads(glassnet(*arguments, "setosa", "--json", "--lang", "en").out)
    assert found["separable"] is True
    assert found["classes"] == ["the others", "setosa"]
    data = load_iris()
    heights = data.data @ found["hyperplane"]["weights"] + found["hyperplane"]["bias"]
    assert ((heights > 0) == (data.target == 0)).all()

    other = json.loads(glassnet(*arguments, "virginica", "--json").out)
    assert other["separable"] is False
    cells = [line.split(",") for line in (tmp_path / iris).read_text().splitlines()]
    for column, value in enumerate(other["common_point"]["point"]):
        for name, part in (("other", "first"), ("virginica", "second")):
            shares = other["common_point"][part]
            total = sum(
                # A row's number is its line in the file, where the header is 1.
                Fraction(share["weight"]) * Fraction(cells[share["row"] - 1][column])
                for share in shares
            )
            assert total == Fraction(value)
            assert all(
                (cells[share["row"] - 1][4] == "virginica") == (name == "virginica")
                for share in shares
            )


def test_more_than_two_classes_need_a_choice(glassnet, iris: str) -> None:
    answer = glassnet("separable", iris, "--target", "species", "--lang", "en")
    assert (answer.code, answer.out) == (2, "")
    assert answer.error == (
        "glassnet: 3 classes (setosa, versicolor, virginica); choose one to separate from the "
        "others: --class setosa\n"
    )


def test_rows_that_contradict_are_named_as_in_the_file(glassnet, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b,y\n0.5,1,no\n2,2,yes\n0.50,1.0,yes\n")
    answer = glassnet("separable", "a.csv", "--target", "y", "--lang", "en")
    assert answer.code == 0
    assert "rows 2, 4 are the same point (0.5, 1), labelled no and yes." in answer.out
    assert "Remove 1 of 3 rows" in answer.out


def test_decimals_are_taken_as_they_are_written(glassnet, tmp_path: Path) -> None:
    # In 64-bit floats 0.1 + 0.2 is above 0.3; as decimals 0.3 is on the line from 0.1 to 0.5.
    (tmp_path / "a.csv").write_text("a,y\n0.1,0\n0.3,1\n0.5,0\n")
    found = json.loads(glassnet("separable", "a.csv", "--target", "y", "--json").out)
    assert found["common_point"]["point"] == ["3/10"]
    assert [share["weight"] for share in found["common_point"]["first"]] == ["1/2", "1/2"]


def test_words_and_booleans_are_features_too(glassnet, tmp_path: Path) -> None:
    rows = ["colour,big,y", "red,true,1", "red,false,1", "blue,true,0", "blue,false,0"]
    (tmp_path / "a.csv").write_text("\n".join(rows) + "\n")
    found = json.loads(glassnet("separable", "a.csv", "--target", "y", "--json").out)
    assert found["separable"] is True
    assert found["features"] == ["colour=blue", "colour=red", "big"]


def test_a_shape_takes_its_settings(glassnet) -> None:
    arguments = (
        "separable",
        "blobs",
        "--rows",
        "60",
        "--noise",
        "0.05",
        "--seed",
        "3",
        "--class",
        "1",
    )
    found = json.loads(glassnet(*arguments, "--json").out)
    shape = gn.load("blobs", rows=60, noise=0.05, seed=3)
    assert found["separable"] is gn.separate(shape.x, shape.y == 1).separable is True
    heights = shape.x @ np.array(found["hyperplane"]["weights"]) + found["hyperplane"]["bias"]
    assert ((heights > 0) == (shape.y == 1)).all()


def test_numbers_that_stand_next_to_each_other(glassnet, tmp_path: Path) -> None:
    lines = ["x,y,c", "0,0,a", "1000000000000000,1000000000000000,a"]
    (tmp_path / "a.csv").write_text("\n".join([*lines, "500000000000000,500000000000001,b"]) + "\n")
    answer = glassnet("separable", "a.csv", "--target", "c", "--lang", "en")
    assert (
        "  Decision boundary: −2·x + 2·y − 1 = 0 (below 0 for every row of class a," in answer.out
    )
    assert "Maximum margin: " in answer.out


def test_what_has_no_room_on_a_line_is_shortened(glassnet, tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    names = ",".join(f"feature_{k}" for k in range(200))
    rows = [
        ",".join(map(str, row)) + f",{'n' * 2600 if row[0] > 0 else 'yes'}"
        for row in chance.normal(size=(60, 200)).round(3).tolist()
    ]
    (tmp_path / "a.csv").write_text("\n".join([names + ",c", *rows]) + "\n")
    for language in ("en", "ko"):
        answer = glassnet("separable", "a.csv", "--target", "c", "--lang", language)
        assert (answer.code, answer.error) == (0, "")
        assert " + … " in answer.out
        assert len(answer.out) < 3000


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1e300,a\n-1e300,b\n", "points: 1e+300 is too large; expected numbers up to 1e100."),
        ("1e200,a\n2e200,b\n3e200,a\n", "expected numbers up to 1e100."),
        ("1e160,a\n2e160,b\n", "expected numbers up to 1e100."),
        ("1e-320,a\n2e-320,b\n", "feature x varies by 9.9998"),
    ],
)
def test_numbers_out_of_range_get_one_line(rows: str, said: str, glassnet, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,c\n" + rows)
    answer = glassnet("separable", "a.csv", "--target", "c", "--lang", "en")
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.error
    assert answer.error.count("\n") == 1


def test_a_weight_too_large_for_a_unit(glassnet, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,c\n1e-50,a\n2e-50,b\n")
    answer = glassnet("separable", "a.csv", "--target", "c", "--lang", "en")
    assert (answer.code, answer.error) == (0, "")
    assert "Decision boundary: 2e+50·x − 3 = 0 (below 0 for every row of class a," in answer.out
    assert "As a logistic unit: none" in answer.out


def test_a_terminal_is_not_told_to_be_red(glassnet, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('x,c\n1,\x1b[31mred\n2,"b\nc"\n')
    answer = glassnet("separable", "a.csv", "--target", "c", "--lang", "en")
    assert r"separates '\x1b[31mred' from 'b\nc'." in answer.out
    assert "\x1b" not in answer.out


def test_a_picture_that_cannot_be_saved_is_told_before_the_answer(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "glassnet", "separable", "xor", "--plot", "no/x.png"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert (
        ended.stderr
        == "glassnet: no/x.png: there is no folder no; make it first, or choose another.\n"
    )


def test_korean(glassnet) -> None:
    answer = glassnet("separable", "xor", "--lang", "ko")
    assert "XOR: 선형 분리 불가능. 두 클래스(0, 1)를 나누는 직선이 없습니다" in answer.out
    assert "이보다 적게 빼서는 불가능합니다" in answer.out


@pytest.mark.parametrize("gate", ["xor", "and"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_picture(gate: str, ending: str, glassnet, tmp_path: Path) -> None:
    answer = glassnet("separable", gate, "--plot", f"a.{ending}", "--lang", "en")
    assert (answer.code, answer.out.splitlines()[-1]) == (0, f"Saved a.{ending}")
    start = (tmp_path / f"a.{ending}").read_bytes()[:5]
    assert start == (b"\x89PNG\r" if ending == "png" else b"<?xml")


@pytest.mark.parametrize("line", [("and",), ("xor",), ("blobs", "--class", "0")])
def test_without_a_korean_font_nothing_korean_is_drawn(
    line: tuple[str, ...], glassnet, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = [font for font in fontManager.ttflist if "mpl-data" in font.fname]
    monkeypatch.setattr(fontManager, "ttflist", own)
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", list)
    answer = glassnet("separable", *line, "--plot", "a.png", "--lang", "ko")
    assert (answer.code, answer.error) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("xro",), "no built-in dataset or file 'xro'. Did you mean xor?"),
        (("nothing.csv", "--target", "y"), "nothing.csv"),
        (("a.csv",), "which column is the target?"),
        (("a.csv", "--target", "Y"), "no column 'Y'. Did you mean y?"),
        (("a.csv", "--target", "a"), "target 'a' has numbers that hardly repeat; expected classes"),
        (("a.csv", "--target", "y", "--class", "tue"), "no such class. Did you mean tuo?"),
        (("a.csv", "--target", "y", "--rows", "3"), "rows 3: does not apply to a.csv."),
        (("xor", "--target", "y"), "target y: does not apply to xor."),
        (("xor", "--plot", "a.jpg"), "expected a name that ends in .png or .svg."),
        (("aa.csv", "--target", "c"), "no file 'aa.csv'. Did you mean a.csv?"),
        (("notes.csv", "--target", "c"), "no file 'notes.csv'."),
        (("parity:3", "--plot", "a.png"), "3 features; expected 2 for a picture of the plane."),
        (("xor", "--lang", "fr"), "language fr: expected en or ko."),
        (("xor", "--seed", "-1"), "seed -1"),
    ],
)
def test_mistakes_get_one_line(arguments, said: str, glassnet, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,y\n0.1,one\n0.3,tuo\n0.5,one\n0.7,three\n1.5,three\n")
    (tmp_path / "notes.toml").write_text("")
    answer = glassnet("separable", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.error
    assert "notes.toml" not in answer.error
    assert answer.error.count("\n") == 1
