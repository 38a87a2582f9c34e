"""What a file calls its columns and classes is shown as it is."""

from __future__ import annotations

from pathlib import Path

TARGET = "[/b] y_^$x_{$"
CLASSES = ("[/x]p", "[bold]p", '"two\nlines"')


def test_names_that_look_like_markup_or_formulas(glassnet, tmp_path: Path) -> None:
    rows = "\n".join(f"{i % 3}.{i},{i % 5},{CLASSES[i % 3]}" for i in range(30))
    (tmp_path / "names.csv").write_text(f"a,[/c]$_{{,{TARGET}\n{rows}\n")
    answer = glassnet("train", "names.csv", "--target", TARGET, "--epochs", "3")
    assert (answer.code, answer.error) == (0, "")
    for shown in (TARGET, "[/x]p", "[bold]p", r"two\nlines", "[/c]$_{"):
        assert shown in answer.out
    assert (tmp_path / "runs" / "names" / "boundary.png").exists()


def test_a_name_that_no_font_has_is_said_once(glassnet, tmp_path: Path) -> None:
    # A Mayan numeral, which no Latin or Korean font has.
    rows = "\n".join(f"{i},{i % 5},{'ab'[i % 2]}" for i in range(30))
    (tmp_path / "odd.csv").write_text(f"a,𝋠,y\n{rows}\n")
    line = ["train", "odd.csv", "--target", "y", "--epochs", "2"]
    answer = glassnet(*line)
    assert answer.code == 0
    assert answer.error.startswith("glassnet: no installed font has ")
    assert answer.error.count("\n") == 1
    assert glassnet(*line, "--quiet").error == ""
