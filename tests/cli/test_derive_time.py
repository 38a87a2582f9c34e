"""`glassnet derive` as a process: its time, its streams, and what is cut off."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from glassnet.calculus.bounds import DEPTH
from glassnet.cli import run
from glassnet.cli.derive import command as cli_derive
from glassnet.cli.derive.parts import Part
from glassnet.cli.derive.subprocess_timeout import TooLong, bounded


def test_as_a_process_of_its_own_and_another_below_it(derive_process) -> None:
    done = derive_process("-x^2", "--at", "x=3", "--json")
    # On a machine that is busy the check may not be over in time, and the answer stands without it.
    assert done.returncode == 0
    assert done.stderr in ("", "glassnet: not within 5 seconds: the check\n")
    assert json.loads(done.stdout)["derivatives"][0]["value"] == -6.0


def endless():
    yield 1
    while True:
        9**9**7 % 7  # in C, where no exception reaches it


def test_work_that_does_not_end_is_ended() -> None:
    program = (
        "import time, sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_derive_time import endless, bounded, TooLong\n"
        "start = time.monotonic()\n"
        "try:\n"
        "    for found in bounded(endless, 1.0): print(found)\n"
        "except TooLong: print(1 <= time.monotonic() - start < 5)\n"
    )
    command = [sys.executable, "-c", program, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "1\nTrue\n"


def answered(parts: list[Part]) -> Callable[..., Iterator[Part]]:
    """Stands for `bounded`: these parts, and then the time is over."""

    def here(*_: object) -> Iterator[Part]:
        yield from parts
        raise TooLong

    return here


FIRST = Part(
    {"derivatives": [{"derivative": "df/dx", "result": "2*x"}]}, lines=[("", "f")], next="the steps"
)


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_answer_that_is_cut_off_is_a_failure_and_has_the_result(
    form: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_derive, "bounded", answered([FIRST]))
    assert run(("derive", "x^2", *form)) == 2
    printed = capsys.readouterr()
    assert printed.err == "glassnet: not within 5 seconds: the steps\n"
    if form:
        found = json.loads(printed.out)
        assert (found["unfinished"], found["derivatives"][0]["result"]) == ("the steps", "2*x")
    else:
        assert printed.out == "f\ndf/dx = 2*x\n"


def test_what_is_cut_off_before_anything_is_there_has_a_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_derive, "bounded", answered([]))
    assert run(("derive", "x^2", "--json")) == 2
    assert capsys.readouterr() == ("", "glassnet: not within 5 seconds: the derivation\n")


def test_what_only_adds_to_the_answer_may_be_cut_off(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Part(next="the check", enough=True)
    monkeypatch.setattr(cli_derive, "bounded", answered([FIRST, whole]))
    assert run(("derive", "x^2")) == 0
    assert capsys.readouterr() == ("f\n", "glassnet: not within 5 seconds: the check\n")


# Those that take longest.
SLOW = [
    "exp(" * 20 + "x" + ")" * 20,
    "max(" * 37 + "x" + ",1)" * 37,
    "x^x^x^x^x^x^x^x",
    "sin(" * 37 + "x^x" + ")" * 37,
    "*".join(f"sin({number}x)" for number in range(1, 60)),
]


@pytest.mark.parametrize("written", SLOW, ids=range(len(SLOW)))
def test_whatever_it_is_given_it_ends_in_time(written: str, derive_process) -> None:
    start = time.monotonic()
    done = derive_process(written, "--wrt", "x^2")
    assert time.monotonic() - start < 3 * cli_derive.WHOLE  # not once: the machine may be busy
    assert done.returncode in {0, 2}
    assert done.stderr.count("\n") <= 1
    assert "Traceback" not in done.stderr
    if done.returncode:
        assert done.stderr.startswith("glassnet: ")


def test_the_clock_runs_from_the_process_start() -> None:
    program = (
        "import time; time.sleep(1)\n"
        "from glassnet.cli.derive.subprocess_timeout import age; print(age())"
    )
    command = [sys.executable, "-c", program]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    if sys.platform == "linux":
        assert 0.9 < float(done.stdout) <= time.monotonic() - start + 0.1


def test_the_process_that_waits_does_without_what_the_other_computes_with() -> None:
    program = (
        "import sys; from glassnet.cli import run; from glassnet.cli.derive import command\n"
        "command.bounded = lambda *_: iter(())\n"
        "run(('derive', 'x'))\n"
        "print({'sympy', 'jax', 'numpy'} & {*sys.modules})\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "set()\n"


def test_a_formula_on_which_sympy_works_for_long_leaves_the_rest(derive_process) -> None:
    deep = "sin(" * (DEPTH - 3) + "x^x" + ")" * (DEPTH - 3)
    start = time.monotonic()
    done = derive_process(deep, "--json")
    assert time.monotonic() - start < 30  # not five: the machine may be busy
    found = json.loads(done.stdout)
    assert len(found["derivatives"][0]["steps"]) > DEPTH


__all__ = ["TooLong", "bounded", "endless"]
