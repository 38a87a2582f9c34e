"""Draws the pictures of docs/course, in English and in Korean: docs/images/course.

    .venv/bin/python scripts/draw_course.py              # every picture
    .venv/bin/python scripts/draw_course.py sigmoid      # those whose names begin so

Each is what a command draws with `--plot` or a figure that the page's own Python could make.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import glassnet as gn
from glassnet.plots.save import save

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images" / "course"
FOLDERS = {"en": IMAGES, "ko": IMAGES / "ko"}
LOSS = "-log(sigmoid(w*x + b))"
# Picture -> the command that draws it.
COMMANDS = {
    "derivative.svg": ["derive", "x^2", "--at", "x=3"],
    "sigmoid.svg": ["derive", "sigmoid(x)", "--at", "x=0"],
    "partial.svg": ["derive", "f(x, y) = x^2*y + 3y", "--at", "x=1,y=2"],
    "chain.svg": ["trace", LOSS, "--at", "w=-2,x=5,b=3"],
    "and.svg": ["separable", "and"],
    "xor.svg": ["separable", "xor"],
    "units.svg": ["units", "xor"],
}


def plane() -> Any:
    """What the three units of the note answer in the whole plane."""
    hidden = [gn.Unit([5, 5], -8), gn.Unit([-7, -7], 3)]
    model = gn.UnitNetwork([hidden, [gn.Unit([-11, -11], 6)]]).to_keras()
    return gn.plot_boundary(model, gn.load("xor"))


def descent() -> Any:
    """Gradient descent on x² from 3, at four learning rates."""
    from matplotlib.figure import Figure

    square = gn.derive("x^2")
    figure = Figure(figsize=(9.6, 2.7), layout="constrained")
    for axes, rate in zip(figure.subplots(1, 4, sharey=True), (0.01, 0.1, 0.9, 1.1), strict=True):
        steps = [3.0]
        for _ in range(5):
            steps.append(steps[-1] - rate * square.at(x=steps[-1]))
        curve = [number / 20 for number in range(-160, 161)]
        axes.plot(curve, [x * x for x in curve], color="#9aa5b1", lw=1.2)
        axes.plot(steps, [x * x for x in steps], "o-", color="#d55e00", ms=4, lw=1)
        axes.plot(3, 9, "o", color="#0072b2", ms=7)
        axes.set(title=f"η = {rate}", xlabel="x", xlim=(-8, 8), ylim=(-3, 62))
    return figure


# Picture -> the function that makes its figure.
FIGURES: dict[str, Callable[[], Any]] = {"plane.svg": plane, "descent.svg": descent}


def main() -> None:
    wanted = tuple(sys.argv[1:]) or ("",)
    for language, folder in FOLDERS.items():
        folder.mkdir(parents=True, exist_ok=True)
        for name, arguments in COMMANDS.items():
            if name.startswith(wanted):
                command = ["glassnet", *arguments, "--plot", str(folder / name)]
                subprocess.run([sys.executable, "-m", *command, "--lang", language], check=True)
        gn.language(language)
        for name, figure in FIGURES.items():
            if name.startswith(wanted):
                save(figure(), folder / name)


if __name__ == "__main__":
    main()
