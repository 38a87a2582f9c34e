"""Records turned into observers of training, and what they saw turned into tags."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.fitting.callbacks import FitArguments
from glassnet.recording.quantities import (
    QUANTITIES,
    REDUCTIONS,
    STEP_PARTS,
    ProbedModel,
    Quantity,
    StepPart,
    boundary_grid,
)
from glassnet.text import did_you_mean, message
from glassnet.training import processes
from glassnet.training.compilation import kept_with_model
from glassnet.training.keras_data import are_arrays
from glassnet.training.keras_model import Model, References, Tree
from glassnet.training.observation import Every, ObservedStep, Receiver

# The types of a Record's arguments.
ARGUMENTS: Mapping[str, tuple[type, ...]] = {
    "names": (Collection,),
    "every": (Every, type(None)),
    "tags": (str, Mapping),
}


@dataclass(frozen=True)
class Record:
    """One quantity to record.

    Args:
        what: a name of QUANTITIES: weights, gradients, updates, activations (histograms);
            weight_norms, gradient_norms, update_norms, update_ratios, metrics, learning_rate
            (numbers); images (of weights), boundary (of a model with two inputs), pr_curves (of a
            classifier).
        names: a shell's patterns (`*/kernel`, `hidden?`) for variables' paths, layers' or metrics'
            names; a name that fits one of them is recorded.
        every: how often to record; None for the callback's own interval.
        tags: a pattern such as `batch_{name}`, or name → tag; names that are not there get the
            quantity's own tag, such as `hidden/kernel/gradient`.

    Raises:
        SettingError: an unknown quantity, or an argument of another type.
    """

    what: str
    names: str | Sequence[str] = "*"
    every: Every | None = None
    tags: str | Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        what = str(self.what)
        if what not in QUANTITIES:
            hint = did_you_mean(what, QUANTITIES)
            raise SettingError(message("record-unknown", what=what, hint=hint))
        for name, types in ARGUMENTS.items():
            given = getattr(self, name)
            if not isinstance(given, types):
                raise SettingError(
                    message("record-argument", what=what, argument=name, found=repr(given))
                )

    @property
    def quantity(self) -> Quantity:
        """The row of QUANTITIES."""
        return QUANTITIES[self.what]

    @property
    def patterns(self) -> Sequence[str]:
        """`names` as a sequence."""
        return [self.names] if isinstance(self.names, str) else self.names

    def matches(self, name: str) -> bool:
        """Whether a variable, layer or metric of that name is recorded."""
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in self.patterns)

    def tag(self, name: str) -> str:
        """The tag of what is recorded under a name."""
        if isinstance(self.tags, str):
            return self.tags.replace("{name}", name)
        return self.tags.get(name) or self.quantity.tag.format(name=name)


@dataclass(frozen=True)
class Series:
    """One tag's values over a training.

    Attributes:
        what: the quantity.
        tag: its tag.
        steps: [n], counted from 1.
        values: numbers [n]; a histogram's minimum, maximum [n] and counts [n, 30]; or arrays
            [n, …].
    """

    what: str
    tag: str
    steps: NDArray[np.int64]
    values: Tree


class Recorder:
    """An observer that records. What it sums up is `[{name: reduced value}]`, one dict a record."""

    def __init__(self, probed: ProbedModel, records: Sequence[Record], every: Every) -> None:
        self.every = every
        self._probed = probed
        self._records = records
        needs = {need for record in records for need in record.quantity.needs}
        self._needs: list[StepPart] = [part for part in STEP_PARTS if part in needs]
        self.wants_gradients = "gradients" in needs
        self._compiled = jax.jit(lambda seen: self.summarise(self.keep(seen)))
        self.tags: list[str] = kept_with_model(probed.model, (Recorder, self), self._tags)

    # Equal ones make equal programs: a second fit with a new callback compiles nothing.

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recorder) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[Any, ...]:
        probed = self._probed
        data = [
            (leaf.shape, leaf.dtype.str, leaf.tobytes())
            for leaf in jax.tree.leaves((probed.probe, probed.grid))
        ]
        return id(probed.model), repr(self._records), self.every, *data

    def keep(self, seen: ObservedStep) -> Tree:
        """See `glassnet.training.observation.Observer`."""
        return {part: STEP_PARTS[part](self._probed, seen) for part in self._needs}

    def summarise(self, kept: Tree) -> Tree:
        """See `glassnet.training.observation.Observer`."""
        return [
            {
                name: REDUCTIONS[record.quantity.reduction](value)
                for name, value in record.quantity.compute(self._probed, kept).items()
                if record.matches(name)
            }
            for record in self._records
        ]

    @property
    def inside_step_only(self) -> list[str]:
        """Its quantities that cannot be seen between two steps: how a step changes the weights."""
        needs = {record.what: set(record.quantity.needs) for record in self._records}
        return [
            what
            for what, parts in needs.items()
            if "gradients" in parts or {"before", "after"} <= parts
        ]

    @property
    def needs_weights_before(self) -> bool:
        """Whether it records weights or activations of before a step."""
        return "before" in self._needs

    def record_now(self, steps: NDArray[np.int64], seen: ObservedStep) -> list[Series]:
        """Record one step of a model that others train. steps: [1]."""
        summary = self._compiled(seen)
        return self.by_tag(steps, jax.tree.map(lambda leaf: np.asarray(leaf)[None], summary))

    def receiver(self, receive: Callable[[list[Series]], None]) -> Receiver:
        """The function that a trainer calls with what this saw, and that hands it on with tags."""
        return lambda steps, summaries: receive(self.by_tag(steps, summaries))

    def by_tag(self, steps: NDArray[np.int64], summaries: Tree) -> list[Series]:
        """The results of `summarise` for some steps, with tags."""
        return [
            Series(record.what, record.tag(name), steps, values)
            for record, found in zip(self._records, summaries, strict=True)
            for name, values in found.items()
        ]

    def _tags(self) -> list[str]:
        """Raise SettingError for a record that matches no name."""
        variables = References.of(self._probed.model).read()
        shapes = jax.tree.map(lambda a: jax.ShapeDtypeStruct(a.shape, a.dtype), variables)
        parts = self.keep(ObservedStep(shapes, shapes, shapes.trainable))
        tags: list[str] = []
        for record in self._records:
            compute = record.quantity.compute
            names = list(jax.eval_shape(lambda kept, f=compute: f(self._probed, kept), parts))
            matching = [record.tag(name) for name in names if record.matches(name)]
            if not matching:
                known = ", ".join(names) or message("record-none")
                patterns = ", ".join(record.patterns)
                raise SettingError(
                    message("record-no-name", what=record.what, names=patterns, known=known)
                )
            tags += matching
        return tags


def recorders(probed: ProbedModel, records: Iterable[Record], every: Every) -> list[Recorder]:
    """A recorder for each interval. every: interval of the records that do not have one.

    Raises:
        SettingError: a record matches no name, or two values have one tag.
    """
    by_interval: dict[Every, list[Record]] = {}
    for record in records:
        by_interval.setdefault(record.every or every, []).append(record)
    found = [Recorder(probed, group, interval) for interval, group in by_interval.items()]
    for tag, count in Counter(tag for recorder in found for tag in recorder.tags).items():
        if count > 1:
            raise SettingError(message("record-same-tag", tag=tag, count=count))
    return found


# A callback's arguments -------------------------------------------------------------------------

PROBE_ROWS = 256  # of the training data, on which layers' outputs are shown


def as_records(record: str | Record | Sequence[str | Record]) -> list[Record]:
    """One or several, by name or as Record. Raises SettingError for an unknown name."""
    given: Any = record
    several = [given] if isinstance(given, str) or not isinstance(given, Iterable) else given
    return [each if isinstance(each, Record) else Record(each) for each in several]


def as_every(every: int | Every | None) -> Every:
    """A number of steps, or by default each epoch."""
    if every is None:
        return Every(1, "epochs")
    return every if isinstance(every, Every) else Every(every)


def probed_model(fitting: FitArguments, records: Sequence[Record], probe: Any) -> ProbedModel:
    """The model and the data on which the records are computed.

    probe: x of a batch; None for the first rows of the data. Raises SettingError where a record
    needs data that are not there, or the model does not take the probe. Several processes have
    the first one's: it stands in their programs, which have to be the same.
    """
    given = None if probe is None else _checked_probe(probe, fitting.model)
    x: Any = None
    if any(record.quantity.on_probe for record in records):
        x = probe_batch(fitting)[0] if given is None else given
    grid = None
    if any(record.what == "boundary" for record in records):
        grid = _grid(fitting.x if probe is None else probe)
    return ProbedModel(fitting.model, *processes.of_first((x, grid)))


def probe_batch(fitting: FitArguments) -> tuple[Any, Any]:
    """x and y of at most PROBE_ROWS first rows. Raises SettingError if the data are a stream."""
    batch = first_rows(fitting, PROBE_ROWS)
    if batch is None:
        raise SettingError(message("record-no-probe"))
    return batch


def first_rows(fitting: FitArguments, rows: int) -> tuple[Any, Any] | None:
    """x and y of the first rows; None where the data are no arrays."""
    if fitting.x is None or not are_arrays(fitting.x, fitting.y, None):
        return None
    first = lambda data: jax.tree.map(lambda a: np.asarray(a)[:rows], data)
    return first(fitting.x), first(fitting.y)


def _checked_probe(probe: Any, model: Model) -> Tree:
    """A probe as arrays. Raises SettingError if the model does not take them."""
    try:
        x = jax.tree.map(np.asarray, probe)
        predict = partial(model.stateless_call, training=False)
        jax.eval_shape(predict, *References.of(model).read()[:2], x)
    except Exception:  # Keras and layers raise all kinds
        found = ", ".join(str(np.shape(leaf)) for leaf in jax.tree.leaves(probe)[:3])
        expected = str(getattr(model, "input_shape", None))
        raise SettingError(message("record-probe", found=found, expected=expected)) from None
    return x


def _grid(x: Any) -> NDArray[np.float32]:
    points: Any = None if isinstance(x, dict | tuple) or x is None else np.asarray(x)
    if points is None or points.ndim != 2 or points.shape[1] != 2:
        raise SettingError(message("record-boundary"))
    return boundary_grid(points)
