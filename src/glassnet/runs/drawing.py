"""Pictures drawn by a process of their own, on a core that training leaves free.

Matplotlib takes 0.4 s to load and 0.2 s to draw, all of it under Python's lock, so a thread would
only delay the loading of Keras and the compilation. `python -m glassnet.runs.drawing` is that
process: one pickled request on its standard input, one pickled answer back, which is an exception
or the signs that no font has.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from glassnet.data.dataset import Dataset
from glassnet.errors import GlassnetError
from glassnet.runs import pictures
from glassnet.runs.boundary import Boundary
from glassnet.runs.signals import interrupts_blocked


class Drawing:
    """A context: enter it as early as can be, `begin` once the figures are known, then `finish`.

    missing: after `finish`, the signs in names that no installed font has; "" if all is well.
    """

    missing: str = ""

    def __enter__(self) -> Drawing:
        # -P: without it -m would look for modules in the current folder first, which may hold a
        # matplotlib.py of the user's.
        command = [sys.executable, "-P", "-m", __name__]
        # This process still has to draw what was trained until then.
        with interrupts_blocked():
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        # Whatever was wanted of it is done; its own way out would take another 0.1 s.
        self._process.kill()
        # communicate closes the pipes too; a request that nobody read must not raise here.
        with contextlib.suppress(BrokenPipeError):
            self._process.communicate()

    def begin(
        self,
        folder: Path,
        *,
        history: Mapping[str, Sequence[float]],
        grid: Boundary | None,
        dataset: Dataset,
        title: str,
    ) -> None:
        """Start drawing; the arguments are those of `pictures.draw`."""
        request = {
            "folder": folder.absolute(),
            "history": history,
            "grid": grid,
            "dataset": dataset,
            "title": title,
        }
        assert self._process.stdin is not None
        # If the process is gone, finish says so.
        with contextlib.suppress(BrokenPipeError):
            pickle.dump(request, self._process.stdin)
            self._process.stdin.flush()

    def finish(self) -> None:
        """Wait until the files are there.

        Raises OSError if drawing did (a full disk), and GlassnetError for anything else.
        """
        assert self._process.stdout is not None
        try:
            answer: Exception | str = pickle.load(self._process.stdout)
        except EOFError:
            raise GlassnetError(
                "the process that draws the pictures ended early, perhaps for want of memory."
            ) from None
        match answer:
            case OSError():
                raise answer
            case Exception():
                reason = " ".join(str(answer).split())[:300]
                raise GlassnetError(
                    f"the pictures could not be drawn ({reason}); other names of columns and "
                    "classes may help."
                )
            case missing:
                self.missing = missing


def _answer() -> None:
    """What the process does: draw once."""
    pictures.load_matplotlib()
    try:
        request: dict[str, Any] = pickle.load(sys.stdin.buffer)
    except EOFError:
        return  # whoever started it has ended
    answer: Exception | str
    try:
        answer = pictures.draw(**request)
    except OSError as error:
        answer = error
    except Exception as error:
        # Matplotlib's own exceptions do not all survive pickling.
        answer = RuntimeError(f"{type(error).__name__}: {error}")
    pickle.dump(answer, sys.stdout.buffer)
    sys.stdout.flush()


if __name__ == "__main__":
    _answer()
