"""A page's session with a model of any layers, as it was given. Not for several threads at once."""

from __future__ import annotations

import math
import time
from functools import cached_property
from typing import Any, Literal, NamedTuple

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.page.evaluation import (
    Scoring,
    binary_accuracy,
    class_accuracy,
    mean_absolute_error,
)
from glassnet.page.frames import Header, encode, finite
from glassnet.page.layer_answers import LayerCard, ModelOpened
from glassnet.page.layer_cards import Cards
from glassnet.page.layer_numbers import MOST_SHOWN, Arrays, of_card, of_row, pair, spreads
from glassnet.page.playback import Playback
from glassnet.page.state import WeightEdit
from glassnet.text import message
from glassnet.tracing import Trace
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.subject import Subject
from glassnet.training.keras_data import as_arrays
from glassnet.training.keras_model import References
from glassnet.training.refusals import check_compiled

MOST_ROWS = 64  # traced: statistics are of these, and each can be looked at
MOST_SCORED = 128  # rows that loss and score are of
CHUNK_SECONDS = 0.03  # of training between two frames, which cost more than a small network's
# While training, numbers of layers are as old as making them has taken, times this.
REST = 5.0


class Looking(NamedTuple):
    """What a page looks at: a card and a row, and a node of an unfolded card."""

    card: str | None = None
    row: int = 0
    node: str | None = None


