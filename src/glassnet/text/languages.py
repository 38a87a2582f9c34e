"""Which language glassnet speaks."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, get_args

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# Ours, then those that gettext reads, in its order. Not LC_CTYPE: Python itself sets it to C.UTF-8
# where the locale that LANG names is not installed (PEP 538).
VARIABLES = ("GLASSNET_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")

_of_process: Language | None = None
_of_context: ContextVar[Language | None] = ContextVar("language", default=None)


def language(name: Language | None = None) -> Language:
    """Choose the language of every message, table and picture, or ask which one is in use.

    Without a choice it is Korean if GLASSNET_LANG, LANGUAGE, LC_ALL, LC_MESSAGES or LANG, the first
    of them that is set, begins with `ko`; else English.

    Args:
        name: "en" or "ko", for the whole process; None changes nothing.

    Returns:
        The language in use.

    Raises:
        SettingError: an unknown language.
    """
    global _of_process
    if name is not None:
        _of_process = _known(name)
    return _of_context.get() or _of_process or _of_environment()


@contextmanager
def using(name: Language | None) -> Generator[None]:
    """Speak a language while the context lasts; None changes nothing."""
    token = _of_context.set(_of_context.get() if name is None else _known(name))
    try:
        yield
    finally:
        _of_context.reset(token)


def _known(name: str) -> Language:
    for known in LANGUAGES:
        if name == known:
            return known
    from glassnet.errors import SettingError
    from glassnet.text.lookup import message

    raise SettingError(message("language-unknown", given=str(name)))


def _of_environment() -> Language:
    chosen = next(filter(None, map(os.environ.get, VARIABLES)), "")
    return "ko" if chosen.startswith("ko") else "en"
