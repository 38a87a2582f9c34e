"""A run's pictures as PNG files: its loss, and for two inputs the decision boundary.

They are drawn by a process of its own, `python -m glassnet.runs.pictures`, on a core that training
leaves free: Matplotlib takes 0.4 s to load and 0.2 s to draw, all of it under Python's lock, so a
thread would only delay the loading of Keras and the compilation. The process reads the pickled
arguments of `draw_pictures` and answers with one line of JSON.
"""

from __future__ import annotations

import importlib
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from glassnet.data.dataset import Dataset
from glassnet.errors import GlassnetError
from glassnet.plots.drawing.figures import families_for, in_lettering, shorten
from glassnet.plots.drawing.filmstrip import Frames, draw_frames
from glassnet.plots.drawing.plane import DataPoints
from glassnet.plots.save import save
from glassnet.plots.training_curves import plot_history
from glassnet.runs.evaluation import Boundary
from glassnet.signals import interrupts_blocked
from glassnet.text import language, message, system_reason, using

MODULE = "glassnet.runs.pictures"  # __name__ is another in the process that draws


def boundary_frames(grid: Boundary, dataset: Dataset) -> Frames:
    """The network's answers on a grid, with the rows that are drawn as points."""
    values = grid.values if dataset.task == "classes" else grid.values[..., None]
    ends = grid.x1[0], grid.x1[-1], grid.x2[0], grid.x2[-1]
    return Frames(values[None], ends, [""], DataPoints.of_dataset(dataset))


def draw_pictures(
    folder: Path,
    *,
    history: Mapping[str, Sequence[float]],
    frames: Frames | None,
    title: Callable[[], str],
) -> str:
    """Write loss.png, and boundary.png if there are frames, into a folder.

    Args:
        title: says the pictures' title, in the language that they turn out to have.

    Returns:
        The characters of names that no installed font has: they are drawn as boxes.
    """
    said = in_lettering(title)
    figures = {"loss": plot_history(history, title=said)}
    if frames is not None:
        figures["boundary"] = draw_frames(frames, said)
    for file, figure in figures.items():
        save(figure, folder / f"{file}.png")
    return families_for(map(shorten, [said, *(frames.texts if frames else [])]))[1]


class PictureProcess:
    """A context: enter it as early as possible, `begin` once figures are known, then `finish`."""

    missing_characters: str = ""  # after `finish`, those of names that no installed font has

    def __enter__(self) -> PictureProcess:
        # -P: without it -m would look for modules in the current folder first, which may hold a
        # matplotlib.py of the user's.
        command = [sys.executable, "-P", "-m", MODULE]
        # It still has to draw what was trained until a Ctrl-C.
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
        title: Callable[[], str],
    ) -> None:
        """Start drawing. The arguments are those of `draw_pictures` and `boundary_frames`."""
        frames = None if grid is None else boundary_frames(grid, dataset)
        options = {"history": history, "frames": frames, "title": title}
        assert self._process.stdin is not None
        # If the process is gone, finish says so.
        with suppress(BrokenPipeError):
            self._process.stdin.write(pickle.dumps((language(), folder.absolute(), options)))
            self._process.stdin.close()

    def finish(self) -> None:
        """Wait until the files are there.

        Raises:
            OSError: drawing raised it (a full disk).
            GlassnetError: drawing raised anything else.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise GlassnetError(message("run-pictures-process"))
        answer = json.loads(line)
        if "errno" in answer:
            raise OSError(answer["errno"], answer["reason"], answer["file"])
        if "reason" in answer:
            raise GlassnetError(message("run-pictures-failed", reason=answer["reason"]))
        self.missing_characters = answer["missing"]


def answer_request() -> None:
    """The body of the process: draw once, and print the answer."""
    for module in ("matplotlib.figure", "matplotlib.backends.backend_agg", "PIL.PngImagePlugin"):
        importlib.import_module(module)  # while the parent trains
    request = sys.stdin.buffer.read()
    if not request:
        return  # whoever started it has ended
    spoken, folder, options = pickle.loads(request)  # of the process that started this one
    try:
        with using(spoken):
            answer = {"missing": draw_pictures(folder, **options)}
    except OSError as error:
        reason = system_reason(error)
        answer = {"errno": error.errno, "reason": reason, "file": error.filename}
    except Exception as error:  # of many kinds: a name may be too much for Matplotlib
        answer = {"reason": " ".join(f"{type(error).__name__}: {error}".split())[:300]}
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    answer_request()
