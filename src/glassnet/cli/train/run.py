"""What `glassnet train` does, in order: settle, train, show, save."""

from __future__ import annotations

import signal
import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from glassnet import plots
from glassnet.cli import keras_import
from glassnet.cli.exit_codes import INTERRUPTED, TERMINATED, Interrupted
from glassnet.cli.going_on import command
from glassnet.cli.train.options import Plan, Wishes, planned
from glassnet.errors import GlassnetError, SettingError
from glassnet.plots.drawing.fonts import FAMILIES
from glassnet.runs.folder import RunFolder
from glassnet.runs.pictures import PictureProcess
from glassnet.runs.signals import interrupts_deferred
from glassnet.text.names import shortened

if TYPE_CHECKING:
    from glassnet.cli.console import PlainConsole
    from glassnet.data import Dataset
    from glassnet.runs.train import Trained

Output = Literal["screen", "json", "quiet"]

# Points of boundary.png's grid on each side; the terminal's picture is drawn from the same answers.
GRID = 160


def carry_out(wishes: Wishes, output: Output, *, plot: bool = False) -> None:
    """Train as wished, show and save. plot: draw what happened over time, too.

    Every wish is checked before Keras is loaded, as far as that can be known without it.
    Raises GlassnetError for what cannot be done, and after saving for a loss that diverged;
    Interrupted after saving what was trained until Ctrl-C or SIGTERM.
    """
    with planned(wishes) as (plan, folder), PictureProcess() as drawing, _warnings_in_one_line():
        try:
            _Run(plan, folder, drawing, output, plot).carry_out()
        except (KeyboardInterrupt, SystemExit) as end:
            if not folder.begun:
                raise
            code = INTERRUPTED if isinstance(end, KeyboardInterrupt) else TERMINATED
            told = f"to go on: {command(folder.path)}"
            if folder.ended:
                told = f"the run had ended and is saved in {folder.path}."
            raise Interrupted(f"interrupted; {told}", code) from None


