"""The page's server: static files, the messages of both languages, and a WebSocket a page."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec
import uvicorn
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from glassnet.errors import SettingError
from glassnet.page.connection import Closed, Connection
from glassnet.page.guard import Guard
from glassnet.page.guide.shelf import Shelf
from glassnet.page.network.take_away import file_of
from glassnet.page.seats import MakeSession, Seats
from glassnet.page.state import PageState
from glassnet.text import LANGUAGES, Language, language, message, system_reason
from glassnet.text.lookup import patterns_of

STATIC = Path(__file__).with_name("static")
HOST = "127.0.0.1"
USUAL_PORT = 8642  # the same one each time: a browser keeps a page's last state by its address
MOST_MESSAGE = 6_000_000  # bytes: a table, and what it is written in
SEND_SECONDS = 20.0  # for which a page may not read


class WebSocketTransport:
    """A WebSocket as a `Transport`. A page that does not read is let go."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def receive(self) -> bytes:
        """See `Transport`."""
        try:
            event = await self._websocket.receive()
        except (WebSocketDisconnect, RuntimeError) as error:
            raise Closed from error
        if event["type"] != "websocket.receive":
            raise Closed
        return event.get("bytes") or (event.get("text") or "").encode()

    async def send(self, body: bytes, *, binary: bool) -> None:
        """See `Transport`."""
        send = (
            self._websocket.send_bytes(body) if binary else self._websocket.send_text(body.decode())
        )
        try:
            await asyncio.wait_for(send, SEND_SECONDS)
        except (WebSocketDisconnect, RuntimeError, TimeoutError) as error:
            raise Closed from error


class Server(uvicorn.Server):
    """A server that says when it listens, and so minds signals."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen."""
        await super().startup(sockets)
        self._started()


def make_app(
    make: MakeSession, logs: Mapping[str, Path] | None = None, shelf: Shelf | None = None
) -> Starlette:
    """The application, without the guard. make, logs, shelf: as for `serve`."""
    seats = Seats(make, logs)

    async def page(websocket: WebSocket) -> None:
        spoken = websocket.query_params.get("language", language())
        name = websocket.query_params.get("page", "")[:64]
        await websocket.accept()
        seat = await seats.take(name)
        if seat is None:
            await websocket.close(1013, message("studio-full"))
            return
        spoken = spoken if spoken in LANGUAGES else "en"
        try:
            transport = WebSocketTransport(websocket)
            await Connection(transport, seat.session, seat.turn, spoken, shelf=shelf).run()
        finally:
            seats.leave(seat)
            if websocket.client_state is WebSocketState.CONNECTED:
                with suppress(RuntimeError):
                    await websocket.close()

    async def take(request: Request) -> Response:
        """A file of a page's session: /take/program?page=…"""
        seat = seats.find(request.query_params.get("page", ""))
        make = None if seat is None else file_of(seat.session, request.path_params["kind"])
        if seat is None or make is None:
            return PlainTextResponse(status_code=404)
        file = await run_sync(make, limiter=seat.turn)
        named = {"content-disposition": f'attachment; filename="{file.name}"'}
        return Response(file.body, media_type=file.media_type, headers=named)

    async def board(scope: Scope, receive: Receive, send: Send) -> None:
        """The TensorBoard of a page's session: /tensorboard/<page>/…"""
        seat = seats.find(scope["path"].split("/")[2])
        if seat is None:
            await PlainTextResponse(status_code=404)(scope, receive, send)
            return
        found = await run_sync(seat.updated_board, scope["path"], limiter=seat.turn)
        if found is None:
            await PlainTextResponse(status_code=404)(scope, receive, send)
            return
        await found.app({**scope, "root_path": ""}, receive, send)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        yield
        seats.close()

    return Starlette(
        lifespan=lifespan,
        routes=[
            WebSocketRoute("/session", page),
            Route("/take/{kind}", take),
            Mount("/tensorboard", board),
            Route("/messages/{spoken}.json", _messages),
            Route("/", _index),
            Mount("/assets", StaticFiles(directory=STATIC / "assets", check_dir=False)),
        ],
    )


async def _index(_: Request) -> Response:
    return HTMLResponse((STATIC / "index.html").read_bytes())


async def _messages(request: Request) -> Response:
    spoken = request.path_params["spoken"]
    if spoken not in LANGUAGES:
        return JSONResponse({}, 404)
    return JSONResponse(page_messages(spoken))


def page_messages(spoken: Language) -> dict[str, str]:
    """The page's texts: the messages that begin with `page-`, without that."""
    return {
        key.removeprefix("page-"): text
        for key, text in patterns_of(spoken).items()
        if key.startswith("page-")
    }


def serve(
    make: MakeSession,
    *,
    logs: Mapping[str, Path] | None = None,
    shelf: Shelf | None = None,
    port: int | None = None,
    opened: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the page until Ctrl-C or SIGTERM.

    Args:
        make: the session of a new page; see `Seats`.
        logs: logs of saved runs by name, for TensorBoard.
        shelf: the guides that pages can follow; None for those of the lessons.
        port: to listen on, on 127.0.0.1; None for USUAL_PORT, or any that is free.
        opened: called with the address, once the server listens.

    Raises:
        SettingError: the port is taken, or the page was not built.
    """
    if not (STATIC / "index.html").is_file():
        raise SettingError(message("studio-not-built", place=str(STATIC)))
    try:
        listener = _listener(port)
    except OSError as error:
        why = system_reason(error)
        raise SettingError(message("port-unusable", port=str(port), reason=why)) from error
    found: int = listener.getsockname()[1]
    guard = Guard(make_app(make, logs, shelf), found)
    config = uvicorn.Config(
        guard,
        log_level="warning",
        ws_max_size=MOST_MESSAGE,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
    )
    address = f"http://{HOST}:{found}/?token={guard.token}"
    with listener:
        Server(config, lambda: opened(address)).run([listener])


def _listener(port: int | None) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, USUAL_PORT if port is None else port))
        # Another server may be bound to the port, and only listening shows it.
        listener.listen()
    except OSError:
        listener.close()
        if port is None:
            return _listener(0)
        raise
    return listener


def decoded(text: str) -> PageState:
    """A state from JSON, as a link carries it. Raises SettingError."""
    try:
        return msgspec.json.decode(text, type=PageState)
    except msgspec.MsgspecError as error:
        raise SettingError(message("studio-request", why=str(error)[:200])) from error
