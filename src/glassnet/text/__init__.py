"""Every sentence that a person reads, in English and Korean, and how numbers are written in it.

`en/` and `ko/` hold Project Fluent files, one a room, with the same keys and the same variables;
`message` looks one up in the language in use. May import: nothing of glassnet.
"""

from glassnet.text.lookup import (
    LANGUAGES,
    Language,
    did_you_mean,
    language,
    listed,
    message,
    shortened,
    system_reason,
    using,
)

__all__ = [
    "LANGUAGES",
    "Language",
    "did_you_mean",
    "language",
    "listed",
    "message",
    "shortened",
    "system_reason",
    "using",
]
