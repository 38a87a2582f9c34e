"""`glassnet derive` as a process: its time, its streams, and what is cut off."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from glassnet.calculus.grammar import MOST_LEVELS
from glassnet.cli import derive as cli_derive
from glassnet.cli import run
from glassnet.cli.derive import worker
from glassnet.cli.derive.process import Part, TimeIsUp, TooLong, time_limit


def test_as_a_process_of_its_own_and_another_below_it(derive_process) -> None:
    done = derive_process("-x^2", "--at", "x=3", "--seconds", "60", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)["derivatives"][0]
    assert (found["value"], found["limit"]) == (-6.0, "-2*x")
    assert [check["agrees"] for check in found["checks"]] == [True] * 3


def timed(program: str) -> str:
    """What a program prints that has the work of `timed_work` done, and imports nothing heavy."""
    before = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); import timed_work\n"
        "from glassnet.cli.derive.process import run_with_timeout, TooLong\n"
    )
    command = [sys.executable, "-c", before + program, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def test_work_that_does_not_end_is_ended_and_imports_do_not_count() -> None:
    program = (
        "start = time.monotonic()\n"
        "try:\n"
        "    for found in run_with_timeout(timed_work.endless, 1.0): print(found)\n"
        "except TooLong: print(3.9 <= time.monotonic() - start < 9)\n"
    )
    assert timed(program) == "1\n2\n3\nTrue\n"


def test_a_mistake_and_a_full_disk_are_those_of_the_work() -> None:
    program = (
        "for work in timed_work.mistaken, timed_work.on_a_full_disk:\n"
        "    try: list(run_with_timeout(work, 60.0))\n"
        "    except Exception as error: print(type(error).__name__, error)\n"
    )
    assert timed(program) == (
        "GlassnetError column 1: a mistake\nOSError [Errno 28] No space left on device: 'a.png'\n"
    )


def spin() -> None:
    while True:
        pass


def test_a_block_ends_when_its_time_is_over_and_no_later() -> None:
    start = time.monotonic()
    with pytest.raises(TimeIsUp), time_limit(0.2):
        spin()
    assert 0.2 <= time.monotonic() - start < 5
    with time_limit(0.2):
        pass
    time.sleep(0.3)  # nothing comes afterwards


def answered(parts: list[Part]) -> Callable[..., Iterator[Part]]:
    """Stands for `run_with_timeout`: these parts, and then the time is over."""

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
    monkeypatch.setattr(cli_derive, "run_with_timeout", answered([FIRST]))
    assert run(("derive", "x^2", *form)) == 2
    printed = capsys.readouterr()
    said = "gave up on the steps after 5 seconds; --seconds gives more time."
    assert printed.err == f"glassnet: {said}\n"
    if form:
        found = json.loads(printed.out)
        assert (found["unfinished"], found["derivatives"][0]["result"]) == ("the steps", "2*x")
    else:
        assert printed.out == "f\ndf/dx = 2*x\n"


def test_what_is_cut_off_before_anything_is_there_has_a_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_derive, "run_with_timeout", answered([]))
    assert run(("derive", "x^2", "--json")) == 2
    assert capsys.readouterr() == (
        "",
        "glassnet: gave up on the derivation after 5 seconds; --seconds gives more time.\n",
    )


def test_what_only_adds_to_the_answer_may_be_cut_off(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Part(next="the check", complete=True)
    monkeypatch.setattr(cli_derive, "run_with_timeout", answered([FIRST, whole]))
    assert run(("derive", "x^2")) == 0
    assert capsys.readouterr() == (
        "f\n",
        "glassnet: gave up on the check after 5 seconds; --seconds gives more time.\n",
    )


def test_several_that_were_given_up_are_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = [FIRST, Part(unfinished="the limit"), Part(unfinished="the check", complete=True)]
    monkeypatch.setattr(cli_derive, "run_with_timeout", answered(parts))
    assert run(("derive", "x^2")) == 0
    said = "gave up on the limit, the check and the steps after 5 seconds"
    assert said in capsys.readouterr().err


# Those that take longest.
SLOW = [
    "exp(" * 20 + "x" + ")" * 20,
    "max(" * 37 + "x" + ",1)" * 37,
    "x^x^x^x^x^x^x^x",
    "sin(" * 37 + "x^x" + ")" * 37,
    "*".join(f"sin({number}x)" for number in range(1, 60)),
]


@pytest.mark.long
@pytest.mark.parametrize("written", SLOW, ids=range(len(SLOW)))
def test_whatever_it_is_given_it_ends_in_time(written: str, derive_process) -> None:
    start = time.monotonic()
    done = derive_process(written, "--wrt", "x^2", "--seconds", "1")
    assert time.monotonic() - start < 20  # not two: the machine may be busy
    assert done.returncode in {0, 2}
    assert done.stderr.count("\n") <= 1
    assert "Traceback" not in done.stderr
    if done.returncode:
        assert done.stderr.startswith(("glassnet: gave up on the ", "glassnet: the der"))


def test_what_takes_too_long_leaves_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def slow(*_: object, **__: object) -> Part:
        while True:
            time.sleep(0.01)

    def here(work: Callable[..., Iterator[object]], seconds: float) -> Iterator[object]:
        assert seconds == 10
        return (part for part in work(seconds) if isinstance(part, Part))

    monkeypatch.setattr(cli_derive, "run_with_timeout", here)
    monkeypatch.setattr(worker, "_checks", slow)
    assert run(("derive", "x^2 + x", "--seconds", "10", "--json")) == 0
    printed = capsys.readouterr()
    said = "gave up on the check after 10 seconds; --seconds gives more time."
    assert printed.err == f"glassnet: {said}\n"
    found = json.loads(printed.out)
    assert found["unfinished"] == "the check"
    assert (found["derivatives"][0]["shorter"], found["derivatives"][0]["limit"]) == (
        None,
        "2*x + 1",
    )
    assert "checks" not in found["derivatives"][0]


def test_the_process_that_waits_does_without_what_the_other_computes_with() -> None:
    program = (
        "import sys; from glassnet.cli import derive, run\n"
        "derive.run_with_timeout = lambda *_: iter(())\n"
        "run(('derive', 'x'))\n"
        "print({'sympy', 'jax', 'numpy'} & {*sys.modules})\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "set()\n"


@pytest.mark.long
def test_a_formula_on_which_sympy_works_for_long_leaves_the_rest(derive_process) -> None:
    deep = "sin(" * (MOST_LEVELS - 3) + "x^x" + ")" * (MOST_LEVELS - 3)
    start = time.monotonic()
    done = derive_process(deep, "--json")
    assert time.monotonic() - start < 30  # not five: the machine may be busy
    found = json.loads(done.stdout)
    assert len(found["derivatives"][0]["steps"]) > MOST_LEVELS
