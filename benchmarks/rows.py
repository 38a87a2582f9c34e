"""What is measured, against whom, and what is to be reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks import diagnoses, processes, traces
from benchmarks.probes import Probe
from benchmarks.works import UNITS


@dataclass(frozen=True)
class Target:
    """What a row's number is to reach.

    of: whose number, against: the peer it is compared with; None for an absolute bound.
    bound: of a ratio or of the number itself, in the row's unit.
    faster: the ratio is against/of and at least `bound` is wanted; else it is of/against (or `of`
        itself) and at most `bound` is.
    """

    bound: float
    against: str | None = None
    faster: bool = False
    of: str = "glassnet"


def faster(bound: float, than: str, of: str = "glassnet") -> Target:
    return Target(bound, than, faster=True, of=of)


def at_most(bound: float, times: str | None = None, of: str = "glassnet") -> Target:
    return Target(bound, times, of=of)


@dataclass(frozen=True)
class LoopRow:
    """Training in a loop: the second call, compilation done, timed for each contender in turn.

    work: a key of `works.WORKS`, or a lesson's name.
    epochs: None to report an average step; else a call for so many epochs is reported whole (from
        fewer, scaled, where they take longer than a repetition should).
    """

    title: str
    work: str
    contenders: tuple[str, ...]
    unit: str = "µs a step"
    epochs: int | None = None
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class ProbeRow:
    """Anything else: `probes` gives who is measured and how."""

    title: str
    probes: Callable[[], dict[str, Probe]]
    unit: str
    targets: tuple[Target, ...] = ()


Row = LoopRow | ProbeRow

SECONDS = {"µs a step": 1e6, "ms": 1e3, "s": 1.0, "GB": 1.0}  # a unit's number in one second

OURS = ("glassnet", "trainer", "exact")
SCANS = ("scan", "scan+option")
ALL = (*OURS, *SCANS, "keras", "keras-best", "tensorflow", "pytorch")
BATCHES = (*OURS, *SCANS, "keras", "pytorch")
STEPS = (*OURS, "scan", "keras")
NOTE = ("lesson", "tensorflow-note")
BY_SIZE = (*OURS, "scan", "keras", "pytorch")
FITS = ("glassnet", "exact", "keras")

# A loop is compared with our loop (`Trainer.run`), a whole `fit` with our `fit`.
MIDDLE = (faster(4, "scan", of="trainer"), at_most(1, "scan+option", of="trainer"))
LARGE = (at_most(1, "keras"), at_most(1, "keras", of="exact"), at_most(1, "scan", of="trainer"))
WATCHED = (at_most(1.1, "glassnet", of="watched"),)
LESSON = (faster(1000, "tensorflow-note", of="lesson"),)

ROWS: dict[str, Row] = {
    "2-2-1": LoopRow(
        "2-2-1, SGD",
        "2-2-1",
        (*ALL, "c"),
        targets=(
            at_most(1.25, "c", of="trainer"),
            faster(3000, "keras"),
            faster(150, "keras-best"),
        ),
    ),
    "2-2-1-shuffled": LoopRow(
        "2-2-1, SGD, shuffled", "2-2-1-shuffled", BATCHES, targets=(at_most(0.2),)
    ),
    "2-10-10-10-1": LoopRow(
        "2-10-10-10-1, SGD", "2-10-10-10-1", (*ALL, "c"), targets=(at_most(0.8, "c", of="trainer"),)
    ),
    "2-10-10-10-1-adam": LoopRow(
        "2-10-10-10-1, Adam, accuracy", "2-10-10-10-1-adam", ALL, targets=(faster(350, "keras"),)
    ),
    "2-10-10-10-1-adam-shuffled": LoopRow(
        "2-10-10-10-1, Adam, accuracy, shuffled",
        "2-10-10-10-1-adam-shuffled",
        (*BATCHES, "tensorflow"),
    ),
    "784-128-10": LoopRow(
        "784-128-10, batch 128, Adam",
        "784-128-10",
        BATCHES,
        targets=(at_most(1, "scan", of="trainer"), at_most(1, "keras"), at_most(1, "pytorch")),
    ),
    "4-32-16-4": LoopRow(
        "4-32-16-4, batch 32, Adam, accuracy", "4-32-16-4", BATCHES, targets=MIDDLE
    ),
    "64-32-10": LoopRow("64-32-10, batch 32, Adam, accuracy", "64-32-10", BATCHES, targets=MIDDLE),
    "lstm": LoopRow(
        "LSTM(16) on 20 steps, batch 32, Adam, accuracy", "lstm", BATCHES, targets=MIDDLE
    ),
    "convolution": LoopRow(
        "Conv2D(8, 3×3) on 8×8, batch 32, Adam, accuracy", "convolution", BATCHES, targets=MIDDLE
    ),
    **{
        name: LoopRow(title, name, contenders, targets=LARGE)
        for name, title, contenders in (
            ("64-512-512-10", "64-512-512-10, batch 128, Adam", BATCHES),
            ("64-1024-1024-10", "64-1024-1024-10, batch 64, Adam", BATCHES),
            ("transformer", "two transformer blocks on 16 tokens, batch 32, Adam", STEPS),
            ("lstm-64", "LSTM(64) on 50 steps, batch 32, Adam", BATCHES),
            ("gru-stacked", "GRU(32), GRU(32) on 30 steps, batch 32, Adam", STEPS),
            ("convolution-28", "Conv2D(8, 3×3) on 28×28, batch 32, Adam", BATCHES),
            ("convolutions-28", "Conv2D(32), Conv2D(64), pooled, on 28×28, batch 32", STEPS),
        )
    },
    **{
        f"units-{units}": LoopRow(
            f"64-{units}-{units}-10, batch 32, Adam", f"units-{units}", BY_SIZE, targets=LARGE
        )
        for units in UNITS
    },
    "stream": LoopRow(
        "784-256-256-10, batch 256, Adam, accuracy, from a PyDataset",
        "stream",
        FITS,
        targets=(at_most(1, "keras"),),
    ),
    "slow-stream": LoopRow(
        "the same, where the PyDataset waits 5 ms for each batch",
        "slow-stream",
        FITS,
        targets=(at_most(1, "keras"),),
    ),
    "xor-units": LoopRow(
        "first program: 50,000 steps", "xor-units", NOTE, "ms", 50_000, targets=LESSON
    ),
    "xor-hidden": LoopRow(
        "second program: 10,000 steps", "xor-hidden", NOTE, "ms", 10_000, targets=LESSON
    ),
    "xor-deep": LoopRow(
        "third program: 3,000 steps", "xor-deep", NOTE, "ms", 3_000, targets=LESSON
    ),
    "xor-keras": LoopRow(
        "fourth program: 5,000 steps", "xor-keras", NOTE, "ms", 5_000, targets=LESSON
    ),
    "xor-deep-recorded": LoopRow(
        "third program, its 13 tags recorded at each of 3,000 steps",
        "xor-deep",
        ("lesson-recorded", "lesson", "tensorflow-note"),
        "ms",
        3_000,
        targets=(
            at_most(20, "lesson", of="lesson-recorded"),
            faster(150, "tensorflow-note", of="lesson-recorded"),
        ),
    ),
    "784-128-10-recorded": LoopRow(
        "784-128-10, weights, gradients and outputs recorded at each tenth step",
        "784-128-10",
        ("recorded", "glassnet"),
    ),
    "2-10-10-10-1-watched": LoopRow(
        "2-10-10-10-1, Adam, accuracy, watched for what keeps it from learning",
        "2-10-10-10-1-adam",
        ("watched", "glassnet"),
        targets=WATCHED,
    ),
    "784-128-10-watched": LoopRow(
        "784-128-10, batch 128, Adam, watched",
        "784-128-10",
        ("watched", "glassnet"),
        targets=WATCHED,
    ),
    "convolution-watched": LoopRow(
        "Conv2D(8, 3×3) on 8×8, batch 32, Adam, accuracy, watched",
        "convolution",
        ("watched", "glassnet"),
        targets=WATCHED,
    ),
    "second-fit": LoopRow(
        "a second fit of 1 epoch, 2-10-10-10-1",
        "2-10-10-10-1",
        ("glassnet", "keras"),
        "ms",
        1,
        targets=(at_most(5), at_most(1, "keras")),
    ),
    "train-xor": ProbeRow(
        "the process `glassnet train xor`",
        processes.train_xor,
        "s",
        targets=(at_most(2.0, of="first"), at_most(1.2, of="after")),
    ),
    "trace-784-128-10": ProbeRow(
        "gn.trace of 784-128-10, batch 128, once compiled",
        partial(traces.traces, (784, 128), 10, 128),
        "ms",
        targets=(at_most(1000),),
    ),
    "trace-xor-deep": ProbeRow(
        "gn.trace of 2-10-10-10-2, batch 4, once compiled",
        partial(traces.traces, (2, 10, 10, 10), 2, 4),
        "ms",
        targets=(at_most(50), at_most(50, of="chain")),
    ),
    "diagnose-2-2-1": ProbeRow(
        "gn.diagnose of 2-2-1, XOR", partial(diagnoses.diagnoses, "2-2-1", 4), "ms"
    ),
    "diagnose-2-10-10-10-1": ProbeRow(
        "gn.diagnose of 2-10-10-10-1, XOR", partial(diagnoses.diagnoses, "2-10-10-10-1", 4), "ms"
    ),
    "diagnose-784-128-10": ProbeRow(
        "gn.diagnose of 784-128-10, 128 rows", partial(diagnoses.diagnoses, "784-128-10", 128), "ms"
    ),
    "diagnose-784-128-10-1024": ProbeRow(
        "gn.diagnose of 784-128-10, 1,024 rows",
        partial(diagnoses.diagnoses, "784-128-10", 1024),
        "ms",
    ),
    "memory": ProbeRow(
        "peak memory of fit on 1 GB of data", processes.memory, "GB", targets=(at_most(2.0),)
    ),
}
