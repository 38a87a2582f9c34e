"""From what was asked for to an observer of training, and from what it saw to named columns."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.recording.quantities import FORMS, MATERIALS, QUANTITIES, Material, Quantity, Subject
from glassnet.text import did_you_mean
from glassnet.training.keras_model import References, Tree
from glassnet.training.observation import Every, ObservedStep

# Of a Record.
EXPECTED: Mapping[str, tuple[tuple[type, ...], str]] = {
    "names": ((Collection,), "a pattern such as '*/kernel', or several"),
    "every": ((Every, type(None)), "gn.Every, such as gn.Every(10) for each tenth step"),
    "tags": ((str, Mapping), "a pattern such as 'mine/{name}', or name → tag"),
}


@dataclass(frozen=True)
class Record:
    """One thing to record.

    Args:
        what: a name of QUANTITIES: weights, gradients, updates, activations (histograms);
            weight_norms, gradient_norms, update_norms, update_ratios, metrics, learning_rate
            (numbers); images (of weights), boundary (of a model with two inputs), pr_curves (of a
            classifier).
        names: patterns as a shell's (`*/kernel`, `hidden?`) for variables' paths, layers' or
            metrics' names; a name that fits one of them is recorded.
        every: how often; None for what the callback says.
        tags: a pattern such as `batch_{name}`, or a name → its tag; for names that are not there
            the quantity's own, such as `hidden/kernel/gradient`.

    Raises SettingError if there is no such quantity, or an argument is of another kind.
    """

    what: str
    names: str | Sequence[str] = "*"
    every: Every | None = None
    tags: str | Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        if (name := str(self.what)) not in QUANTITIES:
            near = did_you_mean(name, QUANTITIES)
            raise SettingError(f"record {self.what!r}: cannot be recorded.{near}")
        for name, (kinds, expected) in EXPECTED.items():
            if not isinstance(given := getattr(self, name), kinds):
                raise SettingError(f"record {self.what!r}: {name} {given!r}: expected {expected}.")

    @property
    def quantity(self) -> Quantity:
        return QUANTITIES[self.what]

    def fits(self, name: str) -> bool:
        patterns = [self.names] if isinstance(self.names, str) else self.names
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)

    def tag(self, name: str) -> str:
        if isinstance(self.tags, str):
            return self.tags.replace("{name}", name)
        return self.tags.get(name) or self.quantity.tag.format(name=name)


@dataclass(frozen=True)
class Recorded:
    """One tag's values. steps: [n], counted from 1. values: by the form of `what`, [n, …]."""

    what: str
    tag: str
    steps: NDArray[np.int64]
    values: Tree


class Recorder:
    """An observer that records. Its rows are `{place in records: {name: form's value}}`."""

    def __init__(self, subject: Subject, records: Sequence[Record], every: Every) -> None:
        self.every = every
        self._subject = subject
        self._records = records
        needs = {need for record in records for need in record.quantity.needs}
        self._materials: list[Material] = [name for name in MATERIALS if name in needs]
        self.wants_gradients = "gradients" in needs
        self._look_now = jax.jit(lambda seen: self.summarise(self.keep(seen)))
        self.tags = self._tags()

    # Equal ones make equal programs: a second fit with a new callback compiles nothing.

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recorder) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[Any, ...]:
        subject = self._subject
        data = [
            (leaf.shape, leaf.dtype.str, leaf.tobytes())
            for leaf in jax.tree.leaves((subject.probe, subject.grid))
        ]
        return id(subject.model), repr(self._records), self.every, *data

    def keep(self, seen: ObservedStep) -> Tree:
        return {name: MATERIALS[name](self._subject, seen) for name in self._materials}

    def summarise(self, kept: Tree) -> Tree:
        return [
            {
                name: FORMS[record.quantity.form](value)
                for name, value in record.quantity.values(self._subject, kept).items()
                if record.fits(name)
            }
            for record in self._records
        ]

    @property
    def needing_steps(self) -> list[str]:
        """What of it is how a step changes the weights, and cannot be seen between two."""
        needs = {record.what: set(record.quantity.needs) for record in self._records}
        return [w for w, of in needs.items() if "gradients" in of or {"before", "after"} <= of]

    @property
    def looks_before(self) -> bool:
        """Whether it looks at the weights before a step."""
        return "before" in self._materials

    def look(self, seen: ObservedStep) -> Tree:
        """One summary now, as rows [1, …]. For a model that is trained by others."""
        summary = self._look_now(seen)
        return jax.tree.map(lambda leaf: np.asarray(leaf)[None], summary)

    def read(self, steps: NDArray[np.int64], summaries: Tree) -> list[Recorded]:
        """What `summarise` gave for some steps, by tag."""
        return [
            Recorded(record.what, record.tag(name), steps, values)
            for record, found in zip(self._records, summaries, strict=True)
            for name, values in found.items()
        ]

    def _tags(self) -> list[str]:
        """Every tag. Raises SettingError for a record that no name fits."""
        variables = References.of(self._subject.model).read()
        shapes = jax.tree.map(lambda a: jax.ShapeDtypeStruct(a.shape, a.dtype), variables)
        seen = ObservedStep(shapes, shapes, shapes.trainable)
        materials = {name: MATERIALS[name](self._subject, seen) for name in self._materials}
        tags: list[str] = []
        for record in self._records:
            named = lambda kept, of=record.quantity.values: of(self._subject, kept)
            names = list(jax.eval_shape(named, materials))
            tags += (fitting := [record.tag(name) for name in names if record.fits(name)])
            if not fitting:
                raise SettingError(
                    f"record {record.what!r}: no name fits {record.names!r}. "
                    f"There are: {', '.join(names) or 'none'}."
                )
        return tags


def recorders(subject: Subject, records: Iterable[Record], every: Every) -> list[Recorder]:
    """A recorder for each way of how often. every: for the records that do not say.

    Raises SettingError for a record that no name fits, and for two values with one tag.
    """
    by_interval: dict[Every, list[Record]] = {}
    for record in records:
        by_interval.setdefault(record.every or every, []).append(record)
    found = [Recorder(subject, group, interval) for interval, group in by_interval.items()]
    count = Counter(tag for recorder in found for tag in recorder.tags)
    for tag in count:
        if count[tag] > 1:
            raise SettingError(
                f"record: {count[tag]} values have the tag {tag!r}: record one of them, or give "
                "gn.Record tags= that tell them apart, such as 'mine/{name}'."
            )
    return found


Take = Callable[[list[Recorded]], None]


def receiver(recorder: Recorder, take: Take) -> Callable[[NDArray[np.int64], Any], None]:
    """What a trainer calls with what `recorder` saw: gives it on by tag."""
    return lambda steps, summaries: take(recorder.read(steps, summaries))
