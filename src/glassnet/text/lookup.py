"""The language in use, the one lookup of messages in it, and names fitted into them."""

from __future__ import annotations

import difflib
import errno
import functools
import os
import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, get_args

from glassnet.errors import SettingError

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# Ours, then those that gettext reads, in its order. Not LC_CTYPE: Python itself sets it to C.UTF-8
# where the locale that LANG names is not installed (PEP 538).
VARIABLES = ("GLASSNET_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")

_of_process: Language | None = None
_of_context: ContextVar[Language | None] = ContextVar("language", default=None)

# Fluent refuses values of more than 2500 characters.
LONGEST_VALUE = 2000
MOST_LISTED = 20  # names in one line

_INITIALS = re.compile(r"\b(\w)\w*-?")
_VARIABLE = re.compile(r"\{ \$([\w-]+) \}")
# One message: its key, and its text up to the next line that does not begin with a space.
_MESSAGE = re.compile(r"^([a-z][\w-]*) = ?(.*(?:\n+ .*)*)", re.MULTILINE)


def language(name: Language | None = None) -> Language:
    """Choose the language of every message, table and picture, or ask which one is in use.

    Without a choice it is Korean if GLASSNET_LANG, LANGUAGE, LC_ALL, LC_MESSAGES or LANG, the first
    of them that is set, names it, such as `ko` or `ko_KR.UTF-8`; else English.

    Args:
        name: "en" or "ko", or a locale's name, for the whole process; None changes nothing.

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
    found = _of_locale(str(name))
    if found is None:
        raise SettingError(message("language-unknown", given=str(name)))
    return found


def _of_locale(name: str) -> Language | None:
    """`ko` of `KO`, `ko-KR`, `ko_KR.UTF-8` and `ko:en`; None of a language without texts."""
    code = re.split("[-_.@:]", name.lower())[0]
    return next((each for each in LANGUAGES if each == code), None)


def _of_environment() -> Language:
    chosen = next(filter(None, map(os.environ.get, VARIABLES)), "")
    return _of_locale(chosen) or "en"


def message(key: str, **values: Any) -> str:
    """The message `key` in the language in use, with its variables filled in.

    Characters that a terminal obeys or hides, such as ESC, are written out (\\x1b), and a very long
    value loses its end.

    Args:
        key: its key in the Fluent files.
        **values: texts and numbers, by the names of the variables.

    Raises:
        KeyError: an unknown key.
        ValueError: a variable without a value.
    """
    spoken = language()
    pattern = patterns_of(spoken)[key]
    names = _VARIABLE.findall(pattern)
    plain = "\n" not in pattern and pattern.count("{") == len(names)
    if plain and all(isinstance(values.get(name), str) for name in names):
        # Fluent takes 0.1 s to import: sentences with nothing but texts put in do without it.
        return _VARIABLE.sub(lambda found: _printable(values[found[1]]), pattern)
    bundle = _bundle(spoken)
    if not bundle.has_message(key):
        from fluent.runtime import FluentResource

        bundle.add_resource(FluentResource(f"{key} = {pattern}\n"))
    parsed = bundle.get_message(key).value
    assert parsed is not None, f"message {key} has no text"
    shown = {name: _printable(value) for name, value in values.items()}
    found, errors = bundle.format_pattern(parsed, shown)
    if errors:
        raise ValueError(f"message {key}: {errors[0]}")
    return str(found)


def did_you_mean(given: str, known: Iterable[str], *, listed: bool = True) -> str:
    """' Did you mean sin?' for a near miss, else a list of what exists; '' if nothing is known.

    listed: False for '' instead of the list.
    """
    names = list(known)
    folded = {name.casefold(): name for name in reversed(names)}  # the first of equal ones
    initials = {_INITIALS.sub(r"\1", name): name for name in names if "-" in name.strip("-")}
    near = difflib.get_close_matches(given.casefold(), folded, n=1, cutoff=0.6)
    name = initials.get(given) or (folded[near[0]] if near else None)  # --lr for --learning-rate
    if name is not None:
        return " " + message("did-you-mean", name=name)
    if not listed or not names:
        return ""
    shown = ", ".join(names[:MOST_LISTED])
    return " " + message("known-names", names=shown, more=max(0, len(names) - MOST_LISTED))


def listed(texts: Iterable[str]) -> str:
    """`a, b and c`, as the language has it."""
    *others, last = texts
    return message("listed-last", others=", ".join(others), last=last) if others else last


def system_reason(error: OSError) -> str:
    """Why the operating system refused something: `No space left on device`."""
    place = error.filename
    if error.errno == errno.ENOENT and isinstance(place, str | os.PathLike):
        folder = os.path.dirname(os.fspath(place))
        if folder and not os.path.exists(folder):
            return message("folder-missing", folder=str(folder))
    name = errno.errorcode.get(error.errno or 0, "")
    try:
        return message(f"system-{name.lower()}")
    except KeyError:
        return error.strerror or str(error)


def _printable(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _visible(value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…")


def _visible(text: str) -> str:
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


@functools.cache
def patterns_of(language: Language) -> Mapping[str, str]:
    """Key -> text as it is written. To parse all takes 0.2 s, so each waits for use."""
    folder = files("glassnet.text").joinpath(language)
    sources = (each.read_text(encoding="utf-8") for each in folder.iterdir())
    return {key: text for source in sources for key, text in _MESSAGE.findall(source)}


@functools.cache
def _bundle(language: Language) -> FluentBundle:
    from fluent.runtime import FluentBundle

    from glassnet.text.particles import with_particle

    # { JOSA($x, "은/는") } is x는 or 값은. (josa is the Korean word for such a particle.)
    functions: dict[str, Any] = {"JOSA": lambda word, pair: with_particle(str(word), str(pair))}
    # Isolating marks round variables are for texts of both directions; terminals show them.
    return FluentBundle([language], use_isolating=False, functions=functions)


def shortened(name: str, width: int) -> str:
    """`name` in at most `width` characters, its middle left out: names often differ at the end.

    Line breaks and other signs that cannot be seen are written as in Python: `\\n`.
    """
    name = _visible(name)
    if len(name) <= width:
        return name
    tail = (width - 1) // 2
    return f"{name[: width - 1 - tail]}…{name[len(name) - tail :]}"
