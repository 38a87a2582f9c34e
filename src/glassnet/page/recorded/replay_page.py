"""A replay page: one HTML file with the page and what it shows, which needs no server."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from glassnet.errors import SettingError
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.session import Session
from glassnet.page.recorded.extent import Extent, Stages, telling_moments, thinner
from glassnet.page.recorded.model_questions import ModelQuestions
from glassnet.page.recorded.network_questions import NetworkQuestions
from glassnet.page.recorded.replay import Kept, Questions, keep, written
from glassnet.page.server import STATIC, page_messages
from glassnet.page.sessions import AnySession
from glassnet.text import LANGUAGES, Language, message

PAGE = STATIC / "embedded.html"
MOST_BYTES = 2_000_000
NAMED = ("data-", "loss-", "part-")  # what `named` of speech.svelte.ts is asked for
TITLE = "<title>glassnet</title>"
DATA = '<script type="application/octet-stream" id="replay">{data}</script>\n  </head>'

# Kind of session -> how it is asked.
QUESTIONS: Mapping[type, Callable[[Any], Questions]] = {
    Session: NetworkQuestions,
    ModelSession: ModelQuestions,
}


class ReplayOptions(NamedTuple):
    """What a replay page is to hold.

    Attributes:
        moments, rows: at most so many; None for as many as are usual and not too long to ask.
        most_bytes: of the whole file; more moments and rows are left out until it fits.
        command: what opens the same live; "" where nothing does.
        title: of the page.
        has_updates: whether the optimizer's coming step is known.
    """

    moments: int | None = None
    rows: int | None = None
    most_bytes: int = MOST_BYTES
    command: str = ""
    title: str = "glassnet"
    has_updates: bool = True


class ReplayPage(NamedTuple):
    """A page, and how much of a training it shows."""

    text: str
    extent: Extent
    wanted: Extent  # what it was to be
    less: str = "nothing"  # of which detail there is less, in a message's word


def replay_page(
    session: AnySession,
    options: ReplayOptions,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ReplayPage:
    """The page of a session's time line.

    Args:
        session: trained as far as the page shall show.
        options: what it is to hold.
        progress: called with how many moments were asked about, and of how many.

    Raises:
        SettingError: the network is too large, or not even two moments fit.
    """
    questions = QUESTIONS[type(session)](session)
    end = session.playback.timeline.end
    most_moments, most_rows = questions.usual
    moments = telling_moments(session.playback.timeline.moments, options.moments or most_moments)
    rows = questions.rows(options.rows or most_rows)
    first = wanted = Extent(len(moments), len(rows), questions.finest)
    if options.moments is options.rows is None:
        session.seek(end)
        first = questions.affordable(wanted)
    moments = telling_moments(session.playback.timeline.moments, first.moments)
    rows = questions.rows(first.rows)
    updates = options.has_updates
    kept = keep(questions, moments, rows, first.detail, has_updates=updates, progress=progress)
    session.seek(end)
    found = _fitting(kept, first, questions.stages, options, wanted)
    is_whole = found.extent.detail == wanted.detail
    return found if is_whole else found._replace(less=questions.less)


def _fitting(
    kept: Kept, first: Extent, stages: Stages, options: ReplayOptions, wanted: Extent
) -> ReplayPage:
    """The page with as much of what was kept as fits."""
    page = built_page(options.title)
    messages: dict[Language, Mapping[str, str]] = {
        language: needed_messages(page, language) for language in LANGUAGES
    }
    size = 0
    for extent in thinner(first, stages):
        text = with_data(page, written(kept, extent, options.command, messages))
        size = len(text.encode())
        if size <= options.most_bytes:
            return ReplayPage(text, extent, wanted)
    found = {"found": f"{size / 1e6:.1f}", "most": f"{options.most_bytes / 1e6:.1f}"}
    raise SettingError(message("studio-replay-large", **found))


def built_page(title: str) -> str:
    """The page without data. Raises SettingError if it was not built."""
    if not PAGE.is_file():
        raise SettingError(message("studio-not-built", place=str(PAGE)))
    return PAGE.read_text(encoding="utf-8").replace(TITLE, f"<title>{html.escape(title)}</title>")


def with_data(page: str, data: bytes) -> str:
    """The page with its data in the head, where the scripts of the body find it."""
    element = DATA.format(data=base64.b64encode(data).decode())
    head, _, body = page.partition("</head>")
    return f"{head.rstrip()}\n    {element}{body}"


def needed_messages(page: str, language: Language) -> Mapping[str, str]:
    """The texts that the page's own script asks for."""
    stems = (*NAMED, *set(re.findall(r"`([a-z]+-)\$\{", page)))  # `theme-${look.theme}`
    named = set(re.findall(r"""["'`]([a-z][\w-]*)["'`]""", page))
    return {
        key: text
        for key, text in page_messages(language).items()
        if key in named or key.startswith(stems)
    }
