"""The steps of `glassnet train`, in order: plan, import Keras, train, show, save."""

from __future__ import annotations

import importlib
import signal
import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

from glassnet import backend, plots
from glassnet.cli import INTERRUPTED, TERMINATED, Interrupted, print_error
from glassnet.cli.commands import resume_command
from glassnet.cli.train.options import RunPlan, TrainOptions, plan_run
from glassnet.errors import GlassnetError, SettingError
from glassnet.plots.drawing.figures import in_lettering, no_font
from glassnet.runs.folder import RunFolder
from glassnet.runs.pictures import PictureProcess
from glassnet.signals import interrupts_deferred
from glassnet.text import message, system_reason

if TYPE_CHECKING:
    from glassnet.cli.console import PlainConsole
    from glassnet.data import Dataset
    from glassnet.runs.train import Trained

# Points of boundary.png's grid on each side; the terminal's picture is drawn from the same answers.
GRID = 160

# Keras imports these if they are installed, for features that no command uses: its scikit-learn
# wrappers, data frames, its image galleries. Without them it loads in 0.8 s instead of 2.1.
OPTIONAL = ("sklearn", "pandas", "matplotlib")

# Keras imports these whether or not they are ever used: attention on TPUs, and solvers for sparse
# systems, which bring SciPy with them. Without them it loads in two thirds of the time.
UNCONDITIONAL = (
    "jax.experimental.pallas.ops.tpu.splash_attention",
    "jax.experimental.sparse.linalg",
)


def run_training(options: TrainOptions) -> None:
    """Train as asked for, show the result and save it.

    Every option is checked before Keras is loaded, as far as that can be known without it.

    Raises:
        GlassnetError: what cannot be done; after saving, a loss that diverged.
        Interrupted: after saving, Ctrl-C or SIGTERM.
    """
    with plan_run(options) as (plan, folder), PictureProcess() as drawing, _warnings_on_one_line():
        try:
            _Training(options, plan, folder, drawing).run()
        except (KeyboardInterrupt, SystemExit) as end:
            if not folder.begun:
                raise
            text = message("train-interrupted", command=resume_command(folder.path))
            if folder.ended:
                text = message("train-interrupted-saved", folder=str(folder.path))
            code = INTERRUPTED if isinstance(end, KeyboardInterrupt) else TERMINATED
            raise Interrupted(text, code) from None


