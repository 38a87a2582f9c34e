"""`gn.TensorBoard`: keras.callbacks.TensorBoard's arguments and log and more, not TensorFlow."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import jax
import jax.numpy as jnp
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import GlassnetError, SettingError
from glassnet.recording import hyperparameters, summaries
from glassnet.recording.keras_graph import keras_graph
from glassnet.recording.layer_outputs import layer_outputs
from glassnet.recording.log import Log
from glassnet.recording.pixels import boundary_pictures, weight_pictures
from glassnet.recording.pr_curves import pr_curves
from glassnet.recording.probe import first_rows, probe_batch, subject
from glassnet.recording.projector import write_embeddings
from glassnet.recording.recorder import Record, Recorded, Recorder, receiver, recorders
from glassnet.recording.step_graph import graph_event, step_graph
from glassnet.recording.summaries import Column
from glassnet.training.callbacks import Fitting
from glassnet.training.epochs import Epochs
from glassnet.training.keras_model import References, Variables
from glassnet.training.observation import Every, Observers, Seen

PICTURES = 10  # of weights in a training, where nobody says how often

Summaries = Iterable[tuple[int, Any]]


class TensorBoard(keras.callbacks.Callback):
    """Record a training for TensorBoard.

    In `gn.fit` everything is looked at from inside the compiled loop, at full speed; gradients and
    updates are seen there only. In `keras.Model.fit` it works as keras.callbacks.TensorBoard does.
    Arguments before `record` are Keras' own, and so are the folders (`train`, `validation`), tags
    (`epoch_loss`, …) and steps. Different on purpose: no TensorFlow is needed, and `write_images`
    writes pictures also where histogram_freq is 0 (about ten of each weight), where Keras writes
    none and says nothing.

    Args:
        log_dir: the folder of this run's log.
        histogram_freq: histograms of all weights after every so many epochs, the first included; 0
            for none.
        write_graph: the model's layers, and the operations of its training step.
        write_images: the weights as pictures: mid grey is 0.
        write_steps_per_second: in keras.Model.fit; in gn.fit no step stands alone.
        update_freq: "epoch"; or loss and metrics after every so many steps too ("batch": each).
        profile_batch: 0; a single compiled program has no batches to profile.
        embeddings_freq: not 0: at the end, the rows of Embedding layers as points in the projector,
            or without such a layer the last hidden layer's outputs on the probe.
        embeddings_metadata: labels of those points, one a row; by default the probe's targets.
        record: what else: names of quantities such as "gradients", or `gn.Record`s.
        every: how often to record that, a number of steps or an `Every`; each epoch by default.
        probe: x of the batch on which layers' outputs are shown; by default the first 256 rows.
        probe_targets: y of that batch, for "pr_curves".
        hparams: name → value, shown beside the results on the HParams page.

    Raises SettingError for arguments that mean nothing, when they are known.
    """

    reads_model = False
    needs_batches = False

    def __init__(
        self,
        log_dir: str | Path = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: int | str = "epoch",
        profile_batch: int = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: Sequence[Any] | None = None,
        *,
        record: str | Record | Sequence[str | Record] = (),
        every: int | Every | None = None,
        probe: Any = None,
        probe_targets: Any = None,
        hparams: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.log_dir = Path(log_dir)
        self._histogram_freq = _frequency("histogram_freq", histogram_freq)
        self._write_graph = write_graph
        self._write_images = write_images
        self._steps_per_second = write_steps_per_second
        self._update_freq = _update_frequency(update_freq)
        if profile_batch != 0:
            raise SettingError(
                f"TensorBoard: profile_batch {profile_batch!r}: expected 0: use jax.profiler, "
                "since epochs run as one program."
            )
        self._embeddings = _frequency("embeddings_freq", embeddings_freq) > 0
        self._labels = embeddings_metadata
        asked = [record] if isinstance(record, str | Record) else record
        self._asked = [Record(each) if isinstance(each, str) else each for each in asked]
        self._every = _interval(every)
        self._probe = probe
        self._probe_targets = probe_targets
        self._hparams = hparams
        self._begin()

    def _begin(self) -> None:
        """Forget the last training."""
        self._fitting: Fitting | None = None
        self._log: Log | None = None
        self._position: Mapping[str, Any] | None = None
        self._recorders: list[Recorder] = []
        self._waiting: dict[tuple[str, str], _Waiting] = {}  # for the next flush
        self._in_model_fit = False
        self._steps = self._epoch_began_at = 0  # in Model.fit; counted from epoch 0, as in gn.fit
        self._epoch = 0
        self._before: Variables | None = None  # the last step
        self._batch_began = self._epoch_began = 0.0

    # What fit asks -------------------------------------------------------------------------------

    def observers(self, fitting: Fitting) -> Observers:
        """See `glassnet.training.callbacks`."""
        self._begin()
        self._fitting = fitting
        self._recorders = self._make_recorders(fitting)
        return {each: receiver(each, self._take(each.every)) for each in self._recorders}

    def checkpoint_state(self) -> dict[str, Any]:
        """Where the log stands: a resumed training goes on from there, nothing missing or twice."""
        self._flush()
        return self._opened().position()

    def resume_from(self, state: Mapping[str, Any]) -> None:
        """Go on where `checkpoint_state` said; {}: begin again, and drop what is there."""
        self._position = state or {"step": -1, "lengths": {}}

    # Keras' events -------------------------------------------------------------------------------

    def on_train_begin(self, logs: Any = None) -> None:
        if self._fitting is None:
            self._in_model_fit = True
            given: dict[str, Any] = self.params or {}
            epochs, steps = given.get("epochs", 1), given.get("steps")
            self._fitting = Fitting(self.model, None, None, None, epochs, steps)
            self._recorders = self._make_recorders(self._fitting)
            unseen = [what for each in self._recorders for what in each.needing_steps]
            if unseen:
                raise SettingError(
                    f"TensorBoard: {', '.join(unseen)} are seen by gn.fit only, from inside its "
                    "program: use it instead of model.fit, or do not record them."
                )

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if self._in_model_fit and self._fitting is not None:
            # Steps are counted from epoch 0, as in gn.fit.
            self._steps = epoch * (self._fitting.steps or 0) or self._steps
            self._epoch = epoch
            self._epoch_began_at = self._steps
            self._epoch_began = time.perf_counter()

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        now = {"steps": self._steps, "epochs": self._epoch}
        for each in self._recorders:
            number = now[each.every.unit]
            if each.looks_before and _is_due(each.every, number, number + 1):
                # Copied: Keras gives its variables away to its step.
                self._before = jax.tree.map(jnp.copy, References.of(self.model).read())
        self._batch_began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        before, self._steps = self._steps, self._epoch_began_at + batch + 1
        of = self._fitting.steps if self._fitting else None
        # With steps_per_execution Keras counts beyond the last one.
        self._steps = min(self._steps, self._epoch_began_at + (of or batch + 1))
        self._look("steps", before, self._steps)
        often = self._update_freq
        if self._steps_per_second and often and self._steps // often > before // often:
            rate = (self._steps - before) / (time.perf_counter() - self._batch_began)
            column = summaries.scalars("batch_steps_per_second", [rate])
            self._opened().columns("train", [column], np.array([self._steps]))

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        columns = {name: np.array([value]) for name, value in (logs or {}).items()}
        if self._in_model_fit and self._steps_per_second:
            seconds = time.perf_counter() - self._epoch_began
            columns["steps_per_second"] = np.array([(self._steps - self._epoch_began_at) / seconds])
        self._wait([epoch], columns)
        if self._in_model_fit:
            self._look("epochs", epoch, epoch + 1)
            self._flush()

    def on_epochs_end(self, epochs: Epochs) -> None:
        """See `glassnet.training.callbacks`."""
        self._wait(range(epochs.first, epochs.first + epochs.count), epochs.logs)
        self._wait(epochs.validated, epochs.validation)

    def on_chunk_end(self, trainer: Any) -> None:
        """See `glassnet.training.callbacks`."""
        self._flush()

    def on_train_end(self, logs: Any = None) -> None:
        if self._embeddings:
            self._write_embeddings(self._opened())
        self._end("success")

    def on_train_error(self) -> None:
        """See `glassnet.training.callbacks`."""
        if self._log is not None:
            with suppress(OSError, GlassnetError):  # which may be the error
                self._end("failure")
        self._begin()

    def _end(self, status: Literal["success", "failure"]) -> None:
        log = self._opened()
        try:
            self._flush()
            if self._hparams is not None:
                log.summaries("", [(0, hyperparameters.session_end(status))])
        finally:
            log.close()
        self._begin()

    # Writing -------------------------------------------------------------------------------------

    def _opened(self) -> Log:
        """The log; the first time it is made, and what is known before a training is written."""
        if self._log is None:
            self._log = Log(self.log_dir, self._position)
            if self._position is None or not self._position["lengths"]:
                self._write_beginning(self._log)
        return self._log

    def _write_beginning(self, log: Log) -> None:
        fitting = self._fitting
        assert fitting is not None
        columns = [summaries.texts(f"model/{name}", [text]) for name, text in _texts(fitting)]
        log.columns("train", columns, np.zeros(1, int))
        if self._hparams is not None:
            tags = [("train", "epoch_loss"), ("validation", "epoch_loss")]
            values = {name: [value] for name, value in self._hparams.items()}
            experiment = hyperparameters.experiment(values, tags)
            start = hyperparameters.session_start(self._hparams)
            log.summaries("", [(0, experiment), (0, start)])
        if self._write_graph:
            layers = keras_graph(self.model)
            if layers is not None:
                log.summaries("train", [(0, layers)])
            batch = first_rows(fitting, fitting.batch_size or 32)
            if batch is not None:
                graph = step_graph(self.model, *batch)
                log.later("train", lambda: [graph_event(graph)], graph.ByteSize())

    def _wait(self, epochs: Sequence[int], logs: Mapping[str, NDArray[Any]]) -> None:
        """Have logs over epochs wait for the next flush."""
        optimizer = _optimizer(self.model)
        columns = {name: values for name, values in logs.items() if values.ndim == 1}
        if "loss" in logs and not self._rate_from_inside:
            rate = float(optimizer.learning_rate)
            columns["learning_rate"] = np.full(len(epochs), rate)
        for name, values in columns.items():
            part = "validation" if name.startswith("val_") else "train"
            tag = f"epoch_{name.removeprefix('val_')}"
            waiting = self._waiting.setdefault((part, tag), _Waiting([], []))
            waiting.steps.extend(epochs)
            waiting.values.extend(values.tolist())

    def _flush(self) -> None:
        """Hand the epochs' numbers so far to the writing thread."""
        log = self._opened()
        found, self._waiting = self._waiting, {}
        by_steps: dict[tuple[str, tuple[int, ...]], list[Column]] = {}
        for (part, tag), (steps, values) in found.items():
            column = summaries.scalars(tag, values)
            by_steps.setdefault((part, tuple(steps)), []).append(column)
        for (part, steps), columns in by_steps.items():
            log.columns(part, columns, np.array(steps))

    def _take(self, every: Every) -> Callable[[list[Recorded]], None]:
        return lambda recorded: self._write(every, recorded)

    def _write(self, every: Every, recorded: list[Recorded]) -> None:
        """Write what was seen; over epochs (counted from 0, as Keras does) or over steps."""
        log, fitting = self._opened(), self._fitting
        assert fitting is not None
        columns: list[Column] = []
        steps: NDArray[np.int64] = np.zeros(0, np.int64)
        for each in recorded:
            steps = each.steps
            if every.unit == "epochs":
                steps = steps // (fitting.steps or 1) - 1
            if each.what == "pr_curves":
                log.summaries("train", self._pr_curves(each, steps))
            else:
                columns += COLUMNS.get(each.what, _by_form)(each)
        if columns:
            log.columns("train", columns, steps)

    def _pr_curves(self, recorded: Recorded, steps: NDArray[np.int64]) -> Summaries:
        labels = self._probe_labels
        for step, probabilities in zip(steps, recorded.values, strict=True):
            yield int(step), pr_curves(recorded.tag, labels, probabilities)

    def _write_embeddings(self, log: Log) -> None:
        model: Any = self.model
        layers: list[Any] = [x for x in model.layers if isinstance(x, keras.layers.Embedding)]
        points: dict[str, Any] = {x.name: np.asarray(x.embeddings.value) for x in layers}
        labels = self._labels
        if not points:
            assert self._fitting is not None
            probe, targets = self._probe_batch(self._fitting)
            variables = References.of(model).read()
            outputs = layer_outputs(model, *variables[:2], probe)
            name = list(outputs)[-2] if len(outputs) > 1 else list(outputs)[-1]
            points = {name: np.asarray(outputs[name])}
            labels = targets if labels is None else labels
        flat = None if labels is None else [np.squeeze(label) for label in labels]
        for name, vectors in points.items():
            log.job(lambda n=name, v=vectors: write_embeddings(self.log_dir / "train", n, v, flat))

    # Looking -------------------------------------------------------------------------------------

    def _make_recorders(self, fitting: Fitting) -> list[Recorder]:
        records = list(self._records(fitting))
        if any(record.what == "pr_curves" for record in records):
            self._probe_labels = self._probe_batch(fitting)[1]
            if self._probe_labels is None:
                raise SettingError("TensorBoard: pr_curves: give probe and probe_targets.")
        return recorders(subject(fitting, records, self._probe), records, self._every)

    def _records(self, fitting: Fitting) -> Iterable[Record]:
        """What was asked for, and what Keras' own arguments stand for."""
        yield from self._asked
        # Keras' tags have a variable's whole path, ours leave the model's name out.
        whole = f"{fitting.model.name}/"
        prefixed = any(v.path.startswith(whole) for v in fitting.model.variables)
        path = f"{whole if prefixed else ''}{{name}}"
        if self._histogram_freq:
            often = Every(self._histogram_freq, "epochs", first=1)
            yield Record("weights", every=often, tags=f"{path}/histogram")
        if self._write_images:
            often = self._histogram_freq or max(1, fitting.epochs // PICTURES)
            yield Record("images", every=Every(often, "epochs", first=1), tags=f"{path}/image")
        if self._update_freq:
            yield Record("metrics", every=Every(self._update_freq), tags="batch_{name}")
        if self._rate_from_inside:
            tags = {"learning_rate": "epoch_learning_rate"}
            yield Record("learning_rate", every=Every(1, "epochs"), tags=tags)

    @property
    def _rate_from_inside(self) -> bool:
        """Whether the learning rate changes within a chunk: a stream's is at most an epoch."""
        fitting = self._fitting
        if fitting is None or fitting.steps is None:
            return False
        return _has_schedule(_optimizer(fitting.model))

    def _probe_batch(self, fitting: Fitting) -> tuple[Any, Any]:
        """The probe's x and y."""
        if self._probe is not None:
            return self._probe, self._probe_targets
        return probe_batch(fitting)

    def _look(self, unit: str, before: int, now: int) -> None:
        """In Model.fit: look now, if a recorder is due since the step or epoch `before`."""
        due = [
            each
            for each in self._recorders
            if each.every.unit == unit and _is_due(each.every, before, now)
        ]
        if not due:
            return
        variables = References.of(self.model).read()
        seen = Seen(self._before or variables, variables, ())
        epoch = self._fitting.steps if self._fitting and unit == "epochs" else None
        steps = np.array([now * (epoch or 1)])
        for each in due:
            self._write(each.every, each.read(steps, each.look(seen)))


class _Waiting(NamedTuple):
    """A tag's numbers."""

    steps: list[int]
    values: list[float]


def _by_form(recorded: Recorded) -> list[Column]:
    if isinstance(recorded.values, tuple):
        return [summaries.histograms(recorded.tag, *recorded.values)]
    return [summaries.scalars(recorded.tag, recorded.values)]


def _images(recorded: Recorded) -> list[Column]:
    pictures = weight_pictures(recorded.values)
    return [] if pictures is None else [summaries.images(recorded.tag, pictures)]


def _boundary(recorded: Recorded) -> list[Column]:
    return [summaries.images(recorded.tag, boundary_pictures(recorded.values))]


# What is no number and no histogram -> how it is shown.
COLUMNS: Mapping[str, Callable[[Recorded], list[Column]]] = {
    "images": _images,
    "boundary": _boundary,
}


def _optimizer(model: Any) -> Any:
    """The one that moves the weights, inside of one that scales the loss."""
    return getattr(model.optimizer, "inner_optimizer", model.optimizer)


def _has_schedule(optimizer: Any) -> bool:
    schedule = keras.optimizers.schedules.LearningRateSchedule
    return isinstance(getattr(optimizer, "_learning_rate", None), schedule)


def _texts(fitting: Fitting) -> Iterable[tuple[str, str]]:
    file = io.StringIO()
    fitting.model.summary(print_fn=lambda line, **_: file.write(line + "\n"))
    yield "summary", "\n".join(f"    {line}" for line in file.getvalue().splitlines())
    optimizer = fitting.model.optimizer
    settings = {"optimizer": type(optimizer).__name__, "loss": fitting.model.loss}
    settings |= {"epochs": fitting.epochs}
    if fitting.batch_size or first_rows(fitting, 1) is not None:
        settings |= {"batch size": fitting.batch_size or 32}
    settings |= {f"optimizer: {name}": value for name, value in optimizer.get_config().items()}
    rows = "\n".join(f"| {name} | {value} |" for name, value in settings.items())
    yield "settings", f"| setting | value |\n|---|---|\n{rows}"


def _is_due(every: Every, before: int, now: int) -> bool:
    """In Model.fit: after step or epoch `before`, up to `now`."""
    return len(replace(every, unit="steps").due(None).between(before, now)) > 0


def _interval(every: int | Every | None) -> Every:
    if every is None:
        return Every(1, "epochs")
    return every if isinstance(every, Every) else Every(every)


def _frequency(name: str, given: Any) -> int:
    if not isinstance(given, int | np.integer) or given < 0:
        raise SettingError(
            f"TensorBoard: {name} {given!r}: expected a whole number of epochs, 0 for none."
        )
    return int(given)


def _update_frequency(given: Any) -> int:
    """In steps; 0 for epochs only."""
    if given in ("epoch", "batch"):
        return int(given == "batch")
    if isinstance(given, int | np.integer) and given > 0:
        return int(given)
    raise SettingError(
        f'TensorBoard: update_freq {given!r}: expected "epoch", "batch" or a number of steps.'
    )
