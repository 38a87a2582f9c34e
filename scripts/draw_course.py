"""Draws the pictures of docs/course, in English and in Korean: docs/images/course.

    .venv/bin/python scripts/draw_course.py              # every picture
    .venv/bin/python scripts/draw_course.py sigmoid      # those whose names begin so

Each is what a command draws with `--plot` or a figure that the page's own Python could make.
"""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import keras

from glassnet.plots.save import save

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images" / "course"
FOLDERS = {"en": IMAGES, "ko": IMAGES / "ko"}
LOSS = "-log(sigmoid(w*x + b))"
# Picture -> the command that draws it.
COMMANDS = {
    "derivative.svg": ["derive", "x^2", "--at", "x=3"],
    "sigmoid.svg": ["derive", "sigmoid(x)", "--at", "x=0"],
    "partial.svg": ["derive", "f(x, y) = x^2*y + 3y", "--at", "x=1,y=2"],
    "descent.svg": ["descend", "x^2", "--from", "x=3", "--rate", "0.1", "--steps", "8"],
    "chain.svg": ["trace", LOSS, "--at", "w=-2,x=5,b=3"],
    "and.svg": ["separable", "and"],
    "xor.svg": ["separable", "xor"],
    "units.svg": ["units", "xor"],
    "trace.svg": ["trace", "xor-hidden"],
    "rnn.svg": ["lesson", "rnn"],
    "lstm.svg": ["lesson", "lstm"],
    "autoencoder.svg": ["lesson", "autoencoder"],
    "sparse-autoencoder.svg": ["lesson", "sparse-autoencoder"],
}


def plane() -> Any:
    """What the three units of the note answer in the whole plane."""
    hidden = [gn.Unit([5, 5], -8), gn.Unit([-7, -7], 3)]
    model = gn.UnitNetwork([hidden, [gn.Unit([-11, -11], 6)]]).to_keras()
    return gn.plot_boundary(model, gn.load("xor"))


def boundary() -> Any:
    """The plane while the note's second program learns."""
    xor = gn.load("xor")
    return gn.plot_boundary(lesson(), xor.x, xor.y, epochs=[0, 3000, 4000, 10_000])


def weights() -> Any:
    """The weights of the note's second program."""
    return gn.plot_weights(lesson())


@functools.cache
def lesson() -> gn.Recording:
    program = gn.lessons.LESSONS["xor-hidden"].program
    recording = gn.Recording(["images", "boundary"], every=100)
    program.train(program.build(), callbacks=[recording], verbose=0)
    return recording


def gradients(activation: str, initializer: str) -> Any:
    """The gradient's size in each of eight layers while they learn two half moons."""
    moons = gn.load("moons")
    keras.utils.set_random_seed(0)
    start = {"activation": activation, "kernel_initializer": initializer}
    hidden = [keras.layers.Dense(16, name=f"layer{i}", **start) for i in range(1, 9)]
    output = keras.layers.Dense(1, "sigmoid", name="output")
    model = keras.Sequential([keras.Input((2,)), *hidden, output])
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
    recording = gn.Recording("gradient_norms", every=20)
    gn.fit(model, moons.x, moons.y, epochs=100, verbose=0, callbacks=[recording])
    return gn.plot_gradients(recording)


# Picture -> the function that makes its figure.
FIGURES: dict[str, Callable[[], Any]] = {
    "plane.svg": plane,
    "boundary.svg": boundary,
    "weights.svg": weights,
    "gradients-sigmoid.svg": partial(gradients, "sigmoid", "glorot_uniform"),
    "gradients-relu.svg": partial(gradients, "relu", "he_normal"),
}


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