@dataclass(frozen=True)
class _Training:
    options: TrainOptions
    plan: RunPlan
    folder: RunFolder
    drawing: PictureProcess

    def run(self) -> None:
        import_keras()
        from glassnet.cli.console import PlainConsole
        from glassnet.cli.train.progress import LastEpoch, progress_callbacks
        from glassnet.cli.train.report import dataset_notes
        from glassnet.runs.train import split, train

        plan, settings = self.plan, self.plan.settings
        training, validation = split(plan.dataset, settings.validation_split, settings.seed)
        record = self._record(training)
        console = PlainConsole(quiet=self.options.output != "screen")
        if plan.resumed:
            console.print(message("train-resuming", run=str(self.folder.path)), soft_wrap=True)
        for line in dataset_notes(training, settings.loss):
            console.print(line, soft_wrap=True)
        recording = None
        if self.options.plot:
            recording = plots.recording_for(record["network"], settings.epochs)
        last = LastEpoch(settings.epochs)
        with interrupts_deferred(lambda: last.reached):  # what was trained is saved in any case
            with progress_callbacks(console, settings.epochs, self.options.every) as lines:
                callbacks = [last, *self._saving_callbacks(record), *lines]
                callbacks += [recording] if recording else []
                checkpoints = self.folder.checkpoints if plan.resumed else None
                with self._how_to_resume():
                    trained = train(training, settings, callbacks, checkpoints, validation)
            self._conclude(trained, record, console, recording)

    def _record(self, training: Dataset) -> dict[str, Any]:
        """The run's record. training: the rows trained on, whose means and scales hold for all."""
        from glassnet.networks.builder import loss_for, output_units
        from glassnet.runs.record import new_record

        plan, dataset = self.plan, self.plan.dataset
        loss = loss_for(dataset.task, plan.settings.loss, dataset.other_tasks)
        return new_record(
            replace(dataset, preparation=training.preparation),
            replace(plan.settings, loss=loss),
            units=[dataset.x.shape[1], *plan.settings.layers, output_units(dataset)],
            **plan.recorded,
        )

    def _saving_callbacks(self, record: dict[str, Any]) -> list[Any]:
        """Keep the run on disk from the moment in which training begins."""
        import keras

        from glassnet.runs.train import RunCheckpoints

        begin = keras.callbacks.LambdaCallback(on_train_begin=lambda _: self.folder.begin(record))
        checkpoints = RunCheckpoints(self.folder.checkpoints, record["checkpoint_every"])
        if record["recording"] is None:
            return [begin, checkpoints]
        from glassnet.runs.train import tensorboard_callback

        return [begin, checkpoints, tensorboard_callback(self.folder, record)]

    @contextmanager
    def _how_to_resume(self) -> Generator[None]:
        """Say how to resume after an OSError, such as a full disk, but not after damage."""
        try:
            yield
        except GlassnetError as error:
            if not self.folder.begun or not isinstance(error.__cause__, OSError):
                raise
            how = message("train-resume-with", command=resume_command(self.folder.path))
            raise SettingError(f"{error} {how}") from error

    def _conclude(
        self, trained: Trained, begun: dict[str, Any], console: PlainConsole, recording: Any
    ) -> None:
        from glassnet.cli.train.report import learned_weights, report
        from glassnet.runs.evaluation import boundary, evaluate, predictor
        from glassnet.runs.folder import write_final_files
        from glassnet.runs.record import final_record, to_json

        predict = predictor(trained.model)
        data, path = trained.training, self.folder.path
        sides = {"training": data}
        if trained.validation is not None:
            sides["validation"] = trained.validation
        outputs = {name: predict(side.x) for name, side in sides.items()}
        evaluations = {name: evaluate(outputs[name], side) for name, side in sides.items()}
        grid = None
        if data.x.shape[1] == 2:
            grid = boundary(predict, data, columns=GRID, rows=GRID)
        record = final_record(begun, trained, evaluations)
        seed = str(trained.settings.seed)
        title = partial(message, "train-picture-title", data=data.name, seed=seed)
        with self._how_to_resume(), self.folder.final_files() as place:
            self.drawing.begin(place, history=trained.history, grid=grid, dataset=data, title=title)
            if not console.quiet:
                report(console, trained, sides, outputs, evaluations, grid)
            if recording is not None:
                if recording.first_epoch:
                    text = message("train-pictures-begin", epoch=recording.first_epoch)
                    console.print(text, soft_wrap=True)
                said = in_lettering(title)
                plots.of_training(place, recording=recording, data=data, title=said)
            write_final_files(
                place,
                record=record,
                model=trained.model,
                history=trained.history,
                draw=self.drawing.finish,
            )
        missing = self.drawing.missing_characters
        if missing and self.options.output != "quiet":
            print_error(no_font(missing))
        if console.lost is not None:
            print_error(
                message("train-output-lost", reason=system_reason(console.lost), folder=str(path))
            )
        if self.options.output == "json":
            weights = learned_weights(trained.model)
            extra = {} if weights is None else {"weights": weights}
            sys.stdout.write(to_json({"run": str(path), **record, **extra}) + "\n")
        if trained.end == "diverged":
            assert trained.diverged_epoch is not None
            text = message(
                "train-diverged",
                step=trained.diverged_step,
                epoch=trained.diverged_epoch + 1,
                folder=str(path),
                rate=f"{trained.settings.learning_rate:g}",
            )
            raise SettingError(text)
        console.print(message("train-saved", folder=str(path)), soft_wrap=True)
        if trained.end == "interrupted":
            text = message(
                "train-interrupted-after",
                epochs=trained.epochs,
                total=trained.settings.epochs,
                command=resume_command(path),
            )
            terminated = trained.signal == signal.SIGTERM
            raise Interrupted(text, TERMINATED if terminated else INTERRUPTED)


@contextmanager
def _warnings_on_one_line() -> Generator[None]:
    """Print warnings, such as that of a damaged checkpoint, on one line."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: print_error(str(message))
        yield


class StandIn(ModuleType):
    """A module with every name and nothing behind any of them."""

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)  # what Python asks of modules, such as __path__
        return StandIn(f"{self.__name__}.{name}")


def import_keras() -> None:
    """Import Keras without OPTIONAL and UNCONDITIONAL, which can still be imported afterwards.

    For a process of our own only: in somebody else's, Keras would go without them for good.

    Raises:
        BackendError: JAX cannot start.
    """
    # None is how Python itself marks a module that must not be found.
    unused: dict[str, Any] = {
        **dict.fromkeys(OPTIONAL),
        **{name: StandIn(name) for name in UNCONDITIONAL},
    }
    for name in unused.keys() & sys.modules.keys():
        del unused[name]
    sys.modules.update(unused)
    try:
        # JAX aborts the process if Ctrl-C comes while its compiled part loads.
        with interrupts_deferred():
            importlib.import_module("keras")
    finally:
        for name in unused:
            del sys.modules[name]
    backend.check_started()
