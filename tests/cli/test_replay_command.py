"""`glassnet studio --save`: one file, and one line for what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from glassnet.cli.replay import studio_command
from glassnet.page.recorded import replay_page
from glassnet.text import using

BUILT = "<html><head><title>glassnet</title></head><body></body></html>"
FEW = ("--moments", "3", "--rows", "1", "--epochs", "20")


@pytest.fixture(autouse=True)
def built(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that stands for the built one."""
    page = tmp_path_factory.mktemp("built") / "embedded.html"
    page.write_text(BUILT)
    monkeypatch.setattr(replay_page, "PAGE", page)


def test_a_dataset_is_trained_and_saved(glassnet) -> None:
    found = glassnet("studio", "xor", "--save", "page.html", *FEW)
    assert found.code == 0
    assert found.out == "page.html: 0.0 MB, 3 moments up to step 20, 1 row to follow.\n"
    text = Path("page.html").read_text()
    assert "<title>glassnet studio xor</title>" in text
    assert [each.name for each in Path().iterdir()] == ["page.html"]


def test_a_lesson_and_a_file_that_is_there_is_written_anew(glassnet) -> None:
    Path("page.html").write_text("before")
    assert glassnet("studio", "xor-hidden", "--save", "page.html", *FEW).code == 0
    assert "before" not in Path("page.html").read_text()


def test_the_command_that_opens_it_live(tmp_path: Path) -> None:
    table = str(tmp_path / "my flowers.csv")
    found = studio_command(table, None, "kind", ["id"], 3)
    assert found == "glassnet studio 'my flowers.csv' --target kind --seed 3 --ignore id"
    assert studio_command("runs/xor", None, None, (), 0) == "glassnet studio runs/xor"
    told = studio_command("a.keras", table, None, (), 0)
    assert told == "glassnet studio a.keras --data 'my flowers.csv'"


@pytest.mark.parametrize(("held_out", "steps"), [("0", 120), ("0.25", 90)])
def test_a_run_goes_as_far_as_it_went(glassnet, held_out: str, steps: int) -> None:
    """Of 200 rows, 50 a step, and of the 150 that are trained on where 50 are held out."""
    given = ("--epochs", "30", "--name", "mine", "--batch-size", "50")
    given += ("--validation-split", held_out)
    assert glassnet("train", "moons", *given).code == 0
    found = glassnet("studio", "mine", "--save", "page.html", "--moments", "2", "--rows", "1")
    assert f"2 moments up to step {steps}, 1 row" in found.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--save", "page.pdf"),
            "--save page.pdf: expected a name that ends in one of .html, .htm.",
        ),
        (
            ("--save", "nowhere/page.html"),
            "nowhere/page.html: there is no folder nowhere; make it first, or choose another.",
        ),
        (("--moments", "5"), "--moments goes with --save PAGE.html."),
        (("--save", "page.html", "--moments", "1"), "--moments"),
        (("--save", "page.html", "--megabytes", "x"), "--megabytes"),
    ],
)
def test_a_mistake_is_one_line(glassnet, arguments: tuple[str, ...], said: str) -> None:
    found = glassnet("studio", "xor", *arguments)
    assert found.code == 2
    assert said in found.error
    assert found.error.count("\n") == 1
    assert not list(Path().iterdir())


def test_a_folder_is_no_file(glassnet) -> None:
    Path("page.html").mkdir()
    found = glassnet("studio", "xor", "--save", "page.html")
    assert (found.code, found.error) == (2, "glassnet: page.html: Is a directory.\n")


def test_what_cannot_fit_leaves_what_was_there(glassnet, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("page.html").write_text("before")
    Path(replay_page.PAGE).write_text(BUILT + " " * 600_000)
    found = glassnet("studio", "xor", "--save", "page.html", "--megabytes", "0.5", *FEW)
    assert found.code == 2
    assert "0.5 were asked for" in found.error
    assert Path("page.html").read_text() == "before"
    assert [each.name for each in Path().iterdir()] == ["page.html"]


def test_it_says_so_in_korean(glassnet) -> None:
    with using("ko"):
        found = glassnet("studio", "xor", "--save", "page.html", *FEW)
    assert "시점 3개" in found.out
