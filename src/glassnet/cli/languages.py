"""The option --lang."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from glassnet.errors import SettingError

if TYPE_CHECKING:
    from glassnet.text import Language

LanguageOption = Annotated[
    str | None,
    typer.Option("--lang", help="en or ko.", show_default="the locale's"),
]


def spoken_language(wished: str | None) -> Language | None:
    """The language asked for; None if none was. Raises SettingError for one that is not there."""
    from glassnet.text import LANGUAGES, message

    for known in LANGUAGES:
        if wished == known:
            return known
    if wished is None:
        return None
    raise SettingError(message("language-unknown", given=wished))
