"""A page's questions about its guide."""

from __future__ import annotations

from msgspec.structs import replace

from glassnet.errors import SettingError
from glassnet.page.guide.conditions import Seen, condition
from glassnet.page.guide.guide import Guide, Step
from glassnet.page.guide.shelf import Shelf
from glassnet.page.guide.showing import show
from glassnet.page.guide_answers import GuideChecked, GuideTaken, StepShown
from glassnet.page.requests import CheckGuide
from glassnet.page.sessions import AnySession
from glassnet.page.state import Guided
from glassnet.text import message


def take_guide(session: AnySession, shelf: Shelf) -> GuideTaken:
    """The guide of a session's state. Raises SettingError if there is none."""
    return _guide(session, session.guide, shelf)[0].taken


def check_guide(session: AnySession, shelf: Shelf, asked: CheckGuide) -> GuideChecked:
    """Whether the open step is done; it then is among those that the session's state has.

    Raises:
        SettingError: there is no such guide or step.
    """
    guided = asked.guided
    _, step = _guide(session, guided, shelf)
    seen = Seen(session, asked.selected)
    conditions = tuple(condition(each, seen) for each in step.checks)
    if conditions and all(each.is_met for each in conditions):
        guided = replace(guided, done=tuple(sorted({*guided.done, guided.step})))
    session.keep(guide=guided)
    return GuideChecked(guided, conditions)


def show_step(session: AnySession, shelf: Shelf) -> StepShown:
    """How the open step is done. Raises SettingError if there is none."""
    _, step = _guide(session, session.guide, shelf)
    return show(step.checks, session)


def _guide(session: AnySession, guided: Guided | None, shelf: Shelf) -> tuple[Guide, Step]:
    if guided is None:
        raise SettingError(message("guide-none"))
    guide = shelf.find(guided.name, session)
    if guided.step >= len(guide.steps):
        said = {"found": guided.step + 1, "steps": len(guide.steps)}
        raise SettingError(message("guide-no-step", **said))
    return guide, guide.steps[guided.step]
