"""`glassnet train` as a person uses it."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from glassnet.cli import Terminate
from glassnet.cli.train import report
from glassnet.cli.train.progress import LossLines
from glassnet.data import load
from glassnet.training import Trainer

CONTROL = re.compile(r"\x1b|\r")
# Where the network is not the subject: it is compiled soon.
SMALL = ("--layers", "2", "--optimizer", "sgd")
MOONS = ("train", "moons", "--rows", "32", "--batch-size", "8", *SMALL)


def test_xor_from_the_first_line_to_the_files(glassnet, tmp_path: Path) -> None:
    answer = glassnet("train", "xor", "--seed", "7")
    assert (answer.code, answer.error) == (0, "")
    assert not CONTROL.search(answer.out)
    lines = answer.out.splitlines()
    assert re.fullmatch(r"epoch 1: loss 0\.\d{4}", lines[0])
    assert re.fullmatch(r"epoch 1000: loss 0\.\d{4}", lines[10])
    assert answer.out.count(" correct") == 4
    assert "training accuracy 100% (4 of 4 rows)" in lines
    assert lines[-1] == "Saved in runs/xor"
    folder = tmp_path / "runs" / "xor"
    assert sorted(os.listdir(folder)) == [
        ".lock",
        "boundary.png",
        "history.csv",
        "loss.png",
        "model.keras",
        "run.json",
    ]
    for picture in ("boundary.png", "loss.png"):
        assert (folder / picture).read_bytes().startswith(b"\x89PNG")
    run = json.loads((folder / "run.json").read_text())
    assert run["settings"]["seed"] == 7
    assert run["settings"]["loss"] == "binary_crossentropy"
    assert run["versions"]["keras"] == keras.__version__
    assert run["results"]["training"]["confusion"] == [[2, 0], [0, 2]]
    assert (run["state"], run["epochs"]) == ("finished", 1000)
    assert len((folder / "history.csv").read_text().splitlines()) == 1001
    # The saved model is the one whose answers and weights were printed.
    model = keras.saving.load_model(folder / "model.keras")
    assert printed_weights(answer.out) == [
        pytest.approx(weights.ravel(), rel=6e-4) for weights in model.get_weights()
    ]
    printed = [float(p) for p in re.findall(r"(\d\.\d{4})   correct", answer.out)]
    answers = model.predict(load("xor").x, verbose=0)[:, 0]
    np.testing.assert_allclose(printed, answers, atol=6e-5)


def printed_weights(out: str) -> list[list[float]]:
    """W and b of each layer, as they stand on the screen."""
    shown = out.split("Learned weights W")[1].split("training accuracy")[0].replace("−", "-")
    blocks = re.findall(r"[⎡\[][^⎦\]]*[⎦\]]", re.sub(r"[Wb] = ", "", shown))
    return [[float(number) for number in re.findall(r"-?\d[\d.e+-]*", block)] for block in blocks]


def test_weights_of_a_large_network_are_not_printed(glassnet) -> None:
    line = ["train", "xor", "--epochs", "2", "--layers", "10,10"]
    assert "Learned weights" not in glassnet(*line).out
    assert "weights" not in json.loads(glassnet(*line, "--json").out)


def test_every_line_is_korean_when_asked_for(glassnet, tmp_path: Path) -> None:
    rows = "\n".join(f"{i % 5},{'상하'[i % 2]},{i % 3}" for i in range(40))
    (tmp_path / "표.csv").write_text(f"크기,종류,등급\n{rows}\n")
    (tmp_path / "값.csv").write_text(f"크기,종류,값\n{rows.replace(',1', ',1.5')}\n")
    rest = ["--validation-split", "0.2", "--epochs", "2", "--lang", "ko", *SMALL]
    for line in (["xor"], ["표.csv", "--target", "등급"], ["값.csv", "--target", "값"]):
        answer = glassnet("train", *line, *(rest if len(line) > 1 else [*rest[2:], "--plot"]))
        assert answer.code == 0, answer.error
        # What stays: names of data, settings and files.
        names = r"xor|class|sigmoid|relu|sgd|hidden1|output|runs|x\d|p\b|W |b\b|tanh|Noto Sans CJK"
        words = re.findall(r"(?<!\d)[A-Za-z]+", re.sub(names, "", answer.out + answer.error))
        assert set(words) <= {"R", "b", "glassnet"}, answer.out
    answer = glassnet("runs", "--lang", "ko").out + glassnet("runs", "show", "xor", "--lang=ko").out
    assert "중단" not in answer
    for word in ("이름", "데이터", "완료", "학습 정확도", "2/2", "이어서"):
        assert (word in answer) == (word != "이어서")


def test_the_same_seed_gives_the_same_run(glassnet, tmp_path: Path) -> None:
    for _ in range(2):
        assert glassnet(*MOONS, "--epochs", "3", "--quiet").code == 0
    first, again = (tmp_path / "runs" / name / "history.csv" for name in ("moons", "moons-2"))
    assert first.read_text() == again.read_text()


def test_json_is_one_object_and_quiet_is_silent(glassnet) -> None:
    answer = glassnet("train", "xor", "--epochs", "5", *SMALL, "--json")
    run = json.loads(answer.out)
    assert answer.error == ""
    assert run["run"] == "runs/xor"
    assert run["settings"]["epochs"] == 5
    model = keras.saving.load_model(Path(run["run"]) / "model.keras")
    for layer in model.layers:
        kernel, bias = layer.get_weights()
        printed = run["weights"][layer.name]
        np.testing.assert_array_equal(np.float32(printed["kernel"]), kernel)
        np.testing.assert_array_equal(np.float32(printed["bias"]), bias)
    quiet = glassnet("train", "xor", "--epochs", "5", *SMALL, "--quiet")
    assert (quiet.code, quiet.out, quiet.error) == (0, "", "")


def test_accuracy_is_named_for_the_rows_it_was_measured_on(glassnet) -> None:
    out = glassnet(*MOONS, "--epochs", "20", "--validation-split", "0.25").out
    assert "training accuracy" in out
    assert "validation accuracy" in out
    assert "Confusion matrix, validation rows" in out
    assert not re.search(r"(?<!training )(?<!validation )accuracy", out)
    assert re.search(r"epoch 1: loss \d\.\d{4}, validation loss \d\.\d{4}", out)


def test_lines_come_every_so_many_epochs(glassnet) -> None:
    out = glassnet("train", "xor", "--epochs", "21", "--every", "7").out
    assert re.findall(r"epoch (\d+):", out) == ["1", "7", "14", "21"]


def test_a_table_with_text_and_a_real_target(glassnet, tmp_path: Path) -> None:
    rows = "\n".join(f"{i},{'ab'[i % 2]},{3 * i + 100 * (i % 2)}.5" for i in range(32))
    (tmp_path / "prices.csv").write_text(f"size,kind,price\n{rows}\n")
    answer = glassnet("train", "prices.csv", "--target", "price", "--epochs", "400")
    assert answer.code == 0
    r2 = re.search(r"training R² (\S+), mean absolute error", answer.out)
    assert r2 is not None
    assert float(r2.group(1)) > 0.95
    run = json.loads((tmp_path / "runs" / "prices" / "run.json").read_text())
    assert run["data"]["preparation"]["target"]["name"] == "price"
    assert not (tmp_path / "runs" / "prices" / "boundary.png").exists()


def test_a_loss_decides_what_whole_numbers_are_and_a_resumed_run_keeps_to_it(
    glassnet, tmp_path: Path
) -> None:
    rows = "\n".join(f"{i % 7},{i % 3},{i % 5 + 1}" for i in range(40))
    (tmp_path / "ratings.csv").write_text(f"a,b,stars\n{rows}\n")
    line = ["train", "ratings.csv", "--target", "stars", "--epochs", "3", "--loss", "mse"]
    line += SMALL
    assert glassnet(*line, "--validation-split", "0.2", "--quiet").code == 0
    kept = tmp_path / "runs" / "ratings" / "run.json"
    run = json.loads(kept.read_text())
    assert (run["data"]["task"], run["data"]["classes"]) == ("regression", [])
    # As if it had been killed before its first checkpoint.
    kept.write_text(json.dumps({**run, "state": "interrupted", "epochs": 0}))
    assert glassnet("train", "--resume", "ratings", "--loss", "mse", "--quiet").code == 0
    again = json.loads(kept.read_text())
    assert (again["data"], again["results"]) == (run["data"], run["results"])


def test_the_record_has_the_means_of_the_rows_that_were_trained_on(
    glassnet, tmp_path: Path
) -> None:
    rows = "\n".join(f"{i},{i / 4}" for i in range(40))
    (tmp_path / "line.csv").write_text(f"x,y\n{rows}\n")
    line = "train line.csv --target y --epochs 2 --validation-split 0.5 --quiet --seed 1"
    assert glassnet(*line.split(), *SMALL).code == 0
    run = json.loads((tmp_path / "runs" / "line" / "run.json").read_text())
    learned = np.random.default_rng(1).permutation(40)[:20]
    expected = {"x": learned, "y": learned / 4}
    preparation = run["data"]["preparation"]
    for found in (preparation["columns"][0], preparation["target"]):
        cells = expected[found["name"]]
        assert (found["mean"], found["scale"]) == pytest.approx((cells.mean(), cells.std()))


def test_three_classes(glassnet) -> None:
    answer = glassnet("train", "blobs", "--rows", "30", "--layers", "8", "--epochs", "200")
    assert answer.code == 0
    assert re.search(r"\n\s+2\s+0\s+0\s+10 *\n", answer.out)
    assert "Decision boundary, predicted class: · 0   # 1   o 2" in answer.out


def test_a_full_disk_behind_the_output_does_not_end_the_run(on_a_full_disk, tmp_path: Path) -> None:
    answer = on_a_full_disk("train", "xor", "--epochs", "20")
    assert (answer.code, answer.error) == (
        0,
        "glassnet: output: No space left on device; the rest was not shown. The run is saved in "
        "runs/xor.\n",
    )
    run = json.loads((tmp_path / "runs" / "xor" / "run.json").read_text())
    assert run["state"] == "finished"


ENDLESS = ("train", "xor", "--epochs", "500000000", "--every", "1000")


def check_interrupted(tmp_path: Path, error: str) -> None:
    assert re.fullmatch(
        r"glassnet: interrupted after [\d,]+ of 500,000,000 epochs; to resume: "
        r"glassnet train --resume xor\n",
        error,
    )
    run = json.loads((tmp_path / "runs" / "xor" / "run.json").read_text())
    assert run["state"] == "interrupted"
    assert run["results"]["training"]["accuracy"] == 1.0
    assert (tmp_path / "runs" / "xor" / "loss.png").exists()
    lock, *kept = sorted(os.listdir(tmp_path / "runs" / "xor" / "checkpoints"))
    assert lock == ".lock"
    # An older one is left where the training took longer than the time between two checkpoints.
    assert kept[-1] == f"{run['epochs']:08d}-00000000"
    assert len(kept) <= 2


def test_a_signal_keeps_what_was_trained_and_says_how_to_resume(
    glassnet_process, tmp_path: Path
) -> None:
    process = glassnet_process(*ENDLESS, start_new_session=True)
    for line in process.stdout:
        if line.startswith("epoch 5000:"):
            break
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process there gets it
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    check_interrupted(tmp_path, error)


@pytest.fixture
def signal_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, int], None]]:
    """Sends a signal when the line of an epoch is printed; SIGTERM acts as in `main`."""

    def send(epoch: int, number: int) -> None:
        print_line = LossLines.on_epoch_end

        def print_line_and_send(lines: LossLines, passed: int, logs: dict[str, float]) -> None:
            print_line(lines, passed, logs)
            if passed + 1 == epoch:
                signal.raise_signal(number)

        monkeypatch.setattr(LossLines, "on_epoch_end", print_line_and_send)

    before = signal.signal(signal.SIGTERM, Terminate())
    yield send
    signal.signal(signal.SIGTERM, before)


def test_sigterm_is_answered_likewise(glassnet, signal_at, tmp_path: Path) -> None:
    signal_at(5000, signal.SIGTERM)
    answer = glassnet(*ENDLESS)
    assert answer.code == 143
    check_interrupted(tmp_path, answer.error)


SAVED = "glassnet: interrupted; the run had ended and is saved in runs/moons.\n"


def check_finished(tmp_path: Path, out: str) -> None:
    assert "Saved in runs/moons" in out
    run = json.loads((tmp_path / "runs" / "moons" / "run.json").read_text())
    assert (run["state"], run["epochs"]) == ("finished", 300)
    assert (tmp_path / "runs" / "moons" / "model.keras").exists()


def test_ctrl_c_after_the_last_epoch_loses_nothing(glassnet, signal_at, tmp_path: Path) -> None:
    signal_at(300, signal.SIGINT)
    answer = glassnet(*MOONS, "--epochs", "300")
    assert (answer.code, answer.error) == (0, "")  # what it would have ended had ended
    check_finished(tmp_path, answer.out)


def test_ctrl_c_while_the_result_is_shown_loses_nothing(
    glassnet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    draw = report.terminal_boundary

    def draw_interrupted(*arguments: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return draw(*arguments)

    monkeypatch.setattr(report, "terminal_boundary", draw_interrupted)
    answer = glassnet(*MOONS, "--epochs", "300")
    assert (answer.code, answer.error) == (130, SAVED)
    check_finished(tmp_path, answer.out)


@pytest.mark.long
@pytest.mark.parametrize("seconds", [0, 0.03, 0.1])
def test_ctrl_c_at_any_moment_after_the_last_epoch_loses_nothing(
    seconds: float, glassnet_process, tmp_path: Path
) -> None:
    process = glassnet_process(*MOONS, "--epochs", "300")
    for line in process.stdout:
        if line.startswith("epoch 300:"):
            break
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    # The first where the signal came before training had given the bar back.
    assert (process.returncode, error) in [(0, ""), (130, SAVED)]
    check_finished(tmp_path, out)


def test_ctrl_c_before_training_leaves_nothing(glassnet_process, tmp_path: Path) -> None:
    process = glassnet_process("train", "xor", "--epochs", "500000000")
    while not (tmp_path / "runs").exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert error.startswith("glassnet: interrupted")
    assert error.count("\n") == 1
    if "to resume" not in error:  # training had not begun
        assert not out
        assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("colour", [True, False])
def test_a_terminal_gets_a_live_bar(
    colour: bool, on_a_terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    code, text = on_a_terminal("train", "xor", "--epochs", "20000")
    assert code == 0
    assert "/20,000" in text
    shown = re.findall(r"epoch ([\d,]+)/20,000|epoch (\d+): ", text)
    # The bar is at its line's epoch when one is printed, and at the end before it goes.
    for (bar, _), (_, line) in itertools.pairwise(shown):
        assert not (bar and line) or int(bar.replace(",", "")) == int(line)
    assert [bar for bar, _ in shown if bar][-1] == "20,000"
    assert "Saved in runs/xor" in text
    assert ("▀" in text) is colour
    assert ("\x1b[38;" in text) is colour


def test_a_reader_that_leaves_early_is_no_error(glassnet_process) -> None:
    with glassnet_process("train", "--help") as process:
        process.stdout.close()
        assert process.stderr.read() == ""


def test_a_reader_that_leaves_early_does_not_end_the_run(glassnet, tmp_path: Path) -> None:
    reader, writer = os.pipe()

    def read_one_line() -> None:
        with open(reader) as stream:
            stream.readline()

    reading = threading.Thread(target=read_one_line)
    reading.start()
    with open(writer, "w") as stream, contextlib.redirect_stdout(stream):
        answer = glassnet("train", "xor", "--epochs", "20000", "--every", "10", *SMALL)
    reading.join(60)
    assert (answer.code, answer.error) == (0, "")
    assert (tmp_path / "runs" / "xor" / "model.keras").exists()


def test_ctrl_c_in_a_lesson_is_said(glassnet, monkeypatch: pytest.MonkeyPatch) -> None:
    advance, calls = Trainer.advance, itertools.count(1)

    def advance_interrupted(trainer: Trainer, epochs: int) -> Any:
        if next(calls) == 3:
            signal.raise_signal(signal.SIGINT)
        return advance(trainer, epochs)

    monkeypatch.setattr(Trainer, "advance", advance_interrupted)
    answer = glassnet("lesson", "xor-units", "--epochs", "90000000", "--json")
    assert answer.code == 130
    assert re.fullmatch(r"glassnet: interrupted after [\d,]+ epochs; .*\n", answer.error)
    told = json.loads(answer.out)
    assert told["interrupted"] is True
    assert 0 < told["epochs"] < 90000000


def test_an_interrupt_that_no_command_answers_is_said(glassnet, monkeypatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("glassnet.cli.train.options.load", interrupted)
    answer = glassnet("train", "xor")
    assert (answer.code, answer.out) == (130, "")
    assert answer.error == "glassnet: interrupted; nothing was saved.\n"