@dataclass(frozen=True)
class _Run:
    """One run, settled and with a folder to write to."""

    plan: Plan
    folder: RunFolder
    drawing: PictureProcess
    output: Output
    plot: bool

    def carry_out(self) -> None:
        keras_import.import_keras()
        import keras

        from glassnet.cli.assumptions import assumptions
        from glassnet.cli.console import PlainConsole
        from glassnet.cli.train.progress import shown
        from glassnet.runs.train import split, train

        plan, path = self.plan, self.folder.path
        held = plan.settings.validation_split
        training, validation = split(plan.dataset, held, plan.settings.seed)
        record = self._record(training)
        console = PlainConsole(quiet=self.output != "screen")
        if plan.resumed:
            console.print(f"Going on with {path}", soft_wrap=True)
        for line in assumptions(training, plan.settings.loss):
            console.print(line, soft_wrap=True)
        recording = None
        if self.plot:
            recording = plots.recording_for(record["network"], plan.settings.epochs)
        over: list[Any] = []
        last: Any = keras.callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, _: over.extend(
                [epoch] * (epoch + 1 == plan.settings.epochs)
            ),
            on_train_end=over.append,
        )
        last.reads_model = False
        with interrupts_deferred(lambda: bool(over)):  # what was trained is kept, whatever comes
            with shown(console, plan.settings.epochs, plan.every) as lines:
                callbacks = [last, *self._kept(record), *lines, *([recording] if recording else [])]
                resume = self.folder.checkpoints if plan.resumed else None
                with self._told_how_to_go_on():
                    trained = train(training, plan.settings, callbacks, resume, validation)
            self._conclude(trained, record, console, recording)

    def _record(self, training: Dataset) -> dict[str, Any]:
        """training: the rows that are trained on, whose means and scales are everybody's."""
        from glassnet.networks.registry import loss_for, output_units
        from glassnet.runs.record import new_record

        plan, dataset = self.plan, self.plan.dataset
        loss = loss_for(dataset.task, plan.settings.loss, dataset.other_tasks)
        settings = replace(plan.settings, loss=loss)
        return new_record(
            replace(dataset, preparation=training.preparation),
            settings,
            source=plan.source,
            units=[dataset.x.shape[1], *settings.layers, output_units(dataset)],
            checkpoint_every=plan.checkpoint_every,
            recording=plan.recording,
            started=plan.started,
        )

    def _kept(self, record: dict[str, Any]) -> list[Any]:
        """Callbacks that keep the run on disk, from the moment in which training begins."""
        import keras

        from glassnet.runs.callbacks import RunCheckpoints

        kept: list[Any] = [
            keras.callbacks.LambdaCallback(on_train_begin=lambda _: self.folder.begin(record)),
            RunCheckpoints(self.folder.checkpoints, self.plan.checkpoint_every),
        ]
        if self.plan.recording is not None:
            from glassnet.runs.callbacks import tensorboard_callback

            kept.append(tensorboard_callback(self.folder, record))
        return kept

    @contextmanager
    def _told_how_to_go_on(self) -> Generator[None]:
        """After what the system refused, such as a full disk: damage would only be told again."""
        try:
            yield
        except GlassnetError as error:
            if not self.folder.begun or not isinstance(error.__cause__, OSError):
                raise
            raise SettingError(f"{error} In the shell: {command(self.folder.path)}") from error

    def _conclude(
        self, trained: Trained, begun: dict[str, Any], console: PlainConsole, recording: Any
    ) -> None:
        from glassnet.cli.train.report import report
        from glassnet.runs.evaluation import boundary, evaluate, predictor
        from glassnet.runs.folder import write_final_files
        from glassnet.runs.record import final_record, to_json

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
        record = final_record(begun, trained, evaluations)
        with self._told_how_to_go_on(), self.folder.final_files() as place:
            self.drawing.begin(
                place,
                history=trained.history,
                grid=grid,
                dataset=data,
                title=f"{data.name}, seed {trained.settings.seed}",
            )
            if self.output == "screen":
                report(console, trained, sides, outputs, evaluations, grid)
            if recording is not None:
                if recording.first_epoch:
                    begin = f"Pictures over time begin with epoch {recording.first_epoch:,}"
                    console.print(f"{begin}: nothing was recorded before.", soft_wrap=True)
                plots.of_training(
                    place,
                    recording=recording,
                    data=data,
                    title=f"{data.name}, seed {trained.settings.seed}",
                )
            write_final_files(
                place,
                record=record,
                model=trained.model,
                history=trained.history,
                draw=self.drawing.finish,
            )
        missing = shortened(self.drawing.missing_characters, 20)
        if missing and self.output != "quiet":
            print(
                f"glassnet: no installed font has {missing!r}; the "
                f"pictures show boxes instead. A font such as {FAMILIES[0]} has Korean.",
                file=sys.stderr,
            )
        if console.lost is not None:
            print(
                f"glassnet: output: {console.lost}; the rest was not shown. The run is in "
                f"{self.folder.path}.",
                file=sys.stderr,
            )
        if self.output == "json":
            sys.stdout.write(to_json({"run": str(self.folder.path), **record}) + "\n")
        if trained.end == "diverged":
            raise SettingError(_diverged(trained, self.folder))
        console.print(f"Saved in {self.folder.path}", soft_wrap=True)
        if trained.end == "interrupted":
            raise Interrupted(
                f"interrupted after {trained.epochs} of {trained.settings.epochs} epochs; "
                f"to go on: {command(self.folder.path)}",
                TERMINATED if trained.signal == signal.SIGTERM else INTERRUPTED,
            )


@contextmanager
def _warnings_in_one_line() -> Generator[None]:
    """Such as that of a damaged checkpoint."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: print(
            f"glassnet: {message}", file=sys.stderr
        )
        yield


def _diverged(trained: Trained, folder: RunFolder) -> str:
    return (
        f"step {trained.diverged_step:,}, in epoch {trained.diverged_epoch} (counted from 0), "
        f"would make the loss or a weight NaN or infinite: training stopped before it, and "
        f"{folder.path} keeps the last finite weights. Try a --learning-rate below "
        f"{trained.settings.learning_rate:g}; glassnet diagnose {folder.path} looks for the cause."
    )
