"""What was asked for on the command line, and the run that follows from it."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from glassnet.data import Dataset, load
from glassnet.data.sources import check_seed
from glassnet.errors import SettingError
from glassnet.networks import defaults_for, parse_layers
from glassnet.networks.options import tasks_of
from glassnet.runs.folder import RunFolder, locked_run, new_run_folder
from glassnet.runs.settings import Settings, check_validation_split


@dataclass(frozen=True)
class Wishes:
    """None where nothing was asked for.

    source: arguments of `glassnet.data.load`. settings: by the field's name in Settings, layers
        still as text. seed: of both.
    recording: what to record for TensorBoard (see `runs.callbacks`); None for nothing.
    resume: the name of a run to take up, which brings its own data, settings and recording.
    """

    source: Mapping[str, Any]
    settings: Mapping[str, Any]
    seed: int | None
    out: Path
    name: str | None
    every: int | None
    checkpoint_every: int | None
    recording: Mapping[str, Any] | None
    resume: str | None

    @property
    def given(self) -> dict[str, Any]:
        """Source, settings and seed, without those that were not asked for."""
        wished: dict[str, Any] = {**self.source, **self.settings, "seed": self.seed}
        given = {name: value for name, value in wished.items() if value not in (None, ())}
        if "layers" in given:
            given["layers"] = parse_layers(given["layers"])
        return given


@dataclass(frozen=True)
class Plan:
    """A run, settled.

    source, checkpoint_every, recording, started: as `glassnet.runs.record.begun` takes them.
    every: epochs between two lines; None for about ten lines.
    resumed: whether it goes on from its checkpoints.
    """

    source: Mapping[str, Any]
    dataset: Dataset
    settings: Settings
    checkpoint_every: int | None
    recording: Mapping[str, Any] | None
    every: int | None
    started: str
    resumed: bool


@contextmanager
def planned(wishes: Wishes) -> Generator[tuple[Plan, RunFolder]]:
    """The run that is asked for, and its folder, locked while the context lasts.

    Raises GlassnetError for what cannot be done, as far as that is known without Keras.
    """
    for name in ("every", "checkpoint_every"):
        epochs = getattr(wishes, name)
        if epochs is not None and epochs < 1:
            raise SettingError(f"{name.replace('_', ' ')} {epochs}: expected 1 or more epochs.")
    with (_anew if wishes.resume is None else _taken_up)(wishes) as planned:
        yield planned


@contextmanager
def _anew(wishes: Wishes) -> Generator[tuple[Plan, RunFolder]]:
    source: dict[str, Any] = {**wishes.source, "seed": wishes.seed or 0}
    source["prefer"] = tasks_of(wishes.settings["loss"])
    check_seed(source["seed"])
    dataset = load(**source)
    settings = settle(dataset, wishes)
    name = dataset.name if wishes.name is None else wishes.name
    started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    plan = Plan(
        source,
        dataset,
        settings,
        wishes.checkpoint_every,
        wishes.recording,
        wishes.every,
        started,
        resumed=False,
    )
    with new_run_folder(wishes.out, name, exact=wishes.name is not None) as folder:
        yield plan, folder


@contextmanager
def _taken_up(wishes: Wishes) -> Generator[tuple[Plan, RunFolder]]:
    from glassnet.runs import resume, saved_runs  # a new run does without them

    if wishes.recording is not None:
        raise SettingError("tensorboard: means nothing beside --resume: a run records as it began.")
    if wishes.name is not None:
        raise SettingError(f"name {wishes.name}: means nothing beside --resume.")
    place = saved_runs.find_run(wishes.out, wishes.resume or "")
    folder = RunFolder(place, begun=True)
    with locked_run(folder):
        run = saved_runs.read_run(place, locked_here=True)
        resume.check_state(run)
        resume.check_versions(run)
        resume.check_given(run, wishes.given)
        dataset = resume.load_dataset(run)
        plan = Plan(
            run.record["source"],
            dataset,
            run.settings,
            wishes.checkpoint_every or run.record["checkpoint_every"],
            run.record["recording"],
            wishes.every,
            run.record["started"],
            resumed=True,
        )
        yield plan, folder


def settle(dataset: Dataset, wishes: Wishes) -> Settings:
    """The wishes, and for the rest what fits the data."""
    given = {name: value for name, value in wishes.given.items() if name not in wishes.source}
    chosen: dict[str, Any] = {
        "loss": None,
        "validation_split": 0.0,
        **asdict(defaults_for(dataset)),
        **given,
    }
    check_validation_split(chosen["validation_split"])
    if "batch_size" not in given:
        held = round(chosen["validation_split"] * len(dataset.x))
        chosen["batch_size"] = max(1, min(chosen["batch_size"], len(dataset.x) - held))
    return Settings(**chosen)
