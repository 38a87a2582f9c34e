"""The options of `glassnet train`, and the run that follows from them."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from glassnet.data import Dataset, load
from glassnet.errors import SettingError
from glassnet.networks import defaults_for, parse_layers
from glassnet.networks.options import tasks_of
from glassnet.runs.folder import RunFolder, locked_run, new_run_folder
from glassnet.runs.record import Settings, check_validation_split
from glassnet.seed import check_seed
from glassnet.text import message

# Those of `glassnet.data.load` and of `Settings`, without the seed.
SOURCE = ("data", "target", "ignore", "rows", "noise")
SETTINGS = tuple(field.name for field in fields(Settings) if field.name != "seed")


@dataclass(frozen=True)
class TrainOptions:
    """Options of `glassnet train`; None means not given.

    Attributes:
        source: the options in SOURCE.
        settings: the options in SETTINGS, layers still as text.
        seed: seed of the data and of the settings.
        out, name, every, checkpoint_every, plot: the options of these names.
        recording: what to record for TensorBoard (see `runs.train`); None for nothing.
        resume: the name of a run to resume, which brings its own data, settings and recording.
        output: tables on the screen, one JSON object, or nothing but errors.
    """

    source: Mapping[str, Any]
    settings: Mapping[str, Any]
    seed: int | None
    out: Path
    name: str | None = None
    every: int | None = None
    checkpoint_every: int | None = None
    recording: Mapping[str, Any] | None = None
    resume: str | None = None
    plot: bool = False
    output: Literal["screen", "json", "quiet"] = "screen"

    @property
    def given(self) -> dict[str, Any]:
        """Source, settings and seed, without those that are not given; layers as numbers."""
        every: dict[str, Any] = {**self.source, **self.settings, "seed": self.seed}
        given = {name: value for name, value in every.items() if value not in (None, ())}
        if "layers" in given:
            given["layers"] = parse_layers(given["layers"])
        return given


@dataclass(frozen=True)
class RunPlan:
    """A run with everything decided.

    Attributes:
        dataset: the rows, before a part of them is held out.
        settings: all settings, without gaps.
        recorded: source, checkpoint_every, recording and started of `runs.record.new_record`.
        resumed: whether it goes on from its checkpoints.
    """

    dataset: Dataset
    settings: Settings
    recorded: Mapping[str, Any]
    resumed: bool = False


def plan_run(options: TrainOptions) -> AbstractContextManager[tuple[RunPlan, RunFolder]]:
    """The run that the options ask for, and its folder, locked while the context lasts.

    Raises:
        GlassnetError: what cannot be done, as far as that is known without Keras.
    """
    return (_new_run if options.resume is None else _resumed_run)(options)


@contextmanager
def _new_run(options: TrainOptions) -> Generator[tuple[RunPlan, RunFolder]]:
    source: dict[str, Any] = {**options.source, "seed": options.seed or 0}
    source["prefer"] = tasks_of(options.settings["loss"])
    check_seed(source["seed"])
    dataset = load(**source)
    recorded = {
        "source": source,
        "checkpoint_every": options.checkpoint_every,
        "recording": options.recording,
        "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }
    plan = RunPlan(dataset, complete_settings(dataset, options), recorded)
    name = dataset.name if options.name is None else options.name
    with new_run_folder(options.out, name, exact=options.name is not None) as folder:
        yield plan, folder


@contextmanager
def _resumed_run(options: TrainOptions) -> Generator[tuple[RunPlan, RunFolder]]:
    from glassnet.runs import resume_checks, saved_runs  # a new run does without them

    for option, given in (("--tensorboard", options.recording), ("--name", options.name)):
        if given is not None:
            raise SettingError(message("train-not-with-resume", option=option))
    place = saved_runs.find_run(options.out, options.resume or "")
    folder = RunFolder(place, begun=True)
    with locked_run(folder):
        run = saved_runs.read_run(place, locked_here=True)
        resume_checks.check_state(run)
        resume_checks.check_versions(run)
        resume_checks.check_given(run, options.given)
        recorded = {name: run.record[name] for name in ("source", "recording", "started")}
        dataset = saved_runs.load_dataset(run)
        every = options.checkpoint_every or run.record["checkpoint_every"]
        recorded["checkpoint_every"] = every
        yield RunPlan(dataset, run.settings, recorded, resumed=True), folder


def complete_settings(dataset: Dataset, options: TrainOptions) -> Settings:
    """The settings that are given, and for the rest what fits the data."""
    given = {name: value for name, value in options.given.items() if name not in options.source}
    chosen: dict[str, Any] = {
        "loss": None,
        "validation_split": 0.0,
        **asdict(defaults_for(dataset)),
        **given,
    }
    check_validation_split(chosen["validation_split"])
    if "batch_size" not in given:
        held_out = round(chosen["validation_split"] * len(dataset.x))
        chosen["batch_size"] = max(1, min(chosen["batch_size"], len(dataset.x) - held_out))
    return Settings(**chosen)
