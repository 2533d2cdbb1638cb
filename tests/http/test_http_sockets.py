"""A real server on a real socket: clients that are slow, silent, wrong or many, and the end."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time

import pytest
from http_client import has_numbers
from http_server import free_port, running_app, running_process, wait_until
from http_stub import StubBot

from kineret_bot.channels.http.app import create_app
from kineret_bot.channels.http.settings import Settings

pytest.importorskip("uvicorn", reason="the extra `serve` is not installed")

BODY = b'{"text": "name:ann"}'
HEAD = b"POST /api/v1/reply HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(
    BODY
)


@pytest.fixture
def server():
    """A server with little patience; gives its port."""
    with running_app(create_app(Settings(rate=0, body_seconds=0.3), StubBot()), seconds=0.3) as url:
        yield int(url.rsplit(":", 1)[1].strip("/"))


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def everything(connection: socket.socket) -> bytes:
    """What arrives until the other side closes."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def asked(port: int) -> int:
    """The status of one good request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/api/v1/reply", BODY, {"Content-Type": "application/json"})
    status = connection.getresponse().status
    connection.close()
    return status


def test_reply_waits_for_no_confirmation(monkeypatch):
    """A reply's body leaves at once, although its head was sent before and is not confirmed yet."""
    from kineret_bot.channels.http.patience import Patient

    at_once = []
    made = Patient.connection_made

    def connection_made(self, transport):
        made(self, transport)
        at_once.append(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(Patient, "connection_made", connection_made)
    with running_app(create_app(Settings(rate=0), StubBot())) as url:
        asked(int(url.rsplit(":", 1)[1].strip("/")))

    assert at_once
    assert all(at_once)


def test_500_idle_connections(server):
    """With 500 connections that say nothing, others are answered; the silent ones are let go."""
    idle = [connect(server) for _ in range(500)]

    status = asked(server)
    left = [everything(connection) for connection in idle]
    for connection in idle:
        connection.close()

    assert status == 200
    assert left == [b""] * 500


@pytest.mark.parametrize("beginning", [b"POST /api/v1/re", HEAD[:-2], b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_head_that_never_ends(server, beginning):
    """A connection whose request never gets beyond its head is let go."""
    with connect(server) as connection:
        connection.sendall(beginning)

        assert everything(connection) == b""


def test_body_that_never_comes(server):
    """A request whose body does not come is told so, with the numbers, and let go."""
    with connect(server) as connection:
        connection.sendall(HEAD + BODY[:5])
        answered = everything(connection)

    assert answered.startswith(b"HTTP/1.1 408 ")
    assert has_numbers(answered.decode())


@pytest.mark.parametrize("junk", [b"\x16\x03\x01\x02\x00\x01\x00", b"HELO there\r\n\r\n", b"\x00" * 100])
def test_not_http(server, junk):
    """What is not HTTP is told so in JSON, with the numbers."""
    with connect(server) as connection:
        connection.sendall(junk)
        connection.shutdown(socket.SHUT_WR)
        answered = everything(connection)

    assert answered.startswith(b"HTTP/1.1 400 ")
    assert has_numbers(json.loads(answered.partition(b"\r\n\r\n")[2])["text"])


def test_endless_head(server):
    """Headers without end are cut off."""
    with connect(server) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        try:
            for _ in range(100):
                connection.sendall(b"X-More: " + b"x" * 4000 + b"\r\n")
                time.sleep(0)
        except OSError:
            pass
        everything(connection)

    assert asked(server) == 200


def test_huge_body(server):
    """A body of many megabytes is refused before it is read."""
    with connect(server) as connection:
        connection.sendall(HEAD.replace(b"Length: %d" % len(BODY), b"Length: 99999999") + b"x" * 10_000)
        answered = everything(connection)

    assert answered.startswith(b"HTTP/1.1 413 ")
    assert has_numbers(answered.decode())


def test_many_clients_at_once(server):
    """Forty clients at once are all answered."""
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(asked(server))) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 40


def test_what_is_in_flight_is_finished():
    """A server that is told to stop takes nobody new, answers who was being served, and ends well."""
    with running_process() as server, connect(server.port) as connection:
        connection.sendall(HEAD + BODY[:5])
        assert asked(server.port) == 200  # so the first head has been read
        server.process.terminate()
        while _listens(server.port):
            time.sleep(0.01)
        connection.sendall(BODY[5:])
        answered = everything(connection)
        code = server.stop()

    assert answered.startswith(b"HTTP/1.1 200 ")
    assert b"Turn 1: name:ann." in answered
    assert code == 0


def test_stop_right_after_the_start():
    """A server told to stop the moment it listens, before it has taken anybody, stops and ends well."""
    with running_process() as server:
        code = server.stop()

    assert code == 0


def test_two_workers():
    """Two worker processes answer on one port, count together, and stop together."""
    with running_process("--workers", "2") as server:
        statuses = [asked(server.port) for _ in range(20)]
        wait_until(lambda: _counted(server.port), "all requests to be counted")
        code = server.stop()

    assert statuses == [200] * 20
    assert code == 0


def test_port_that_is_taken(capsys):
    """A port that somebody else has is named in one sentence."""
    from argparse import Namespace

    import kineret_bot
    from kineret_bot.channels.http.serve import serve
    from kineret_bot.errors import KineretBotError

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.MonkeyPatch.context() as patch:
        patch.setattr(kineret_bot, "load_bot", lambda *_, **__: StubBot())
        port = taken.getsockname()[1]
        with pytest.raises(KineretBotError) as error:
            serve(Namespace(host="127.0.0.1", port=port, workers=1))

    assert str(error.value) == f"cannot listen on 127.0.0.1 port {port}: Address already in use; see --host and --port"


def test_wrong_setting_is_a_usage_error(capsys):
    """A setting that cannot be used ends the command with its name and exit code 2."""
    from argparse import Namespace

    from kineret_bot.channels.http.serve import serve

    code = serve(Namespace(host="127.0.0.1", port=free_port(), workers=1, cors_origin=["*"]))

    assert code == 2
    assert "cors_origin: expected an origin" in capsys.readouterr().err


def _counted(port: int) -> bool:
    """Whether /metrics knows of twenty replies, or of no metrics at all."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/metrics")
    metrics = connection.getresponse().read().decode()
    connection.close()
    return 'route="/api/v1/reply",status="200"} 20.0' in metrics or "no_metrics" in metrics


def _listens(port: int) -> bool:
    try:
        connect(port).close()
    except OSError:
        return False
    return True
