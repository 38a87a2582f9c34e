"""The shell's side of glassnet: one thin file a command, texts and exit codes.

0: done. 2: a mistake that the person can mend, told in one line on stderr. 130: ended with Ctrl-C.
Nothing heavy is imported here: `glassnet --help` and a typing error answer at once.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import typer

from glassnet.cli.commands import command_group
from glassnet.errors import GlassnetError

MISTAKE = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code.

    arguments: without the program's name; None for those the process was started with.
    """
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign shows `?`; better than a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = command_group().main(
            None if arguments is None else list(arguments),
            prog_name="glassnet",
            standalone_mode=False,
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "glassnet"
        return _fail(f"{error.format_message().rstrip('.')}. Try '{path} --help'.")
    except GlassnetError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, typer.Abort):
        print("glassnet: interrupted.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()  # the reader (head, less) has seen enough
        return 0
    except OSError as error:
        _drop_output()
        return _fail(f"{error.filename or 'output'}: {error.strerror or error}.")


def _drop_output() -> None:
    """Send what is still buffered nowhere, or Python complains once more while it shuts down."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str) -> int:
    print("glassnet: " + " ".join(message.split()), file=sys.stderr)
    return MISTAKE
