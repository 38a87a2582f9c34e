"""What can be seen in an RNN: its units at each step, and how far back the gradient reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.lessons import rnn
from glassnet.lessons.demonstrations import Demonstration, over_time
from glassnet.lessons.demonstrations.tables import aligned
from glassnet.text import message
from glassnet.tracing import trace

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PLACES = ("rnn-random", "rnn-random", "rnn-xor")  # of the stream, in turn
SHOWN = (1, 0, 1, 1, 0, 1, 0, 0)  # the bits whose parity is shown as it is read
LONG, LONG_STRINGS = 50, 100  # bits; strings that no training has seen
CHAIN_BITS, MOST_PATHS = 4, 3  # of the chain rule that is written out
LEAST_DRAWN = 1e-12  # of a gradient
STEPS_BACK = (0, 1, 2, 4, 8, 16, 32)
NODE = "simple_rnn_cell/tanh"


class Reading(NamedTuple):
    """One string of bits as the network reads it.

    Attributes:
        bits, parity: [steps] of it.
        units: [steps, units] the hidden units.
        said: [steps] the probability that the bits so far are odd.
    """

    bits: NDArray[Any]
    parity: NDArray[Any]
    units: NDArray[Any]
    said: NDArray[Any]


def demonstrate(models: Mapping[str, Any], seed: int) -> Demonstration:
    """The stream's three places, one string as it is read, and the way back through time."""
    errors, right = stream_scores(models["temporal-xor"])
    reading = read(models["parity"], SHOWN)
    long = long_accuracy(models["parity"])
    ways = {
        "untrained": gradients_back(rnn.build(seed, "parity")),
        "trained": gradients_back(models["parity"]),
    }
    numbers = {
        "temporal_xor": {"squared_error": errors.tolist(), "accuracy": right.tolist()},
        "parity": {name: value.tolist() for name, value in reading._asdict().items()},
        "parity_of_50_bits": long,
        "gradient_norms_back": {name: way.tolist() for name, way in ways.items()},
    }
    lines = [
        message("rnn-stream"),
        *_stream_table(errors, right),
        "",
        message("rnn-parity"),
        *_reading_table(reading),
        message("rnn-long", steps=LONG, share=f"{long:.1%}"),
        "",
        message("rnn-back"),
        *_back_table(ways),
        "",
        message("rnn-chain", bits=" ".join(map(str, SHOWN[:CHAIN_BITS]))),
        *chain(models["parity"]),
    ]
    return Demonstration(lines, numbers, lambda: draw(reading, ways))


# What is measured ---------------------------------------------------------------------------------


