"""Each mistake: one line on stderr, exit code 2, nothing on disk."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

MISTAKES = {
    "": "no built-in dataset or file ''",
    "xro": "Did you mean xor?",
    "missing.csv --target y": "missing.csv",
    "table.csv": "--target y",
    "table.csv --target z": "no column 'z'",
    "table.csv --target y --rows 5": "rows 5",
    "table.csv --target y --loss binary_crossentropy": "loss binary_crossentropy: does not fit",
    "table.csv --target y --batch-size 6": "batch size 6: there are only 5 rows",
    "table.csv --target y --batch-size 5 --validation-split 0.2": "there are only 4 rows",
    "parity:x": "expected parity:N",
    "parity:40": "expected 1 to 16 inputs",
    "xor --target y": "does not apply to xor",
    "xor --epochs 0": "epochs 0: expected",
    "xor --epochs -5": "epochs -5: expected",
    "xor --epochs many": "--epochs",
    "xor --learning-rate 0": "learning rate 0.0: expected",
    "xor --learning-rate -1": "learning rate -1.0: expected",
    "xor --learning-rate nan": "learning rate nan: expected",
    "xor --batch-size 0": "batch size 0: expected",
    "xor --batch-size 5": "batch size 5: there are only 4 rows",
    "xor --activation sigmod": "Did you mean sigmoid?",
    "xor --optimizer adm": "Did you mean adam?",
    "xor --loss binary_crossentrpy": "Did you mean binary_crossentropy?",
    "xor --loss sparse_categorical_crossentropy": "does not fit",
    "blobs --loss mse": "does not fit",
    "xor --initializer glorot_unifrom": "Did you mean glorot_uniform?",
    "xor --layers 10,ten": "layers '10,ten': expected",
    "xor --layers 10,0": "1 to 65,536",
    "xor --seed -1": "seed -1: expected",
    "xor --seed 4294967296": "seed 4294967296: expected",
    "xor --validation-split 1": "validation split 1.0: expected",
    "xor --validation-split -0.5": "validation split -0.5: expected",
    "xor --validation-split nan": "validation split nan: expected",
    "xor --validation-split 0.01": "none to hold out",
    "xor --every 0": "--every 0: expected",
    "xor --checkpoint-every 0": "--checkpoint-every 0: expected",
    "--resume xor": "no run 'xor' in runs.",
    "xor --name ..": "expected letters or digits",
    "xor --name ../evil": "--name ../evil: expected a name, found a path; --out is the folder",
    "xor --name ": "name '': expected letters or digits",
    "xor --out table.csv": "expected a folder",
    "xor --out table.csv/runs": "expected a folder",
    "xor --out /proc/runs": "cannot be written to",
    "xor --epoch 5": "--epochs",
    "moons --noise -1": "noise -1.0: expected",
    "moons --rows 1": "rows 1",
}


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_is_one_line_and_leaves_nothing(line, glassnet, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("x,y\n1,1.5\n2,2.5\n3,3.5\n4,4.25\n5,5.75\n")
    answer = glassnet("train", *(line.split(" ") if line else [""]))
    assert answer.code == 2
    assert answer.out == ""
    assert answer.error.startswith("glassnet: ")
    assert answer.error.count("\n") == 1
    assert MISTAKES[line] in answer.error
    korean = glassnet("train", *(line.split(" ") if line else [""]), "--lang", "ko")
    assert (korean.code, korean.out, korean.error.count("\n")) == (2, "", 1)
    assert re.search("[가-힣]", korean.error), korean.error
    assert os.listdir(tmp_path) == ["table.csv"]


def test_a_loss_that_turns_nan_names_the_epoch_and_keeps_what_was_finite(glassnet, tmp_path: Path):
    rows = "\n".join(f"{i},{i * 0.5 + i % 3}" for i in range(20))
    (tmp_path / "table.csv").write_text("x,y\n" + rows + "\n")
    line = "train table.csv --target y --optimizer sgd --activation linear --learning-rate 1"
    answer = glassnet(*line.split(), "--json")
    assert answer.code == 2
    assert answer.error.count("\n") == 1

    import keras
    import numpy as np

    run = json.loads(answer.out)
    assert run["state"] == "diverged"
    assert f"in epoch {run['diverged_epoch'] + 1}, " in answer.error
    assert run["run"] in answer.error
    resumed = glassnet("train", "--resume", "table").error  # the same epoch, counted from 1
    assert f"diverged in epoch {run['diverged_epoch'] + 1} " in resumed
    model = keras.saving.load_model(tmp_path / run["run"] / "model.keras")
    assert all(np.isfinite(weights).all() for weights in model.get_weights())


def test_a_disk_that_is_full_at_the_end_costs_no_more_than_the_end(
    glassnet, tmp_path: Path, monkeypatch
) -> None:
    import errno

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    line = ["train", "xor", "--epochs", "2", "--quiet"]
    with monkeypatch.context() as full:
        full.setattr("glassnet.runs.pictures.PictureProcess.finish", fail)
        answer = glassnet(*line)
    assert answer.code == 2
    assert "the disk is full" in answer.error
    assert "no checkpoint yet" in answer.error
    assert answer.error.endswith("glassnet train --resume xor\n")
    assert answer.error.count("\n") == 1
    assert "interrupted, can be resumed" in glassnet("runs").out
    assert glassnet("train", "--resume", "xor", "--quiet").code == 0
    assert glassnet(*line, "--name", "whole").code == 0
    histories = [tmp_path / "runs" / name / "history.csv" for name in ("xor", "whole")]
    assert histories[0].read_text() == histories[1].read_text()


def test_a_network_that_answers_nan_is_saved_and_said_to_have_diverged(glassnet) -> None:
    answer = glassnet("train", "moons", "--learning-rate", "1e30", "--epochs", "3")
    assert answer.code == 2
    assert "training diverged: step 2, in epoch 1" in answer.error
    assert json.loads(Path("runs/moons/run.json").read_text())["state"] == "diverged"
