"""Who is let in, and who is not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from glassnet.page import seats, server
from glassnet.page.guard import Guard
from glassnet.page.network.session import Session
from glassnet.page.state import PageState

PORT = 8123
HOST = f"127.0.0.1:{PORT}"
ORIGIN = {"origin": f"http://{HOST}", "host": HOST}


def new_session(until: float) -> Session:
    return Session(PageState(), until=until)


@pytest.fixture
def guard() -> Guard:
    return Guard(server.make_app(new_session), PORT)


@pytest.fixture
def client(guard: Guard) -> Iterator[TestClient]:
    """A browser that has not opened the address yet."""
    with TestClient(guard, base_url=f"http://{HOST}", follow_redirects=False) as client:
        yield client


def let_in(client: TestClient, guard: Guard) -> None:
    answer = client.get(f"/?token={guard.token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def refused(client: TestClient, headers: dict[str, str]) -> int:
    """The code with which a WebSocket is closed before it opens."""
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect(f"ws://{HOST}/session", headers=headers),
    ):
        pass
    return closed.value.code


def test_the_address_opens_the_page_once(client: TestClient, guard: Guard) -> None:
    token = guard.token
    assert client.get("/messages/en.json").status_code == 403
    let_in(client, guard)
    assert client.get("/messages/en.json").status_code == 200
    client.cookies.clear()
    assert client.get(f"/?token={token}").status_code == 403
    assert client.get("/?token=").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", f"evil.example:{PORT}", "", "[::1]"])
def test_a_foreign_host_is_refused(client: TestClient, guard: Guard, host: str) -> None:
    let_in(client, guard)
    assert client.get("/messages/en.json", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1"]
)
def test_a_foreign_origin_is_refused(client: TestClient, guard: Guard, origin: str) -> None:
    let_in(client, guard)
    assert client.get("/messages/en.json", headers={"origin": origin}).status_code == 403
    assert refused(client, {**ORIGIN, "origin": origin}) == 1008


def test_a_websocket_needs_an_origin_and_the_cookie(client: TestClient, guard: Guard) -> None:
    for headers in ({"host": HOST}, ORIGIN):
        assert refused(client, headers) == 1008
    let_in(client, guard)
    with client.websocket_connect(f"ws://{HOST}/session?page=a", headers=ORIGIN) as page:
        assert page.receive_json()["type"] == "opened"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_is_written_over_http(client: TestClient, guard: Guard, method: str) -> None:
    let_in(client, guard)
    assert client.request(method, "/").status_code in (403, 405)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../session.py",
        "/assets/%2e%2e/session.py",
        "/assets/..%2fsession.py",
        "/assets//etc/passwd",
        "/../../etc/passwd",
        "/messages/../en.json",
        "/messages/fr.json",
    ],
)
def test_no_path_leads_out_of_the_page(client: TestClient, guard: Guard, path: str) -> None:
    let_in(client, guard)
    assert client.get(path).status_code == 404


def test_every_answer_has_the_policy(client: TestClient, guard: Guard) -> None:
    let_in(client, guard)
    for path in ("/messages/en.json", "/nowhere"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_pages_beyond_the_most_are_turned_away(
    client: TestClient, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "MOST_SESSIONS", 1)
    let_in(client, guard)
    with client.websocket_connect(f"ws://{HOST}/session?page=a", headers=ORIGIN) as first:
        assert first.receive_json()["type"] == "opened"
        for name in ("b", "a"):  # a second one, and the same twice
            with client.websocket_connect(
                f"ws://{HOST}/session?page={name}", headers=ORIGIN
            ) as second:
                assert second.receive()["code"] == 1013


def test_a_page_that_comes_back_finds_its_session(client: TestClient, guard: Guard) -> None:
    let_in(client, guard)
    address = f"ws://{HOST}/session?page=a"
    with client.websocket_connect(address, headers=ORIGIN) as page:
        page.receive_json()
        page.send_json({"type": "step", "steps": 5})
        page.send_json({"type": "ready"})
        page.receive_bytes()
    with client.websocket_connect(address, headers=ORIGIN) as page:
        assert page.receive_json()["state"]["step"] == 5


def test_both_languages_have_the_same_texts() -> None:
    english, korean = server.page_messages("en"), server.page_messages("ko")
    assert english.keys() == korean.keys()


def test_idle_sessions_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "IDLE_SECONDS", 0.0)
    places = seats.Seats(new_session)

    async def visits() -> None:
        first = await places.take("a")
        assert first is not None
        assert await places.take("a") is None
        places.leave(first)
        await asyncio.sleep(0.01)
        second = await places.take("a")
        assert second is not None
        assert second.session is not first.session

    asyncio.run(visits())
