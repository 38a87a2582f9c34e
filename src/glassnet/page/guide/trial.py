"""A guide followed to its end by what it shows, to see that each step is to be done and can be."""

from __future__ import annotations

import time
from collections.abc import Iterator

from glassnet.page.guide.conditions import Seen, condition
from glassnet.page.guide.guide import Guide, Step
from glassnet.page.guide.showing import show
from glassnet.page.guide.start import begin
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.session import Session
from glassnet.page.places import Place
from glassnet.page.requests import Change, Play, Seek, SetWeight
from glassnet.page.sessions import AnySession
from glassnet.text import message


def is_done(step: Step, seen: Seen) -> bool:
    """Whether all that a step asks for holds; never where it asks for nothing."""
    return bool(step.checks) and all(condition(each, seen).is_met for each in step.checks)


def warnings_of(guide: Guide, seconds: float) -> Iterator[str]:
    """What a teacher should know: steps that are done before anything is done, and those that are
    not reached by what the page shows. seconds: for training, of all steps together."""
    session, until = begin(guide.start), time.perf_counter() + seconds
    # A page shows a model with a card chosen.
    selected = session.shape.first if isinstance(session, ModelSession) else None
    for step in guide.steps:
        if not step.checks:
            continue
        if is_done(step, Seen(session, selected)):
            yield message("guide-done-before", line=step.line, step=step.title)
        selected = _do(step, session, selected, until)
        if not is_done(step, Seen(session, selected)):
            yield message("guide-not-reached", line=step.line, step=step.title)


def _do(step: Step, session: AnySession, selected: Place | None, until: float) -> Place | None:
    """Do what a page does when it shows a step; what is touched after it."""
    shown = show(step.checks, session)
    for request in shown.requests:
        match request:
            case Change(state):
                assert isinstance(session, Session)  # nothing shows a change of a model
                session.change(state)
            case Seek(target):
                session.seek(target, until)
            case SetWeight(variable, index, value):
                session.set_weight(variable, index, value)
            case Play():
                selected_now = shown.select or selected
                while not is_done(step, Seen(session, selected_now)):
                    if time.perf_counter() > until:
                        break
                    session.advance()
    return shown.select or selected
