"""What a guide begins with: a network's state, or a lesson's model that is shown by its layers."""

from __future__ import annotations

import functools
import math

from msgspec import Struct

from glassnet.lessons import LESSONS
from glassnet.page.layers.model_places import ModelShape
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.session import Session
from glassnet.page.sessions import AnySession
from glassnet.page.state import USUAL_BATCH, Guided, PageState


class LessonModel(Struct, frozen=True, kw_only=True):
    """A lesson's model before training.

    Attributes:
        network: of those that the lesson trains; None for the one that it is about.
        seed: of the first weights and of the shuffles.
        guide: what is followed beside it.
    """

    lesson: str
    network: str | None = None
    seed: int = 0
    guide: Guided | None = None


Start = PageState | LessonModel


def begin(start: Start, until: float = math.inf) -> AnySession:
    """A session for a page. until: as for `Session`."""
    return Session(start, until=until) if isinstance(start, PageState) else _of_model(start)


@functools.cache
def shape_of_model(start: LessonModel) -> ModelShape:
    """What there is to speak of in a lesson's model."""
    return _of_model(start).shape


def _of_model(start: LessonModel) -> ModelSession:
    lesson = LESSONS[start.lesson]
    model = lesson.build(start.seed, start.network)
    return ModelSession(
        model,
        *lesson.data(start.network),
        name=start.network or lesson.name,
        batch_size=lesson.batch_size or USUAL_BATCH,
        seed=start.seed,
        guide=start.guide,
    )
