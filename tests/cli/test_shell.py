"""What the shell loads, and when."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from glassnet.cli.train.progress import round_interval
from glassnet.cli.train.run import StandIn


def test_keras_comes_without_what_no_command_uses_and_it_can_be_imported_afterwards() -> None:
    code = """
import importlib, importlib.util, sys
import glassnet.cli.train.run as shell
shell.import_keras()
assert "keras" in sys.modules
unused = {*shell.OPTIONAL, *shell.UNCONDITIONAL, "scipy", "jax.experimental.pallas"}
assert not unused & {*sys.modules}, unused & {*sys.modules}
for name in shell.OPTIONAL:
    assert importlib.util.find_spec(name).origin, name
for name in shell.UNCONDITIONAL:
    importlib.import_module(name).__file__
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_stand_in_has_every_name_but_those_python_asks_for() -> None:
    module = StandIn("attention")
    assert module.kernel.make.__name__ == "attention.kernel.make"
    assert not hasattr(module, "__path__")


def test_help_names_every_command(glassnet) -> None:
    for arguments in (["--help"], []):
        answer = glassnet(*arguments)
        assert answer.code == 0
        assert "train" in answer.out
        assert "lesson" in answer.out


def test_version(glassnet) -> None:
    from importlib.metadata import version

    assert glassnet("--version").out == f"glassnet {version('glassnet')}\n"


@pytest.mark.parametrize(
    ("epochs", "interval"),
    [(1, 1), (10, 1), (11, 2), (20, 2), (21, 5), (50, 5), (51, 10), (1000, 100), (1001, 200)],
)
def test_intervals_are_round_and_give_at_most_ten_lines(epochs: int, interval: int) -> None:
    assert round_interval(epochs) == interval


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "glassnet: interrupted; nothing was saved.\n"),
        (signal.SIGTERM, 143, "glassnet: terminated; nothing was saved.\n"),
    ],
)
def test_a_signal_in_a_callback_of_the_collector_is_not_lost(
    number: int, code: int, said: str
) -> None:
    script = f"""
import gc, signal, time
import glassnet.cli, glassnet.cli.train

def once(*_):
    gc.callbacks.clear()
    signal.raise_signal({int(number)})

def train():
    gc.callbacks.append(once)
    gc.collect()
    for _ in range(400):
        time.sleep(0.05)

glassnet.cli.train.train = train
glassnet.cli.main(["train"])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (code, said)


# Arguments, the stream that the shell closes, the exit code, what the other stream gets.
CLOSED = [
    ("--help", 1, 0, ""),
    ("train xor --epochs 1", 1, 0, ""),
    ("train xro", 1, 2, "glassnet: no built-in dataset or file 'xro'. Did you mean xor?\n"),
    ("train xro", 2, 2, ""),
]


def test_a_closed_stream_is_a_stream_that_nobody_reads(tmp_path: Path) -> None:
    for line, stream, code, said in CLOSED:
        command = ["sh", "-c", f'exec "$@" {stream}>&-', "sh", sys.executable, "-m", "glassnet"]
        done = subprocess.run(
            [*command, *line.split()], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout + done.stderr) == (code, said), line
        assert ((tmp_path / "runs" / "xor" / "run.json").exists()) == ("--epochs" in line)
        shutil.rmtree(tmp_path / "runs", ignore_errors=True)


def test_ctrl_c_while_the_shell_itself_loads_is_told_in_one_line() -> None:
    script = """
import signal, sys

class Finder:
    def find_spec(self, name, *_):
        if name == "typer":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Finder())
from glassnet.cli import main
main(["--help"])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "glassnet: interrupted; nothing was saved.\n")
