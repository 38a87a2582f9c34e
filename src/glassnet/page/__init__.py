"""The page's server: a network that trains while one watches, and any number of it explained.

A page has one session, with a `playback` that can be taken to any step of its `timeline` (`timed`).
`network/` has the one that is drawn unit by unit: it is made from a `PageState` (`state`), which is
all that a link needs to carry. `layers/` has the one of any other model, which is trained as it was
given. Pages send `requests` and get `answers`, and binary `frames` with the newest numbers and
pictures, one for each that they ask for; `handlers` says what is done for a request in either kind
of session, and `causes` diagnoses both.
`units/`, `pencil/` and `board` are the rooms beside training; `guide/` has the steps of a lesson,
which speak of `places`. `named` says what a name opens.
`connection` plays a session over a transport; `server` serves the page and the WebSocket on
127.0.0.1, guarded by `guard`, and `seats` keeps the sessions. `entry` is `gn.studio`, which gives a
program's own model and rows to a server or, in a notebook, to a widget (`notebook/`). `recorded/`
makes one HTML file of a training.
The page itself is `web/` (TypeScript), whose types `typescript` writes from the messages.
May import every room but `cli`.
"""

from __future__ import annotations

from glassnet.page.entry import studio
from glassnet.page.recorded.recording import Recording

__all__ = ["Recording", "studio"]
