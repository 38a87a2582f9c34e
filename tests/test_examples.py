"""Every example runs as its reader would run it, and prints what it promises."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def run_alone(name: str) -> str:
    """What it prints in a process of its own."""
    command = [sys.executable, "-W", "error::SyntaxWarning", str(EXAMPLES / name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_here(name: str) -> str:
    """What it prints in this process, which has loaded Keras and JAX already."""
    with contextlib.redirect_stdout(io.StringIO()) as printed, warnings.catch_warnings():
        warnings.simplefilter("default")  # as outside of pytest
        warnings.simplefilter("error", SyntaxWarning)
        runpy.run_path(str(EXAMPLES / name), run_name="__main__")
    return printed.getvalue()


def solves_xor(printed: str) -> None:
    rows = re.findall(r"(\d) xor (\d) = 1 with probability ([\d.]+)", printed)
    assert [round(float(probability)) for *_, probability in rows] == [0, 1, 1, 0]
    assert [int(a) ^ int(b) for a, b, _ in rows] == [0, 1, 1, 0]


def learns_wines(printed: str) -> None:
    """Three classes: guessing the largest is right for 40 %."""
    accuracies = dict(re.findall(r"(\w+) ([\d.]+)$", printed, re.MULTILINE))
    assert set(accuracies) == {"accuracy", "val_accuracy"}
    assert all(float(each) > 0.85 for each in accuracies.values())


def shares_of_all_steps(printed: str) -> None:
    """What arrives of the gradient at each time step: parts of one whole, before and after."""
    shares = re.findall(r"^ +(\d).* ([\d.]+)%$", printed, re.MULTILINE)
    assert [int(step) for step, _ in shares] == [*range(8), *range(8)]
    for half in (shares[:8], shares[8:]):
        assert sum(float(share) for _, share in half) == pytest.approx(100, abs=0.5)
    before, after = (float(loss) for loss in re.findall(r"loss ([\d.]+)", printed))
    assert after < 0.01 < before


def finds_the_logarithm(printed: str) -> None:
    by_hand, from_logits = printed.split("From logits:")
    said = " ".join(by_hand.split())
    assert re.search(r"100% Step \d+: .*loss/log_2 = log\(.*\) is −∞ in row \d+", said)
    assert from_logits.split("\n", 2)[1].startswith("2000 epochs")
    assert "Nothing was found" in from_logits


PROMISES: Mapping[str, Callable[[str], None]] = {
    "xor.py": solves_xor,
    "own_data.py": learns_wines,
    "trace_lstm.py": shares_of_all_steps,
    "why_nan.py": finds_the_logarithm,
}


def test_every_example_is_run() -> None:
    assert {each.name for each in EXAMPLES.glob("*.py")} == set(PROMISES)


@pytest.mark.parametrize("name", PROMISES)
def test_an_example_does_what_it_promises(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # A process of its own takes seconds to load: one example shows that nothing else is needed.
    PROMISES[name](run_alone(name) if name == "xor.py" else run_here(name))
    assert list(tmp_path.iterdir()) == []