def stream_scores(model: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Mean squared error and share of bits predicted right at each of the stream's places, [3]
    each, for a stream that no training has seen."""
    x, y = rnn.data("temporal-xor", seed=1)
    said = np.asarray(model(x))
    by_place = lambda each: each.reshape(len(x), -1, len(PLACES)).mean(axis=(0, 1))
    errors, right = by_place((said - y) ** 2), by_place((said > 0.5) == (y > 0.5))
    return np.roll(errors, 1), np.roll(right, 1)  # the first bit that is said is the second


def read(model: Any, bits: tuple[int, ...]) -> Reading:
    """One string as the network reads it."""
    x = np.array(bits, np.float32)[None, :, None]
    y = np.cumsum(x, axis=1) % 2
    traced = trace(model, x, y)
    units = over_time.values(traced, "hidden", NODE, len(bits))[0]
    return Reading(x.ravel(), y.ravel(), units, np.asarray(model(x)).ravel())


def long_accuracy(model: Any) -> float:
    """The share of bits after which the parity is right, of strings much longer than those of the
    training."""
    x = np.random.default_rng(1).integers(0, 2, [LONG_STRINGS, LONG, 1]).astype(np.float32)
    said = np.asarray(model(x)) > 0.5
    return float((said == (np.cumsum(x, axis=1) % 2 > 0.5)).mean())


def gradients_back(model: Any) -> NDArray[Any]:
    """Norm of the last answer's gradient by the units at each step, as a share of that at the last:
    [steps], the last step first; 0 where the answer is so sure that float32 has no gradient."""
    x = np.random.default_rng(2).integers(0, 2, [8, LONG, 1]).astype(np.float32)
    last = np.zeros(x.shape[:2], np.float32)
    last[:, -1] = 1
    traced = trace(model, x, np.cumsum(x, axis=1) % 2, sample_weight=last)
    norms = over_time.gradient_norms(traced, "hidden", NODE, LONG)[::-1]
    return norms / (norms[0] or 1)


def chain(model: Any) -> list[str]:
    """The gradient of a weight of the first hidden unit, for the last answer of a short string, as
    products path by path: one that goes through more steps has more factors."""
    x = np.array(SHOWN[:CHAIN_BITS], np.float32)[None, :, None]
    last = np.eye(CHAIN_BITS, dtype=np.float32)[-1:]
    traced = trace(model, x, np.cumsum(x, axis=1) % 2, sample_weight=last)
    found = traced.chain("hidden/simple_rnn_cell/kernel", (0, 0), row=0, most=MOST_PATHS)
    return [f"  {line}" for line in str(found).splitlines()]


# How it is shown ----------------------------------------------------------------------------------


def _stream_table(errors: NDArray[Any], right: NDArray[Any]) -> list[str]:
    rows = zip(map(message, PLACES), errors, right, strict=True)
    return [f"  {error:.3f}  {share:6.1%}  {name}" for name, error, share in rows]


def _reading_table(reading: Reading) -> list[str]:
    units = [f"h{unit + 1}" for unit in range(reading.units.shape[1])]
    head = [message("rnn-bit"), *units, "p", message("rnn-odd")]
    rows = [
        [f"{bit:.0f}", *(f"{unit:.2f}" for unit in values), f"{p:.2f}", f"{odd:.0f}"]
        for bit, odd, values, p in zip(*reading, strict=True)
    ]
    return aligned([head, *rows])


def _back_table(ways: Mapping[str, NDArray[Any]]) -> list[str]:
    head = [message("rnn-steps-back"), *map(str, STEPS_BACK)]
    rows = [
        [message(f"rnn-{name}"), *(f"{way[back]:.1e}" for back in STEPS_BACK)]
        for name, way in ways.items()
    ]
    return aligned([head, *rows])


def draw(reading: Reading, ways: Mapping[str, NDArray[Any]]) -> Figure:
    """The units over time above, the gradient's way back below."""
    from glassnet.plots.drawing.figures import (
        add_title,
        lettering,
        line_style,
        log_scale,
        new_figure,
    )

    with lettering([]):
        figure: Any = new_figure(8, 6.4)
        figure.subplots_adjust(left=0.12, right=0.9, top=0.93, bottom=0.08, hspace=0.3)
        top, bottom = figure.subplots(2, 1)
        _draw_units(top, reading)
        for number, (name, way) in enumerate(ways.items()):
            bottom.plot(way, lw=1.6, label=message(f"rnn-{name}"), **line_style(number))
        log_scale(bottom)
        bottom.set_ylim(LEAST_DRAWN, 3)
        bottom.set_xlabel(message("rnn-steps-back"))
        bottom.set_ylabel(message("rnn-gradient-axis"))
        bottom.legend(frameon=False)
        add_title(figure, message("rnn-title"))
    return figure


def _draw_units(ax: Any, reading: Reading) -> None:
    from glassnet.plots.drawing.class_looks import orange_to_blue

    steps, count = reading.units.shape
    rows = np.vstack([2 * reading.bits - 1, reading.units.T, 2 * reading.said - 1])
    image = ax.imshow(rows, cmap=orange_to_blue(), vmin=-1, vmax=1, aspect="auto")
    ax.set_yticks(
        range(count + 2), [message("rnn-bit"), *(f"h{unit + 1}" for unit in range(count)), "p"]
    )
    for edge in (0.5, count + 0.5):
        ax.axhline(edge, color="white", lw=4)
    for step in range(steps):
        ax.text(step, 0, f"{reading.bits[step]:.0f}", ha="center", va="center", fontsize=9)
        ax.text(step, count + 1, f"{reading.said[step]:.2f}", ha="center", va="center", fontsize=8)
    ax.set_xticks(range(steps), [str(step + 1) for step in range(steps)])
    ax.set_xlabel(message("rnn-step-axis"))
    ax.tick_params(length=0, labelsize=8)
    ax.figure.colorbar(image, cax=ax.inset_axes((1.02, 0, 0.02, 1))).ax.tick_params(labelsize=7)
