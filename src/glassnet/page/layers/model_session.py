"""A page's session with a model of any layers, as it was given. Not for several threads at once."""

from __future__ import annotations

import time
from functools import cached_property
from typing import Any, NamedTuple

import jax
import numpy as np

from glassnet.diagnosis import Finding
from glassnet.errors import GlassnetError, SettingError
from glassnet.page.frames import Header, encode, finite
from glassnet.page.layers.layer_answers import LayerCard, ModelOpened
from glassnet.page.layers.layer_cards import Cards
from glassnet.page.layers.layer_numbers import MOST_SHOWN, Arrays, of_card, of_row, pair, spreads
from glassnet.page.layers.model_places import ModelShape
from glassnet.page.layers.model_scores import first_rows, loss_names, scoring, targets_of
from glassnet.page.playback import Playback
from glassnet.page.state import Guided
from glassnet.page.timed import Timed
from glassnet.text import message
from glassnet.tracing import Trace
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.subject import Subject
from glassnet.training.keras_data import as_arrays
from glassnet.training.refusals import check_compiled

MOST_ROWS = 64  # that are shown, traced and scored: statistics and scores are of the same ones
CHUNK_SECONDS = 0.03  # of training between two frames, which cost more than a small network's
# While training, numbers of layers are as old as making them has taken, times this.
REST = 5.0


class Looking(NamedTuple):
    """What a page looks at: a card and a row, and a node of an unfolded card."""

    card: str | None = None
    row: int = 0
    node: str | None = None


class ModelSession(Timed):
    """What a page looks at where the model was given.

    Args:
        model: compiled. It is trained itself: it has the weights that the page shows.
        x, y: rows, as for `gn.fit`.
        name: what the page calls the model.
        batch_size: rows of a step.
        seed: of the shuffles.
        guide: what is followed beside it.

    Attributes:
        guide: how far it was followed; None where none is.

    Raises:
        SettingError: the model is not compiled, or cannot be traced.
        DataError: the data do not fit it.
    """

    def __init__(
        self,
        model: Any,
        x: Any,
        y: Any,
        *,
        name: str = "",
        batch_size: int = 32,
        seed: int = 0,
        guide: Guided | None = None,
    ) -> None:
        check_compiled(model, "studio")
        x, y, _ = as_arrays(x, y, None)
        self.name, self._seed, self.guide = name or model.name, seed, guide
        self.all_rows = int(jax.tree.leaves(x)[0].shape[0])
        self.rows = min(MOST_ROWS, self.all_rows)
        self.batch_size = min(batch_size, self.all_rows)
        self.data = x, y
        self._traced = first_rows(x, self.rows), first_rows(y, self.rows)
        self._take(model)

    def _take(self, model: Any) -> None:
        """Begin with a model; everything stays as it was where it cannot be trained."""
        trace = Trace(self._subject_of(model))  # builds it
        x, y = self.data
        scored = scoring(model, first_rows(x, 1), y)
        playback = Playback(
            model,
            x,
            y,
            score=scored.score,
            scored=self.rows,
            seed=self._seed,
            batch_size=self.batch_size,
            chunk_seconds=CHUNK_SECONDS,
        )
        self.layers = Cards(model, trace, self.rows)
        self.model, self._scoring, self.playback = model, scored, playback
        self.looking = Looking()
        self._numbers: Arrays = {}
        self._made = 0.0  # when, and for how long
        self._took = 0.0
        self.changed = True

    def mend(self, finding: Finding) -> None:
        """Apply a finding's remedy: a copy of the model is trained from the start on, and the model
        itself stays as it was there.

        Raises:
            GlassnetError: as from `Finding.apply`, or the copy cannot be traced; everything stays
                as it was.
        """
        past = self.playback
        with past.shuffling():
            now = past.trainer.state
        past.restore(past.timeline.moments[0].state)
        try:
            self._take(finding.apply(self.model, *self.data))
        except GlassnetError:
            past.restore(now)
            raise

    def start_over(self) -> None:
        """Go back to the weights that the model came with; nothing is set by hand any more."""
        self.playback.start_over()
        self._made = 0.0
        self.changed = True

    @property
    def cards(self) -> tuple[LayerCard, ...]:
        """The model's layers."""
        return self.layers.cards

    @property
    def shape(self) -> ModelShape:
        """What a guide can speak of."""
        return ModelShape(self.cards, has_accuracy=self._scoring.name == "accuracy")

    def keep(self, *, guide: Guided | None) -> None:
        """Take how far the guide was followed."""
        self.guide = guide

    @property
    def learning_rate(self) -> float | None:
        """The rate that was set by hand; None if none was."""
        return self.playback.learning_rate

    def subject(self) -> Subject:
        """The loss of the rows that can be looked at, with the weights as they are."""
        return self._subject_of(self.model)

    def trace(self) -> Trace:
        """The same with all its numbers."""
        return Trace(self.subject())

    def _subject_of(self, model: Any) -> Subject:
        return model_subject(model, *self._traced, None, caller="studio")

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
            scored_rows=self.rows,
            targets=targets_of(self._traced[1]),
            classes=self._scoring.classes,
            losses=loss_names(self.model),
            score=self._scoring.name,
            reconstructs=self._is_autoencoder,
            optimizer=type(optimizer).__name__,
            learning_rate=None if rate is None else float(str(np.float32(rate))),
            batch_size=self.batch_size,
            steps_per_epoch=self.playback.trainer.steps_per_epoch or 1,
            guide=self.guide,
        )

    def frame(self, *, playing: bool) -> bytes:
        """The newest numbers: `spreads` of all cards, `details` of the one that is looked at, and
        the curves of the whole time line, [moments, (step, loss, score)]."""
        self.changed = False  # before the work: what changes meanwhile is the next frame's
        past, found = self.playback, self.playback.evaluate()
        if not playing or time.perf_counter() > self._made + REST * self._took:
            self._make_numbers()
        header = Header(past.step, past.epoch, finite(found.loss), finite(found.score), playing)
        return encode(header, {**self._numbers, "curves": past.timeline.curve})

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
