"""From a page's state to what it is about: data and a compiled model; and what is wrong with it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np

from glassnet.data import DATASETS, Dataset, load
from glassnet.data.dataset import class_targets
from glassnet.data.readers import csv_header
from glassnet.errors import GlassnetError, SettingError
from glassnet.networks import build
from glassnet.networks.builder import ACTIVATIONS, INITIALIZERS, OPTIMIZERS
from glassnet.networks.options import LOSSES_OF
from glassnet.page.answers import Choices
from glassnet.page.network.starts import decoded
from glassnet.page.state import BuiltIn, Drawn, Given, PageState, Table
from glassnet.text import message

MOST_MEMORY = 20_000_000  # bytes of a table's numbers


class Subject(NamedTuple):
    """What a page is about."""

    dataset: Dataset
    model: keras.Sequential


class StateError(SettingError):
    """A state that cannot be; `fields` says what is wrong with which of its fields."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


def make_subject(state: PageState, given: Dataset | None = None) -> Subject:
    """Load the data and build the model. given: as for `load_data`.

    Raises:
        StateError: for each field that is wrong, why.
    """
    faults = dict(_faults(state))
    dataset = None
    try:
        dataset = load_data(state, given)
    except GlassnetError as error:
        faults["data"] = str(error)
    if dataset is not None:
        faults |= dict(_faults_beside(state, dataset))
    if dataset is None or faults:
        raise StateError(faults)
    try:
        return Subject(dataset, _build(state, dataset))
    except GlassnetError as error:
        raise StateError({"": str(error)}) from error


def _faults(state: PageState) -> Iterator[tuple[str, str]]:
    names: dict[str, tuple[Any, list[str]]] = {
        "layers": (ACTIVATIONS, [each.activation for each in state.layers]),
        "initializer": (INITIALIZERS, [state.initializer]),
        "optimizer": (OPTIMIZERS, [state.optimizer]),
    }
    for field, (registry, given) in names.items():
        for name in given:
            try:
                registry.canonical(name)
            except SettingError as error:
                yield field, str(error)


def _faults_beside(state: PageState, dataset: Dataset) -> Iterator[tuple[str, str]]:
    rows, features = dataset.x.shape
    if state.batch_size is not None and state.batch_size > rows:
        yield "batch_size", message("run-batch-rows", found=str(state.batch_size), rows=rows)
    if state.loss is not None and state.loss not in LOSSES_OF[dataset.task]:
        known = ", ".join(LOSSES_OF[dataset.task])
        said = {"loss": state.loss, "task": dataset.task, "losses": known, "others": ""}
        yield "loss", message("network-loss", **said)
    if not all(0 <= each < features for each in state.plane) and features > 1:
        yield "plane", message("studio-plane", features=features)
    if state.held and len(state.held) != features:
        yield "held", message("studio-held", features=features, found=len(state.held))


def check_view(state: PageState, dataset: Dataset) -> None:
    """Raise StateError if the state's plane does not fit the data."""
    if faults := dict(_faults_beside(state, dataset)):
        raise StateError(faults)


def load_data(state: PageState, given: Dataset | None = None) -> Dataset:
    """The rows. given: those that the session was given from Python. Raises GlassnetError."""
    match state.data:
        case BuiltIn(name, rows, noise, seed):
            if name.partition(":")[0] not in {each.partition(":")[0] for each in DATASETS}:
                raise SettingError(message("studio-dataset", found=name, known=", ".join(DATASETS)))
            return load(name, rows=rows, noise=noise, seed=seed)
        case Drawn():
            return _drawn(state.data)
        case Table():
            return _table(state.data)
        case Given(name):
            if given is None:
                raise SettingError(message("studio-given", name=name))
            return given


def _drawn(data: Drawn) -> Dataset:
    if len(data.points) != len(data.labels):
        found = {"points": len(data.points), "labels": len(data.labels)}
        raise SettingError(message("studio-labels", **found))
    classes = max(data.labels, default=0) + 1
    if len(data.points) < 2 or len(set(data.labels)) < 2:
        raise SettingError(message("studio-few-points"))
    y, task = class_targets(np.array(data.labels), max(2, classes))
    return Dataset(
        name="drawn",
        x=np.array(data.points, np.float32),
        y=y,
        task=task,
        feature_names=("x1", "x2"),
        target_name="class",
        class_names=tuple(map(str, range(max(2, classes)))),
        exhaustive=False,
    )


def _table(data: Table) -> Dataset:
    """The file's text is parsed as data alone, and leaves no file behind. Without a target the last
    column is learned."""
    with tempfile.TemporaryDirectory() as folder:
        name = re.sub(r"[^\w.-]", "_", Path(data.name).name) or "table"
        path = Path(folder, name if name.endswith(".csv") else f"{name}.csv")
        path.write_text(data.text, encoding="utf-8")
        target = data.target or csv_header(path)[0][-1]
        return load(str(path), target=target, ignore=data.ignore, max_bytes=MOST_MEMORY)


def _build(state: PageState, dataset: Dataset) -> keras.Sequential:
    penalties: Mapping[str, Callable[[float], Any]] = {
        "l1": keras.regularizers.L1,
        "l2": keras.regularizers.L2,
    }
    penalty = penalties.get(state.penalty)
    model = build(
        dataset,
        layers=[each.units for each in state.layers],
        activation=[each.activation for each in state.layers],
        initializer=state.initializer,
        optimizer=state.optimizer,
        learning_rate=state.learning_rate,
        loss=state.loss,
        regularizer=None if penalty is None else penalty(state.penalty_rate),
        seed=state.seed,
    )
    if state.start is not None:
        try:
            model.set_weights(decoded(state.start, [each.shape for each in model.weights]))
        except ValueError as error:
            faults = {"start": message("studio-start", name=state.start.name)}
            raise StateError(faults) from error
    return model


def choices_for(dataset: Dataset, given: Dataset | None = None) -> Choices:
    """The names that fit. given: as for `load_data`."""
    return Choices(
        datasets=(*(name for name in DATASETS if ":" not in name), "parity:3"),
        activations=tuple(sorted(ACTIVATIONS.entries)),
        initializers=tuple(sorted(INITIALIZERS.entries)),
        optimizers=tuple(sorted(OPTIMIZERS.entries)),
        losses=tuple(LOSSES_OF[dataset.task]),
        given=None if given is None else given.name,
    )
