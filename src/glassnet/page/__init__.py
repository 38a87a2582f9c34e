"""The page's server: a network that trains while one watches, and any number of it explained.

A page has one `Session` (`session`): the data, the model, a `Trainer` and a time line (`timeline`),
made from a `PageState` (`state`), which is all that a link needs to carry. Pages send `requests`
and get `answers`, and binary `frames` with the newest numbers and pictures (`planes`), one for each
that they ask for. `explain`, `row_pass` and `layer_plane` answer "why this number?"; `hand_units`,
`pencil` and `board` are the rooms beside training; `guide` has the steps of a lesson, which speak
of `places`. `opening` and `existing` make the first state, and `named` says what a name opens.
A model of any layers has a `ModelSession` (`model_session`), which is trained as it was given and
scored as `model_scores` says: a trace is cut into `layer_cards`, one for each of `model_layers`;
`layer_numbers` are what the page draws, and `explain_number` answers for any of them. `handlers`
says what is done for a request in either kind of session.
`connection` plays a session over a transport; `server` serves the page and the WebSocket on
127.0.0.1, guarded by `guard`, and `seats` keeps the sessions.
The page itself is `web/` (TypeScript), whose types `typescript` writes from both.
`entry` is `gn.studio`, which gives a program's own model and rows (`given`) to a server or, in a
notebook, to a `widget`, whose session `cell` runs in threads of the kernel.
`replay` asks a session at some moments what `network_questions` or `model_questions` say, `columns`
packs its answers, and `replay_page` makes one HTML file of them; `recording` shows a `gn.Recording`
so.
May import every room but `cli`.
"""

from __future__ import annotations

from glassnet.page.entry import studio
from glassnet.page.recording import Recording

__all__ = ["Recording", "studio"]
