"""Guides by name: those of the lessons, and one that a person has brought."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from glassnet.errors import SettingError
from glassnet.page.guide.front import first_start, read_text
from glassnet.page.guide.guide import Guide
from glassnet.page.guide.markdown import cut
from glassnet.page.guide.reading import read_guide
from glassnet.page.guide.start import Start
from glassnet.page.guide.tables import read_table
from glassnet.page.layers.model_places import ModelShape
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.sessions import AnySession
from glassnet.page.state import Guided, PageState
from glassnet.text import LANGUAGES, Language, language, message

GUIDES = Path(__file__).parents[2] / "lessons" / "guides"
NONE: Mapping[Language, Guide] = {}


class Shelf:
    """The guides that a page can open. own: one that a person has brought, in each language."""

    def __init__(self, own: Mapping[Language, Guide] = NONE) -> None:
        self._own = own

    def find(self, name: str, session: AnySession | None = None) -> Guide:
        """The guide of a name in the language in use. Raises SettingError.

        session: that it is followed in; None to make what it begins with.
        """
        model = session.shape if isinstance(session, ModelSession) else None
        own = self._own.get(language())
        if own is not None and own.name == name:
            return own
        if name not in packed():
            known = ", ".join(packed())
            raise SettingError(message("guide-unknown", found=name, known=known))
        return _packed(name, language(), model)


def packed() -> list[str]:
    """Names of the guides that come with glassnet."""
    return sorted(path.stem for path in GUIDES.glob("*.md") if "." not in path.stem)


@functools.lru_cache(64)
def _packed(name: str, spoken: Language, model: ModelShape | None) -> Guide:
    return read_guide(in_language(GUIDES / f"{name}.md", spoken), name, model)


def start_of(name: str) -> Start:
    """What a guide that comes with glassnet begins with, beside which it is followed."""
    path = GUIDES / f"{name}.md"
    front = read_table(cut(read_text(path)).front)
    return replace(first_start(front, GUIDES), guide=Guided(name))


def in_language(path: Path, spoken: Language) -> Path:
    """The file of a guide in a language: `guide.ko.md` beside `guide.md`, if it is there."""
    other = path.with_suffix(f".{spoken}.md")
    return other if other.is_file() else path


def guided(state: PageState, name: str) -> PageState:
    """The state with a guide beside it, where one of that name comes with glassnet."""
    return replace(state, guide=Guided(name)) if name in packed() else state


def read_own(path: Path) -> Mapping[Language, Guide]:
    """A person's guide in each language; that of the file itself where there is no other.

    Raises:
        SettingError: a file cannot be used, or two ask for different things.
    """
    first = read_guide(path)
    found: dict[Language, Guide] = {}
    for spoken in LANGUAGES:
        other = in_language(path, spoken)
        found[spoken] = first if other == path else read_guide(other, path.stem)
        _check_same(first, found[spoken], other, path)
    return found


def _check_same(first: Guide, other: Guide, file: Path, path: Path) -> None:
    given = {"file": str(file), "other": path.name}
    if len(first.steps) != len(other.steps):
        line = min(first.steps, other.steps, key=len)[-1].line
        raise SettingError(message("guide-other-steps", line=line, **given))
    for step, same in zip(first.steps, other.steps, strict=True):
        if step.checks != same.checks:
            raise SettingError(message("guide-other-checks", line=same.line, **given))
    if first.start != other.start:
        raise SettingError(message("guide-other-state", line=1, **given))
