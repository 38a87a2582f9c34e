"""Pictures drawn by a process of their own, on a core that training leaves free.

Matplotlib takes 0.4 s to load and 0.2 s to draw, all of it under Python's lock, so a thread would
only delay the loading of Keras and the compilation. `python -m glassnet.runs.drawing` is that
process: one request on its standard input, an .npz file of arrays and one JSON text, and one JSON
answer back, which is an error or the signs that no font has.
"""

from __future__ import annotations

import dataclasses
import io
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from glassnet.data.dataset import Dataset
from glassnet.errors import GlassnetError
from glassnet.plots.drawing.filmstrip import Frames
from glassnet.plots.drawing.points import Points
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
        # Its pipes are closed too; a request that nobody read must not raise here.
        with suppress(BrokenPipeError), self._process:
            # Whatever was wanted of it is done; its own way out would take another 0.1 s.
            self._process.kill()

    def begin(
        self,
        folder: Path,
        *,
        history: Mapping[str, Sequence[float]],
        grid: Boundary | None,
        dataset: Dataset,
        title: str,
    ) -> None:
        """Start drawing; history, title: as for `pictures.draw`; the others: `pictures.answers`."""
        frames = None if grid is None else pictures.answers(grid, dataset)
        request = _packed(folder.absolute(), history, frames, title)
        assert self._process.stdin is not None
        # If the process is gone, finish says so.
        with suppress(BrokenPipeError):
            self._process.stdin.write(request)
            self._process.stdin.close()

    def finish(self) -> None:
        """Wait until the files are there.

        Raises OSError if drawing did (a full disk), and GlassnetError for anything else.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise GlassnetError(
                "the process that draws the pictures ended early, perhaps for want of memory."
            )
        answer = json.loads(line)
        if "errno" in answer:
            raise OSError(answer["errno"], answer["reason"], answer["file"])
        if "reason" in answer:
            raise GlassnetError(
                f"the pictures could not be drawn ({answer['reason']}); other names of columns and "
                "classes may help."
            )
        self.missing = answer["missing"]


def _packed(
    folder: Path, history: Mapping[str, Sequence[float]], frames: Frames | None, title: str
) -> bytes:
    """The arguments of `pictures.draw`."""
    texts: dict[str, Any] = {"folder": str(folder), "title": title, "history": list(history)}
    arrays: dict[str, Any] = {
        f"history {number}": values for number, values in enumerate(history.values())
    }
    if frames is not None:
        fields = {**vars(frames), **vars(frames.points)}
        del fields["points"]
        found = {name: each for name, each in fields.items() if isinstance(each, np.ndarray)}
        texts["frames"] = {name: each for name, each in fields.items() if name not in found}
        arrays |= found
    file = io.BytesIO()
    np.savez(file, texts=np.array(json.dumps(texts)), **arrays)
    return file.getvalue()


def _unpacked(request: bytes) -> dict[str, Any]:
    with np.load(io.BytesIO(request)) as arrays:
        found: dict[str, Any] = dict(arrays)
    texts = json.loads(str(found.pop("texts")))
    history = {name: found.pop(f"history {i}") for i, name in enumerate(texts["history"])}
    frames = None
    if "frames" in texts:
        fields = texts["frames"] | found
        points = Points(**{each.name: fields.pop(each.name) for each in dataclasses.fields(Points)})
        frames = Frames(**fields, points=points)
    folder, title = Path(texts["folder"]), texts["title"]
    return {"folder": folder, "history": history, "frames": frames, "title": title}


def _answer() -> None:
    """What the process does: draw once."""
    pictures.load_matplotlib()
    request = sys.stdin.buffer.read()
    if not request:
        return  # whoever started it has ended
    try:
        answer = {"missing": pictures.draw(**_unpacked(request))}
    except OSError as error:
        answer = {
            "errno": error.errno,
            "reason": error.strerror or str(error),
            "file": error.filename,
        }
    except Exception as error:  # of many kinds: a name may be too much for Matplotlib
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        answer = {"reason": reason}
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _answer()
