"""Who may speak to the page's server: this machine's browser, with the address that was printed.

Pages of other sites can send requests to 127.0.0.1 too: the Host says whether a name was made to
point here (DNS rebinding), the Origin whether another page asks, and a token, used once and then
kept in a cookie, whether it is the person who started the server.
"""

from __future__ import annotations

import secrets
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from glassnet.text import message

HOSTS = ("127.0.0.1", "localhost")
COOKIE = "glassnet"
SELF = "'self'"
# What a page may load, and from where; "unsafe-inline" and "unsafe-eval" are not among it.
SOURCES = {
    "default-src": ("'none'",),
    "script-src": (SELF,),
    "style-src": (SELF,),
    "font-src": (SELF,),
    "img-src": (SELF, "data:", "blob:"),
    "connect-src": (SELF,),
    "frame-src": (SELF,),
    "frame-ancestors": (SELF,),
    "base-uri": ("'none'",),
    "form-action": ("'none'",),
}
POLICY = "; ".join(" ".join([name, *places]) for name, places in SOURCES.items())
# TensorBoard's pages have a policy of their own, which lets its scripts evaluate text.
TENSORBOARD, TENSORBOARD_POLICY = "/tensorboard/", f"frame-ancestors {SELF}"
HEADERS = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
)


class Guard:
    """ASGI middleware that lets through what has this host, this origin and the cookie.

    Args:
        app: what is guarded.
        port: that the server listens on.

    Attributes:
        token: opens the page once; the answer then sets the cookie.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app, self._port = app, port
        self._key = secrets.token_urlsafe(32)  # the cookie's value
        self.token: str | None = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._is_here(headers):
            await _refuse(scope, receive, send, "studio-refused-host")
        elif not self._is_same_origin(scope, headers):
            await _refuse(scope, receive, send, "studio-refused-origin")
        elif (query := self._token_of(scope)) is not None:
            await self._exchange(query, scope, receive, send)
        elif not self._has_cookie(headers):
            await _refuse(scope, receive, send, "studio-refused-cookie")
        else:
            is_board = scope["path"].startswith(TENSORBOARD)
            policy = TENSORBOARD_POLICY if is_board else POLICY
            await self._app(scope, receive, _with_headers(send, policy))

    def _is_here(self, headers: Headers) -> bool:
        return headers.get("host", "") in [f"{host}:{self._port}" for host in HOSTS]

    def _is_same_origin(self, scope: Scope, headers: Headers) -> bool:
        """A browser always names the origin of a WebSocket and of what writes."""
        origin = headers.get("origin")
        if origin is None:
            return scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        return origin in [f"http://{host}:{self._port}" for host in HOSTS]

    def _token_of(self, scope: Scope) -> dict[str, list[str]] | None:
        """The query, if it has a token."""
        query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=20)
        return query if "token" in query and scope["type"] == "http" else None

    async def _exchange(
        self, query: dict[str, list[str]], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """The cookie for the token, and the same address without it."""
        known, given = self.token, query.pop("token")[0]
        if known is None or not secrets.compare_digest(given.encode(), known.encode()):
            await _refuse(scope, receive, send, "studio-refused-token")
            return
        self.token = None
        rest = urlencode(query, doseq=True)
        answer = RedirectResponse(scope["path"] + (f"?{rest}" if rest else ""), 303)
        answer.set_cookie(self._cookie, self._key, httponly=True, samesite="strict")
        await answer(scope, receive, _with_headers(send))

    def _has_cookie(self, headers: Headers) -> bool:
        cookies = SimpleCookie(headers.get("cookie", ""))
        given = cookies[self._cookie].value if self._cookie in cookies else ""
        return secrets.compare_digest(given.encode(), self._key.encode())

    @property
    def _cookie(self) -> str:
        """Browsers keep one set of cookies for all ports."""
        return f"{COOKIE}-{self._port}"


async def _refuse(scope: Scope, receive: Receive, send: Send, key: str) -> None:
    why = message(key)
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    await PlainTextResponse(f"{why}\n", 403)(scope, receive, _with_headers(send))


def _with_headers(send: Send, policy: str = POLICY) -> Send:
    given = (("content-security-policy", policy), *HEADERS)

    async def sending(event: Message) -> None:
        if event["type"] == "http.response.start":
            headers = [(name.encode(), value.encode()) for name, value in given]
            event = {**event, "headers": [*event.get("headers", []), *headers]}
        await send(event)

    return sending
