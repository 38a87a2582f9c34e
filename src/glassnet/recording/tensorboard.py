"""`gn.TensorBoard`: what keras.callbacks.TensorBoard does and more, without TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import GlassnetError, SettingError
from glassnet.fitting.callbacks import FitArguments
from glassnet.recording import hyperparameters, summaries
from glassnet.recording.embeddings import Embeddings, Metadata
from glassnet.recording.keras_graph import keras_graph
from glassnet.recording.log import Log
from glassnet.recording.recorder import (
    Record,
    Series,
    as_every,
    as_records,
    first_rows,
)
from glassnet.recording.silent_log import SilentLog
from glassnet.recording.step_graph import graph_event, step_graph
from glassnet.recording.summaries import Column
from glassnet.recording.tensorboard_columns import (
    EpochScalars,
    columns_of,
    model_texts,
    pr_curves,
)
from glassnet.recording.tensorboard_recorders import (
    ModelFitObserver,
    RecordOptions,
    checked_frequency,
    checked_update_freq,
    has_schedule,
    inner_optimizer,
)
from glassnet.text import message
from glassnet.training import processes
from glassnet.training.compilation import kept_result
from glassnet.training.epochs import EpochLogs
from glassnet.training.observation import Every, Observers


class TensorBoard(keras.callbacks.Callback):
    """Record a training for TensorBoard.

    In `gn.fit` everything is recorded from inside the compiled loop, at full speed; gradients and
    updates are recorded there only. In `keras.Model.fit` it works as keras.callbacks.TensorBoard
    does. Arguments before `record` are Keras' own, and so are the folders (`train`, `validation`),
    tags (`epoch_loss`, …) and steps. Different on purpose: no TensorFlow is needed, and
    `write_images` also writes pictures if histogram_freq is 0 (about ten of each weight), where
    Keras writes none and says nothing.

    Args:
        log_dir: the folder of this run's log.
        histogram_freq: epochs between two histograms of all weights, the first epoch included; 0
            for none.
        write_graph: the model's layers, and the operations of its training step.
        write_images: the weights as pictures: mid grey is 0.
        write_steps_per_second: in keras.Model.fit; in gn.fit no step stands alone.
        update_freq: "epoch", or also the number of steps between two records of loss and metrics
            ("batch": 1).
        profile_batch: 0; a single compiled program has no batches to profile.
        embeddings_freq: if not 0, the projector shows at the end the rows of Embedding layers as
            points, or without such a layer the last hidden layer's outputs on the probe.
        embeddings_metadata: labels of those points, one a row; or a file of them in log_dir, or the
            name of an Embedding layer → its file. By default the probe's targets.
        record: what else to record: names of quantities such as "gradients", or `gn.Record`s.
        every: how often to record it, a number of steps or an `Every`; each epoch by default.
        probe: x of the batch on which layers' outputs are shown; by default the first 256 rows.
        probe_targets: y of that batch, for "pr_curves".
        hparams: name → value, shown beside the results on the HParams page.

    Raises:
        SettingError: an invalid argument, here or when the training begins.
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
        embeddings_metadata: Metadata = None,
        *,
        record: str | Record | Sequence[str | Record] = (),
        every: int | Every | None = None,
        probe: Any = None,
        probe_targets: Any = None,
        hparams: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.log_dir = Path(log_dir)
        if profile_batch != 0:
            raise SettingError(message("tensorboard-profile", found=repr(profile_batch)))
        self._options = RecordOptions(
            records=as_records(record),
            every=as_every(every),
            histogram_freq=checked_frequency("histogram_freq", histogram_freq),
            write_images=write_images,
            update_freq=checked_update_freq(update_freq),
            probe=probe,
            probe_targets=probe_targets,
        )
        self._write_graph = write_graph
        self._steps_per_second = write_steps_per_second
        embedded = checked_frequency("embeddings_freq", embeddings_freq) > 0
        self._embeddings = Embeddings(embeddings_metadata) if embedded else None
        self._hparams = hyperparameters.checked(hparams)
        self._begin()

    def _begin(self, fitting: FitArguments | None = None) -> None:
        """Forget the last training."""
        self._fitting = fitting
        self._by_gn_fit = False
        self._log: Log | None = None
        self._position: Mapping[str, Any] | None = None
        self._epoch_scalars = EpochScalars()
        self._recorders = self._options.recorders(fitting) if fitting else []
        self._model_fit: ModelFitObserver | None = None

    # The hooks of gn.fit, described in `glassnet.fitting.callbacks` ------------------------------

    def observers(self, fitting: FitArguments) -> Observers:
        self._begin(fitting)
        self._by_gn_fit = True
        self._check_embeddings(fitting)
        return {each: each.receiver(partial(self._write, each.every)) for each in self._recorders}

    def checkpoint_state(self) -> dict[str, Any]:
        self._flush()
        return self._opened().position()

    def resume_from(self, state: Mapping[str, Any]) -> None:
        self._position = state

    def on_epochs_end(self, epochs: EpochLogs) -> None:
        self._add(range(epochs.first, epochs.first + epochs.count), epochs.logs)
        self._add(epochs.validated, epochs.validation)

    def on_chunk_end(self, trainer: Any) -> None:
        self._flush()

    def on_train_error(self) -> None:
        if self._log is not None:
            with suppress(OSError, GlassnetError):  # which may be the error
                self._end("failure")
        self._begin()

    # Keras' hooks; those between train begin and end, but on_epoch_end, only in keras.Model.fit ---

    def on_train_begin(self, logs: Any = None) -> None:
        if self._by_gn_fit:
            self._by_gn_fit = False  # which is of this training alone
            return
        if self._log is not None:  # Keras' fit does not say when it ends with an error
            self.on_train_error()
        given: dict[str, Any] = self.params or {}
        epochs, steps = given.get("epochs", 1), given.get("steps")
        fitting = FitArguments(self.model, None, None, None, epochs, steps)
        self._begin(fitting)
        self._check_embeddings(fitting)
        self._model_fit = ModelFitObserver(lambda: self.model, self._recorders, steps)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if self._model_fit is not None:
            self._model_fit.begin_epoch(epoch)

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        if self._model_fit is not None:
            self._model_fit.begin_batch()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        by_keras, often = self._model_fit, self._options.update_freq
        if by_keras is None:
            return
        for every, recorded in by_keras.end_batch(batch):
            self._write(every, recorded)
        if self._steps_per_second and often and by_keras.passed(often):
            column = summaries.scalars("batch_steps_per_second", [by_keras.batch_rate])
            self._opened().columns("train", [column], np.array([by_keras.step]))

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        by_keras = self._model_fit
        columns = {name: np.array([value]) for name, value in (logs or {}).items()}
        if by_keras is not None and self._steps_per_second:
            columns["steps_per_second"] = np.array([by_keras.epoch_rate])
        self._add([epoch], columns)
        if by_keras is not None:
            for every, recorded in by_keras.end_epoch():
                self._write(every, recorded)
            self._flush()

    def on_train_end(self, logs: Any = None) -> None:
        if self._embeddings is not None:
            log = self._opened()
            self._embeddings.write(log, self.log_dir / "train", self.model, self._probe_batch)
        self._end("success")

    def _end(self, status: hyperparameters.Status) -> None:
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
        """The log, made the first time with what is known before training."""
        if self._log is None:
            first = processes.is_first()
            self._log = Log(self.log_dir, self._position) if first else SilentLog()
            if self._position is None:
                self._write_beginning(self._log)
        return self._log

    def _write_beginning(self, log: Log) -> None:
        fitting = self._fitting
        assert fitting is not None
        log.columns("train", model_texts(fitting), np.zeros(1, int))
        if self._hparams is not None:
            tags = [("train", "epoch_loss"), ("validation", "epoch_loss")]
            experiment = hyperparameters.experiment(self._hparams, tags)
            start = hyperparameters.session_start(self._hparams)
            log.summaries("", [(0, experiment), (0, start)])
        if self._write_graph:
            model = self.model
            layers = kept_result(keras_graph, model)
            if layers is not None:
                log.summaries("train", [(0, layers)])
            batch = first_rows(fitting, fitting.batch_size or 32)
            if batch is not None:
                graph = kept_result(step_graph, model, *batch)
                log.later(
                    "train", lambda: [graph_event(graph).SerializeToString()], graph.ByteSize()
                )

    def _add(self, epochs: Sequence[int], logs: Mapping[str, NDArray[Any]]) -> None:
        """Have logs over epochs wait for the next flush."""
        if "loss" in logs and not has_schedule(self._fitting):
            rate = float(inner_optimizer(self.model).learning_rate)
            logs = {**logs, "learning_rate": np.full(len(epochs), rate)}
        self._epoch_scalars.add(epochs, logs)

    def _flush(self) -> None:
        """Hand the epochs' numbers so far to the writing thread."""
        log = self._opened()
        for subfolder, columns, epochs in self._epoch_scalars.take():
            log.columns(subfolder, columns, epochs)

    def _write(self, every: Every, recorded: list[Series]) -> None:
        """Write what was recorded; over epochs (counted from 0, as Keras does) or over steps."""
        log, fitting = self._opened(), self._fitting
        assert fitting is not None
        columns: list[Column] = []
        steps: NDArray[np.int64] = np.zeros(0, np.int64)
        for each in recorded:
            steps = each.steps
            if every.unit == "epochs":
                steps = steps // (fitting.steps or 1) - 1
            if each.what == "pr_curves":
                labels = self._probe_batch()[1]
                pairs = zip(steps.tolist(), each.values, strict=True)
                curves = [(step, pr_curves(each.tag, labels, values)) for step, values in pairs]
                log.summaries("train", curves)
            else:
                columns += columns_of(each)
        if columns:
            log.columns("train", columns, steps)

    def _check_embeddings(self, fitting: FitArguments) -> None:
        if self._embeddings is not None:
            self._embeddings.check(fitting.model, self._probe_batch)

    def _probe_batch(self) -> tuple[Any, Any]:
        assert self._fitting is not None
        return self._options.probe_batch(self._fitting)
