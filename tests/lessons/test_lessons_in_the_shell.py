"""`glassnet lesson`, as a person types it."""

import functools
import json
import runpy
from pathlib import Path

import pytest
from note_golden import LINES

from glassnet import cli, lessons


@pytest.fixture(autouse=True)
def each_trained_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "run", trained)


trained = functools.cache(lessons.run)  # a result is never changed, so tests may share it


def test_prints_the_notes_lines_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["lesson", "xor-hidden"]) == 0
    assert capsys.readouterr().out == LINES["xor-hidden"] + "\n"


def test_json_holds_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["lesson", "xor-hidden", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    losses = answer["reported_losses"].items()
    printed = [f"Iter: {step}, Loss: {loss:.4f}" for step, loss in losses]
    assert printed == LINES["xor-hidden"].splitlines()[:10]
    assert (answer["accuracy"], answer["predictions"]) == (1, [0, 1, 1, 0])
    assert [round(p) for p in answer["probabilities"]] == [0, 1, 1, 0]


def test_seed_and_epochs_reach_the_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["lesson", "xor-hidden", "--seed", "4", "--epochs", "2", "--json"])
    answer = json.loads(capsys.readouterr().out)
    result = trained("xor-hidden", seed=4, epochs=2)
    assert (answer["seed"], answer["epochs"], answer["loss"]) == (4, 2, result.losses[-1])


def test_without_a_name_the_lessons_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["lesson"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == list(lessons.LESSONS)


def test_source_is_a_program_of_its_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.run(["lesson", "xor-hidden", "--source"]) == 0
    program = tmp_path / "mine.py"
    program.write_text(capsys.readouterr().out, "utf-8")
    assert program.read_text("utf-8") == lessons.find("xor-hidden").source
    runpy.run_path(str(program), run_name="__main__")
    losses, predictions = map(json.loads, capsys.readouterr().out.splitlines()[-2:])
    assert predictions == [[0], [1], [1], [0]]
    assert losses == list(lessons.run("xor-hidden").reported_losses.values())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["xor-hiden"], "lesson 'xor-hiden': no such lesson. Did you mean xor-hidden?"),
        (["xor-hiden", "--source"], "Did you mean xor-hidden?"),
        (["xor-deep", "--epochs", "0"], "epochs 0: expected a whole number, 1 or more."),
        (["xor-deep", "--seed=-1"], "seed -1: expected a whole number"),
        (["xor-deep", "--seed", "x"], "--seed"),
        (["--source"], "missing argument NAME"),
        (["--plot", "a.png"], "missing argument NAME"),
        (["xor-deep", "--source", "--plot", "a.png"], "cannot be combined with --plot"),
    ],
)
def test_a_mistake_gets_one_line_and_exit_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["lesson", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert printed.err.count("\n") == 1
