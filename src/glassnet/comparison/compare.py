"""`gn.compare`: several networks on one dataset, each trained from several seeds."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from glassnet.data import Dataset, load
from glassnet.errors import SettingError
from glassnet.networks import defaults_for, parse_layers
from glassnet.networks.options import check_layers
from glassnet.runs.record import Settings
from glassnet.seed import check_seed
from glassnet.text import message

MOST_NETWORKS = 24  # of more no picture can be read
MOST_SEEDS = 1_000
MOST_VALUES = 100_000_000  # losses that are kept: 0.4 GB
# Of accuracy for classes that are no truth table, of the loss for numbers; see `threshold`.
SHARE_RIGHT, LOSS = 0.95, 0.1
# Settings in which networks may differ, in the order of their names.
VARIED = ("layers", "activation", "initializer", "optimizer", "learning_rate")

Floats = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Gets the network that is trained, how many trainings are over, and how many there are."""


@dataclass(frozen=True, eq=False)
class Compared:
    """One network, trained from every seed.

    Attributes:
        name: its layers, such as 2-10-10-1, and the settings in which it differs from others.
        settings: what it was trained with; their seed is the first one.
        parameters: how many weights and biases it has.
        losses: [seeds, epochs] each epoch's mean loss, as Keras' History has it.
        accuracies: [seeds, epochs] accuracy in training; None for a target of real numbers.
        threshold: the accuracy, or for real numbers the loss, at which it has learned.
        seconds: of all its trainings, compiling included.
    """

    name: str
    settings: Settings
    parameters: int
    losses: Floats
    accuracies: Floats | None
    threshold: float
    seconds: float

    @cached_property
    def reached(self) -> NDArray[np.bool_]:
        """[seeds, epochs] whether the threshold is reached."""
        if self.accuracies is None:
            return self.losses <= self.threshold
        return self.accuracies >= self.threshold

    @property
    def learned(self) -> NDArray[np.bool_]:
        """[seeds] whether the threshold is reached in the last epoch."""
        return self.reached[:, -1]

    @property
    def epochs_to_learn(self) -> NDArray[np.int64]:
        """The first epoch, counted from 1, that reached it: one for each seed that learned."""
        return self.reached[self.learned].argmax(axis=1).astype(np.int64) + 1

    @property
    def final_loss(self) -> tuple[float, float, float]:
        """The last epoch's loss: first quartile, median and third quartile over the seeds."""
        low, middle, high = quartiles(self.losses[:, -1:])[:, 0].tolist()
        return low, middle, high


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several networks, trained on the same data from the same seeds.

    Attributes:
        dataset: the data.
        seeds: the seeds.
        networks: the networks, in the order in which they were asked for.
    """

    dataset: Dataset
    seeds: tuple[int, ...]
    networks: tuple[Compared, ...]

    plot: ClassVar[Callable[..., Any]]
    _repr_html_: ClassVar[Callable[..., str]]

    @property
    def epochs(self) -> int:
        """How many epochs each training has."""
        return self.networks[0].settings.epochs

    @property
    def threshold(self) -> float:
        """What a network has to reach to have learned."""
        return self.networks[0].threshold


def quartiles(values: Floats) -> NDArray[np.float64]:
    """[3, epochs] of [seeds, epochs]; a loss that is NaN counts as infinite."""
    high = np.where(np.isnan(values), np.inf, values).astype(np.float64)
    # Between two numbers, as NumPy's default has it, there is nothing beside an infinite one.
    method = "linear" if np.isfinite(high).all() else "inverted_cdf"
    return np.quantile(high, [0.25, 0.5, 0.75], axis=0, method=method)


def compare(
    data: str | Dataset,
    *,
    layers: str | Sequence[str | Sequence[int]] | None = None,
    activation: str | Sequence[str] | None = None,
    initializer: str | Sequence[str] | None = None,
    optimizer: str | Sequence[str] | None = None,
    learning_rate: float | Sequence[float] | None = None,
    loss: str | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    seeds: int | Sequence[int] = 20,
    threshold: float | None = None,
    progress: Progress = lambda name, done, total: None,
) -> Comparison:
    """Train several networks on the same data from the same seeds.

    Every combination of the settings given as lists is a network. Each seed gives the weights and
    the order of rows that `glassnet train --seed` has. Settings that are left out fit the data.

    Args:
        data: a dataset, or what `gn.load` takes: "xor", "moons", a CSV file.
        layers: the networks' hidden layers: [[2], [10], [10, 10, 10]] or ["2", "10,10,10"]; text
            alone is one network.
        activation, initializer, optimizer: names as Keras has them; one, or several to compare.
        learning_rate: one, or several; None beside an optimizer means its own default.
        loss, epochs, batch_size: the same for all.
        seeds: how many, from 0 on; or the seeds themselves, such as range(100, 120).
        threshold: a network has learned if its last epoch's accuracy is at least this (by default 1
            for a truth table, 0.95 for other classes), or for real numbers if its loss is at most
            this (0.1).
        progress: is called with a network's name, how many trainings are over, and their number.

    Raises:
        GlassnetError: data that cannot be read, or settings that have no meaning.
    """
    dataset = data if isinstance(data, Dataset) else load(data)
    each = _seeds(seeds)
    given: dict[str, list[Any] | None] = {
        "layers": _several(layers, _sizes),
        "activation": _several(activation),
        "initializer": _several(initializer),
        "optimizer": _several(optimizer),
        "learning_rate": _several(learning_rate),
    }
    for seed in each:
        check_seed(seed)
    same = {"loss": loss, "epochs": epochs, "batch_size": batch_size}
    networks = _networks(dataset, given, {**same, "seed": next(iter(each), None)})
    _check_size(len(networks), len(each), networks[0].epochs)
    goal = _threshold(dataset, threshold)
    from glassnet.comparison.training import Training, check_names

    check_names(dataset, networks)
    found: list[Compared] = []
    total = len(networks) * len(each)
    for name, settings in zip(_names(dataset, networks), networks, strict=True):
        training = Training.of(dataset, settings)
        runs: list[tuple[Floats, Floats | None]] = []
        for seed in each:
            progress(name, len(found) * len(each) + len(runs), total)
            runs.append(training.run(seed))
        rights = [right for _, right in runs if right is not None]
        found.append(
            Compared(
                name=name,
                settings=training.settings,
                parameters=training.parameters,
                losses=np.stack([losses for losses, _ in runs]),
                accuracies=np.stack(rights) if rights else None,
                threshold=goal,
                seconds=training.seconds,
            )
        )
    return Comparison(dataset, each, tuple(found))


def _seeds(given: Any) -> tuple[int, ...]:
    """The seeds, each once, of their number or of themselves. Raises SettingError."""
    if isinstance(given, Integral):
        return tuple(range(int(given)))
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise SettingError(message("compare-seeds-form", found=repr(given)))
    return tuple(dict.fromkeys(given))


def _several(given: Any, read: Callable[[Any], Any] = lambda value: value) -> list[Any] | None:
    """Each of several values, or the only one, as a list; None for none."""
    if given is None:
        return None
    several = isinstance(given, Iterable) and not isinstance(given, str)
    return [read(each) for each in (given if several else [given])]


def _sizes(given: Any) -> tuple[int, ...]:
    """The hidden layers of one network. Raises SettingError."""
    if isinstance(given, str):
        return parse_layers(given)
    if not isinstance(given, Iterable):
        raise SettingError(message("compare-layers-form", found=repr(given)))
    return check_layers(tuple(given))


def _networks(
    dataset: Dataset, given: dict[str, list[Any] | None], same: dict[str, Any]
) -> list[Settings]:
    """The settings of each combination, without gaps, each once."""
    defaults: dict[str, Any] = {"loss": None, **asdict(defaults_for(dataset))}
    defaults |= {key: value for key, value in same.items() if value is not None}
    if given["optimizer"] is not None:
        defaults["learning_rate"] = None  # the optimizer's own
    lists = [given[key] or [defaults[key]] for key in VARIED]
    combinations = dict.fromkeys(itertools.product(*lists))
    return [Settings(**defaults | dict(zip(VARIED, each, strict=True))) for each in combinations]


def _check_size(networks: int, seeds: int, epochs: int) -> None:
    if networks > MOST_NETWORKS:
        raise SettingError(message("compare-networks", found=networks, most=MOST_NETWORKS))
    if not 1 <= seeds <= MOST_SEEDS:
        raise SettingError(message("compare-seeds", found=seeds, most=MOST_SEEDS))
    if networks * seeds * epochs > MOST_VALUES:
        found = {"networks": networks, "seeds": seeds, "epochs": epochs, "most": MOST_VALUES}
        raise SettingError(message("compare-size", **found))


def _threshold(dataset: Dataset, given: float | None) -> float:
    if given is None:
        if dataset.task == "regression":
            return LOSS
        return 1.0 if dataset.exhaustive else SHARE_RIGHT
    most = math.inf if dataset.task == "regression" else 1.0
    if not (isinstance(given, Real) and 0 < given <= most):
        raise SettingError(message("compare-threshold", found=str(given), task=dataset.task))
    return given


def _names(dataset: Dataset, networks: Sequence[Settings]) -> list[str]:
    """Each network's layers, and those of its other settings that are not the same for all."""
    outputs = len(dataset.class_names) if dataset.task == "classes" else 1
    varied = [key for key in VARIED[1:] if len({getattr(each, key) for each in networks}) > 1]
    names: list[str] = []
    for each in networks:
        sizes = "-".join(map(str, (dataset.x.shape[1], *each.layers, outputs)))
        others = [
            f"{value:g}" if isinstance(value, float) else str(value)
            for value in (getattr(each, key) for key in varied)
        ]
        names.append(", ".join([sizes, *others]))
    return names
