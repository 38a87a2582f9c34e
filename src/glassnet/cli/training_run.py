"""What `glassnet train` does, in order: settle, train, show, save."""

from __future__ import annotations

import datetime
import math
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from glassnet.cli import startup
from glassnet.cli.exits import Interrupted
from glassnet.data import Dataset, load
from glassnet.data.seeds import check_seed
from glassnet.errors import SettingError
from glassnet.networks import defaults_for, parse_layers
from glassnet.runs.drawing import Drawing
from glassnet.runs.folder import StagedFolder, staged
from glassnet.runs.fonts import FAMILIES
from glassnet.runs.names import shortened
from glassnet.runs.settings import Settings, check_validation_split

if TYPE_CHECKING:
    from rich.console import Console

    from glassnet.runs.train import Trained

Output = Literal["screen", "json", "quiet"]

# Points of boundary.png's grid on each side; the terminal's picture is drawn from the same answers.
GRID = 160


@dataclass(frozen=True)
class Wishes:
    """What was asked for on the command line; None where nothing was.

    settings: by the field's name in Settings, layers still as text.
    """

    data: str
    target: str | None
    ignore: tuple[str, ...]
    rows: int | None
    noise: float | None
    out: Path
    name: str | None
    every: int | None
    seed: int
    settings: Mapping[str, Any]

    @property
    def source(self) -> dict[str, Any]:
        """The arguments of `glassnet.data.load`."""
        return {
            "data": self.data,
            "target": self.target,
            "ignore": self.ignore,
            "seed": self.seed,
            "rows": self.rows,
            "noise": self.noise,
        }


def carry_out(wishes: Wishes, output: Output) -> None:
    """Train as wished, show and save.

    Every wish is checked before Keras is loaded, as far as that can be known without it.
    Raises GlassnetError for what cannot be done, and after saving for a loss that diverged;
    Interrupted after saving what was trained until Ctrl-C.
    """
    check_seed(wishes.seed)
    if wishes.every is not None and wishes.every < 1:
        raise SettingError(f"every {wishes.every}: expected 1 or more epochs.")
    dataset = load(**wishes.source)
    settings = settle(dataset, wishes)
    name = wishes.name or dataset.name
    with staged(wishes.out, name, exact=wishes.name is not None) as folder, Drawing() as drawing:
        _Run(dataset, settings, wishes, folder, drawing, output).carry_out()


def settle(dataset: Dataset, wishes: Wishes) -> Settings:
    """The wishes, and for the rest what fits the data."""
    given = {name: value for name, value in wishes.settings.items() if value is not None}
    if "layers" in given:
        given["layers"] = parse_layers(given["layers"])
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
    return Settings(**chosen, seed=wishes.seed)


@dataclass(frozen=True)
class _Run:
    """One run, settled and with a folder to write to."""

    dataset: Dataset
    settings: Settings
    wishes: Wishes
    folder: StagedFolder
    drawing: Drawing
    output: Output

    def carry_out(self) -> None:
        startup.import_keras()
        from glassnet.cli.progress import shown
        from glassnet.cli.screen import Screen
        from glassnet.runs.train import train

        console = Screen(quiet=self.output != "screen")
        started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        with shown(console, self.settings.epochs, self.wishes.every) as callbacks:
            trained = train(self.dataset, self.settings, callbacks)
        self._conclude(trained, console, started)

    def _conclude(self, trained: Trained, console: Console, started: str) -> None:
        from glassnet.cli.report import report
        from glassnet.runs.boundary import boundary
        from glassnet.runs.evaluation import evaluate
        from glassnet.runs.predict import predictor
        from glassnet.runs.record import record, to_json
        from glassnet.runs.save import save

        predict = predictor(trained.model)
        data = trained.training
        sides = {"training": data}
        if trained.validation is not None:
            sides["validation"] = trained.validation
        outputs = {name: predict(side.x) for name, side in sides.items()}
        evaluations = {name: evaluate(outputs[name], side) for name, side in sides.items()}
        grid = None
        if data.x.shape[1] == 2:
            grid = boundary(predict, data, columns=GRID, rows=GRID)
        self.drawing.begin(
            self.folder.path,
            history=trained.history,
            grid=grid,
            dataset=data,
            title=f"{data.name}, seed {trained.settings.seed}",
        )
        if self.output == "screen":
            report(console, trained, sides, outputs, evaluations, grid)

        written = record(trained, evaluations, source=self.wishes.source, started=started)
        place = save(
            self.folder,
            record=written,
            model=trained.model,
            history=trained.history,
            draw=self.drawing.finish,
        )
        if self.drawing.missing and self.output != "quiet":
            print(
                f"glassnet: no installed font has {shortened(self.drawing.missing, 20)!r}; the "
                f"pictures show boxes instead. A font such as {FAMILIES[0]} has Korean.",
                file=sys.stderr,
            )
        if self.output == "json":
            sys.stdout.write(to_json({"run": str(place), **written}) + "\n")
        if trained.end == "diverged":
            raise SettingError(_diverged(trained, place))
        console.print(f"Saved in {place}", soft_wrap=True)
        if trained.end == "interrupted":
            raise Interrupted(
                f"interrupted after {trained.epochs} of {trained.settings.epochs} epochs; "
                f"the weights reached are kept in {place}."
            )


def _diverged(trained: Trained, place: Path) -> str:
    loss = trained.history["loss"][-1]
    what = "a weight became infinite" if math.isfinite(loss) else f"the loss became {loss}"
    since = f"those after {trained.epochs} epochs" if trained.epochs else "those it began with"
    return (
        f"{what} in epoch {trained.diverged_epoch} (counted from 0) and training stopped; "
        f"{place} keeps the last finite weights, {since}. "
        f"Try a --learning-rate below {trained.settings.learning_rate:g}."
    )
