"""Every text that a person reads, in Korean and English.

`en.ftl` and `ko.ftl` are Project Fluent files with the same keys and the same variables; `text`
looks one up in the language in use. May import: nothing of glassnet.
"""

from __future__ import annotations

import functools
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import files
from typing import Any, Literal, get_args

from babel import default_locale
from fluent.runtime import FluentBundle, FluentResource

from glassnet.errors import MOST_LISTED, nearest
from glassnet.messages.particles import with_particle

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# { JOSA($x, "은/는") } is x는 or 값은. (josa is the Korean word for such a particle.)
FUNCTIONS: dict[str, Any] = {"JOSA": lambda word, pair: with_particle(str(word), str(pair))}

# Fluent refuses texts of more than 2500 letters.
LONGEST = 2000

_language: ContextVar[Language | None] = ContextVar("language", default=None)


def text(key: str, **values: Any) -> str:
    """The message `key` in the language in use, with its variables filled in.

    values: texts and numbers, by the variables' names. A text is inserted as it is, a very long one
    without its end; but signs that a terminal obeys or hides, such as ESC, are written out: \\x1b.

    Raises KeyError for an unknown key, and ValueError if a variable has no value.
    """
    bundle = _bundle(language())
    pattern = bundle.get_message(key).value
    assert pattern is not None, f"message {key} has no text"
    shown = {name: _shown(value) for name, value in values.items()}
    found, errors = bundle.format_pattern(pattern, shown)
    if errors:
        raise ValueError(f"message {key}: {errors[0]}")
    return str(found)


def suggestion(given: str, known: Iterable[str]) -> str:
    """' Did you mean sin?' for a near miss, else a list of what exists; '' if nothing is known."""
    names = list(known)
    if not names:
        return ""
    near = nearest(given, names)
    if near is not None:
        return " " + text("did-you-mean", name=near)
    shown = ", ".join(names[:MOST_LISTED])
    return " " + text("known-names", names=shown, more=max(0, len(names) - MOST_LISTED))


def language() -> Language:
    """The one that `using` says; else Korean if the locale is Korean; else English."""
    return _language.get() or _of_locale()


@contextmanager
def using(language: Language | None) -> Generator[None]:
    """Texts in a language while the context lasts; None: as before."""
    token = _language.set(language or _language.get())
    try:
        yield
    finally:
        _language.reset(token)


def _shown(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > LONGEST:
        value = f"{value[: LONGEST - 1]}…"
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in value
    )


def _of_locale() -> Language:
    """From LANGUAGE, LC_ALL, LC_MESSAGES and LANG, as gettext reads them."""
    name = default_locale("LC_MESSAGES") or ""
    return "ko" if name.startswith("ko") else "en"


@functools.cache
def _bundle(language: Language) -> FluentBundle:
    # Isolating marks round variables are for texts of both directions; terminals show them.
    bundle = FluentBundle([language], use_isolating=False, functions=FUNCTIONS)
    source = files(__name__).joinpath(f"{language}.ftl").read_text(encoding="utf-8")
    bundle.add_resource(FluentResource(source))
    return bundle
