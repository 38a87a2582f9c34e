"""The page's server: a network that trains while one watches, and any number of it explained.

A page has one `Session` (`session`): the data, the model, a `Trainer` and a time line (`timeline`),
made from a `PageState` (`state`), which is all that a link needs to carry. Pages send `messages`
and get answers, and binary `frames` with the newest numbers and pictures (`planes`), one for each
that they ask for. `explain` answers "why this number?" from a trace. `connection` plays a session
over a transport; `server` serves the page and the WebSocket on 127.0.0.1, guarded by `guard`.
The page itself is `web/` (TypeScript), whose types `typescript` writes from the messages.
May import every room but `cli`.
"""
