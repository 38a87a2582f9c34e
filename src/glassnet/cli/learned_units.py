"""The units that training found: of a run, of a lesson, or of a model saved by Keras."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data import Dataset
from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.units.network import MOST_INPUTS, TruthTable, UnitNetwork
from glassnet.units.unit import UNIT_ACTIVATIONS

ROWS = 8  # shown of data that are no truth table


class RowsOptions(NamedTuple):
    """The options that say which rows a `.keras` file is shown on, as for `glassnet.data.load`."""

    data: str | None = None
    target: str | None = None
    ignore: Sequence[str] = ()

    def first_given(self) -> str | None:
        """`--data`, say, where one of them is given."""
        return next((f"--{name}" for name, value in self._asdict().items() if value), None)


@dataclass(frozen=True)
class Learned:
    """A learned network, and the data it is shown on.

    Attributes:
        network: its units.
        dataset: None for every combination of 0 and 1, without a target.
    """

    network: UnitNetwork
    dataset: Dataset | None

    def table(self, rows: int | None) -> TruthTable:
        """What the units make of the first rows; of all for None, and for a truth table."""
        dataset = self.dataset
        if dataset is None:
            return self.network.truth_table()
        if self.is_whole:
            return self.network.truth_table(dataset.name)
        return self.network.truth_table(self._target(rows), dataset.x[:rows])

    @property
    def is_whole(self) -> bool:
        """Whether the data are a truth table that is shown as one."""
        dataset = self.dataset
        return dataset is None or (dataset.exhaustive and dataset.x.shape[1] <= MOST_INPUTS)

    def introduction(self, name: str) -> str:
        """What is seen: whose weights these are, and which rows."""
        lines = [message("units-learned", name=name)]
        dataset = self.dataset
        if dataset is not None and not self.is_whole:
            rows = len(dataset.x)
            if rows > ROWS:
                lines.append(message("units-first-rows", shown=ROWS, rows=rows, data=dataset.name))
            if dataset.preparation is not None:
                lines.append(message("units-standardised"))
        return "\n".join(lines)

    def _target(self, rows: int | None) -> NDArray[Any] | None:
        """0 or 1 for each row; None where the units' answers are not of this kind."""
        dataset, last = self.dataset, self.network.merged[-1]
        answers = UNIT_ACTIVATIONS[last.activation].threshold is not None
        if dataset is None or dataset.task != "binary" or len(last.bias) != 1 or not answers:
            return None
        return dataset.y[:rows].astype(np.int64)


def learned_units(name: str, rows: RowsOptions) -> Learned | None:
    """The units of a run, a lesson (which is trained) or a `.keras` file; None for another name.

    Raises:
        GlassnetError: it cannot be read, is no chain of units, or has other inputs than the data.
    """
    from glassnet.lessons import LESSONS
    from glassnet.runs.saved_models import run_named

    path, run = Path(name), run_named(name)
    option = rows.first_given()
    if option and path.suffix != ".keras" and (name in LESSONS or run is not None):
        raise SettingError(message("units-has-data", option=option, name=name))
    if name in LESSONS:
        return _of_lesson(name)
    if run is not None:
        return _of_run(run)
    return _of_file(path, rows) if path.suffix == ".keras" else None


def _of_lesson(name: str) -> Learned:
    from glassnet.data import load
    from glassnet.lessons import find, run

    untrained = _network(find(name).program.build(), name)  # refused before it is trained
    if (inputs := len(untrained.inputs)) > MOST_INPUTS:
        given = {"lesson": name, "inputs": inputs, "most": MOST_INPUTS}
        raise SettingError(message("units-lesson-large", **given))
    result = run(name)
    if result.interrupted:
        raise KeyboardInterrupt
    is_gate = (len(untrained.inputs), len(untrained.merged[-1].bias)) == (2, 1)
    return Learned(_network(result.model, name), load("xor") if is_gate else None)


def _of_run(folder: Path) -> Learned:
    from glassnet.runs.saved_models import read_ended_run
    from glassnet.runs.saved_runs import load_dataset
    from glassnet.runs.train import split

    run, model = read_ended_run(folder)
    dataset = load_dataset(run)
    # As it was trained: columns are standardised by the rows that were not held out.
    training, _ = split(dataset, run.settings.validation_split, run.settings.seed)
    return _on(model, training, str(run.path))


def _of_file(path: Path, rows: RowsOptions) -> Learned:
    from glassnet.data import load
    from glassnet.runs.saved_models import read_keras

    dataset = None
    if rows.data is not None:
        dataset = load(rows.data, target=rows.target, ignore=rows.ignore)
    return _on(read_keras(path), dataset, str(path))


def _on(model: Any, dataset: Dataset | None, name: str) -> Learned:
    network = _network(model, name, () if dataset is None else dataset.feature_names)
    if dataset is not None and dataset.x.shape[1] != len(network.inputs):
        found = {"inputs": len(network.inputs), "features": dataset.x.shape[1]}
        raise SettingError(message("units-model-data", name=name, data=dataset.name, **found))
    return Learned(network, dataset)


def _network(model: Any, name: str, inputs: Sequence[str] = ()) -> UnitNetwork:
    from glassnet.units.dense_chain import NoChainError, units_of

    try:
        return units_of(model, inputs)
    except NoChainError as error:
        raise SettingError(f"{name}: {error}") from None