class ModelSession:
    """What a page looks at where the model was given.

    Args:
        model: compiled. It is trained itself: it has the weights that the page shows.
        x, y: rows, as for `gn.fit`.
        name: what the page calls the model.
        batch_size: rows of a step.
        seed: of the shuffles.

    Attributes:
        changed: whether there is news since the last frame.
        sought: the step that is on the way to, if it was not reached at once.

    Raises:
        SettingError: the model is not compiled, or cannot be traced.
        DataError: the data do not fit it.
    """

    sought: int | None = None

    def __init__(
        self, model: Any, x: Any, y: Any, *, name: str = "", batch_size: int = 32, seed: int = 0
    ) -> None:
        check_compiled(model, "studio")
        x, y, _ = as_arrays(x, y, None)
        self.model, self.name = model, name or model.name
        self.all_rows = int(jax.tree.leaves(x)[0].shape[0])
        self.rows = min(MOST_ROWS, self.all_rows)
        self.batch_size = min(batch_size, self.all_rows)
        self.data = x, y
        self._traced = first_rows(x, self.rows), first_rows(y, self.rows)
        trace = self.trace()  # builds the model
        self._scoring = scoring(model, first_rows(x, 1), y)
        self.playback = Playback(
            model,
            x,
            y,
            score=self._scoring.score,
            scored=MOST_SCORED,
            seed=seed,
            batch_size=self.batch_size,
            chunk_seconds=CHUNK_SECONDS,
        )
        self.layers = Cards(model, trace, self.rows)
        self.looking = Looking()
        self._numbers: Arrays = {}
        self._made = 0.0  # when, and for how long
        self._took = 0.0
        self.changed = True

    @property
    def cards(self) -> tuple[LayerCard, ...]:
        """The model's layers."""
        return self.layers.cards

    @property
    def learning_rate(self) -> float | None:
        """The rate that was set by hand; None if none was."""
        return self.playback.learning_rate

    @property
    def step(self) -> int:
        """How many steps were taken."""
        return self.playback.step

    def subject(self) -> Subject:
        """The loss of the rows that can be looked at, with the weights as they are."""
        return model_subject(self.model, *self._traced, None, caller="studio")

    def trace(self) -> Trace:
        """The same with all its numbers."""
        return Trace(self.subject())

    def advance(self, steps: int | None = None) -> None:
        """See `Playback.advance`."""
        self.playback.advance(steps)
        self.changed = True

    def to_end_of_epoch(self) -> None:
        """See `Playback.to_end_of_epoch`."""
        self.playback.to_end_of_epoch()
        self.changed = True

    def seek(self, step: int, until: float = math.inf) -> bool:
        """See `Playback.seek`."""
        self.changed = True
        return self.playback.seek(step, until)

    def set_weight(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Set one weight by hand. Raises SettingError if there is none."""
        self.playback.edit(WeightEdit(self.step, name, index, value))
        self.changed = True

    def look(self, looking: Looking) -> None:
        """Look at another card or row.

        Raises:
            SettingError: there is none.
        """
        known = [each.name for each in self.cards]
        if looking.card is not None and looking.card not in known:
            given = {"found": looking.card, "known": ", ".join(known)}
            raise SettingError(message("studio-card", **given))
        if looking.row >= self.rows:
            raise SettingError(message("studio-row", found=looking.row, rows=self.rows))
        self.looking = looking
        self._made = 0.0
        self.changed = True

    def opened(self) -> ModelOpened:
        """All that a page needs to begin."""
        optimizer = self.model.optimizer
        rate = getattr(optimizer, "learning_rate", None)
        return ModelOpened(
            name=self.name,
            cards=self.cards,
            rows=self.rows,
            all_rows=self.all_rows,
            scored_rows=min(MOST_SCORED, self.all_rows),
            targets=_targets(self._traced[1]),
            classes=self._scoring.classes,
            loss=loss_name(self.model),
            score=self._scoring.name,
            reconstructs=self._is_autoencoder,
            optimizer=type(optimizer).__name__,
            learning_rate=None if rate is None else float(str(np.float32(rate))),
            batch_size=self.batch_size,
            steps_per_epoch=self.playback.trainer.steps_per_epoch or 1,
        )

    def frame(self, *, playing: bool) -> bytes:
        """The newest numbers: `spreads` of all cards, `details` of the one that is looked at, and
        the curves of the whole time line, [moments, (step, loss, score)]."""
        self.changed = False  # before the work: what changes meanwhile is the next frame's
        past, found = self.playback, self.playback.evaluate()
        if not playing or time.perf_counter() > self._made + REST * self._took:
            self._make_numbers()
        moments = past.timeline.moments
        curves = np.array([(each.step, each.loss, each.score) for each in moments], "<f4")
        header = Header(past.step, past.epoch, finite(found.loss), finite(found.score), playing)
        return encode(header, {**self._numbers, "curves": curves})

    def _make_numbers(self) -> None:
        began = time.perf_counter()
        trace, looking = self.trace(), self.looking
        found = spreads(trace, self.cards)
        for card in self.cards:
            if card.name == looking.card:
                found |= of_card(trace, card) | self.of_row(trace, card, looking.row)
        if looking.node is not None:
            found |= pair("node", trace, self.layers.part_of(looking.node), looking.row)
        self._numbers, self._made = found, time.perf_counter()
        self._took = self._made - began

    def of_row(self, trace: Trace, card: LayerCard, row: int, most: int = MOST_SHOWN) -> Arrays:
        """What a layer does with one row: `layer_numbers.of_row`; of an autoencoder's loss also
        what was `given`, and what was `made` of it."""
        found = of_row(trace, card, row, most)
        if card.view == "loss" and self._is_autoencoder:
            ends = {"given": self.cards[0], "made": self.cards[-2]}
            for name, each in ends.items():
                found |= pair(name, trace, each.parts[0], row, most)
        return found

    @cached_property
    def _is_autoencoder(self) -> bool:
        x, y = map(jax.tree.leaves, self._traced)
        return len(x) == len(y) == 1 and np.array_equal(x[0], y[0])


class Found(NamedTuple):
    """How a model is scored. classes: how many there are; 0 for a regression."""

    score: Scoring
    name: Literal["accuracy", "error"]
    classes: int


def scoring(model: Any, x: Any, y: Any) -> Found:
    """The score that fits a model's loss and targets. x: of one row."""
    name, leaves = loss_name(model), jax.tree.leaves(y)
    state = References.of(model).read()
    says = lambda *variables: model.stateless_call(*variables, x)[0]
    predicted = jax.tree.leaves(jax.eval_shape(says, state.trainable, state.non_trainable))
    if len(leaves) != 1 or len(predicted) != 1:
        return Found(lambda predicted, y: np.nan, "error", 0)
    outputs = predicted[0].shape[-1]
    if "binary" in name and outputs == 1:
        limit = 0.0 if getattr(model.loss, "from_logits", False) else 0.5
        return Found(
            lambda predicted, y: binary_accuracy(predicted - limit + 0.5, y), "accuracy", 2
        )
    if "sparse_categorical" in name:
        return Found(class_accuracy, "accuracy", outputs)
    if "categorical" in name and "binary" not in name:
        return Found(
            lambda predicted, y: class_accuracy(predicted, y.argmax(-1)), "accuracy", outputs
        )
    return Found(mean_absolute_error, "error", 0)


def loss_name(model: Any) -> str:
    """The loss as Keras calls it: `binary_crossentropy`."""
    loss = model.loss
    if isinstance(loss, str):
        loss = keras.losses.get(loss)  # `mse` is `mean_squared_error`
    found = getattr(loss, "name", None) or getattr(loss, "__name__", None)
    return str(found or type(loss).__name__)


def first_rows(tree: Any, count: int) -> Any:
    """The first rows of all arrays."""
    return jax.tree.map(lambda each: each[:count], tree)


def _targets(y: Any) -> tuple[float, ...]:
    leaves: list[NDArray[Any]] = jax.tree.leaves(y)
    flat = [np.asarray(each).reshape(len(each), -1) for each in leaves]
    if len(flat) != 1:
        return ()
    found = flat[0]
    if found.shape[1] > 1 and set(np.unique(found)) <= {0, 1} and (found.sum(1) == 1).all():
        found = found.argmax(1)[:, None]  # one-hot
    return tuple(map(float, found[:, 0])) if found.shape[1] == 1 else ()
