"""The shell: a file or a folder for each command, its options and what it draws in the terminal.

Exit codes: 0 done; 1 a bug of glassnet's own, or a derivative that its own checks refute; 2 a
mistake that a person can mend, one line on stderr; 130 ended by Ctrl-C; 143 by SIGTERM.

Nothing heavy is imported here: `glassnet --help` and a typing error answer at once, and typer too
waits until Ctrl-C has somebody to answer it. May import: every room.
"""

from __future__ import annotations

import _thread
import io
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Any

from glassnet.cli.collection import collect_later
from glassnet.errors import GlassnetError, SettingError
from glassnet.text import message, system_reason, using

# What a signal raises -> the signal.
SIGNALS: dict[type[BaseException], int] = {
    KeyboardInterrupt: signal.SIGINT,
    SystemExit: signal.SIGTERM,
}

MISTAKE = 2
# What a shell itself reports for a process that a signal ended: 128 and the signal's number.
INTERRUPTED = 130
TERMINATED = 143


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code.

    Args:
        arguments: without the program's name; None for those that the process was started with.
    """
    os.environ["KERAS_BACKEND"] = "jax"  # the process is ours, whatever others are told there
    signal.signal(signal.SIGTERM, Terminate())
    sys.unraisablehook = _not_swallowed
    collect_later()
    code = run(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    # All is written. Taking Keras and JAX apart object by object would need another 0.1 s.
    os._exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, in the language of its --lang, and return its exit code."""
    _replace_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign shows `?`; better than a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with using(_requested_language(given)):
            return _answer(given)
    except SettingError as error:  # an unknown language
        return print_error(str(error))


def _requested_language(arguments: Sequence[str]) -> Any:
    """The value of --lang, wherever it stands: the help page and usage errors need it first."""
    found = None
    for number, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if word == "--":
            break
        if name == "--lang":
            found = value if equals else next(iter(arguments[number + 1 :]), None)
    return found


def _answer(arguments: list[str]) -> int:
    try:
        code = _call(arguments)
        sys.stdout.flush()
        return code
    except GlassnetError as error:
        return print_error(str(error))
    except Interrupted as kept:
        return print_error(str(kept), kept.code)
    except KeyboardInterrupt:
        return print_error(message("interrupted-nothing-kept"), INTERRUPTED)
    except SystemExit as ended:
        if ended.code != TERMINATED:
            raise
        return print_error(message("terminated-nothing-kept"), TERMINATED)
    except BrokenPipeError:
        _drop_output()  # the reader (head, less) has seen enough
        return 0
    except OSError as error:
        _drop_output()
        place = error.filename or message("output")
        return print_error(f"{place}: {system_reason(error)}.")


def _call(arguments: list[str]) -> int:
    """Call the command; typer's own exceptions come out as Python's and glassnet's."""
    import typer

    from glassnet.cli.commands import command_group

    try:
        code = command_group().main(arguments, prog_name="glassnet", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    if code == INTERRUPTED:  # typer's answer to a KeyboardInterrupt
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _replace_closed_streams() -> None:
    """Send what is written to a stream that the shell closed (`>&-`) nowhere.

    Python has None in its place: `print` would write to standard output instead of standard error.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(_nowhere(), "w"))


def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def _drop_output() -> None:
    """Send what is still buffered nowhere, or Python complains once more while it shuts down."""
    os.dup2(_nowhere(), sys.stdout.fileno())


def _not_swallowed(found: sys.UnraisableHookArgs) -> None:
    """Give a signal again that fell into a callback of the garbage collector: JAX has one."""
    if found.exc_type in SIGNALS:
        threading.Timer(0.02, _thread.interrupt_main, [SIGNALS[found.exc_type]]).start()
    else:
        sys.__unraisablehook__(found)


class Interrupted(Exception):
    """A signal ended a command that saved what it had; the text says what, in one line."""

    def __init__(self, text: str, code: int = INTERRUPTED) -> None:
        super().__init__(text)
        self.code = code


class Terminate:
    """SIGTERM's handler: leave like an exception does, so that half-written folders are removed.

    Attributes:
        waits_for_chunk: training stops at the end of a chunk instead, as with Ctrl-C.
    """

    waits_for_chunk = True

    def __call__(self, *_: object) -> None:
        raise SystemExit(TERMINATED)


def print_error(text: str, code: int = MISTAKE) -> int:
    """One line on stderr, whatever line breaks the text has; the exit code."""
    print("glassnet: " + " ".join(text.split()), file=sys.stderr)
    return code
