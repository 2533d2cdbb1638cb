"""A marker that a person sends is in no log, no metric and no file."""

from __future__ import annotations

import json
import logging

import pytest
from http_client import COMPLETIONS, RASA, REPLY
from http_server import running_process
from http_stub import BrokenBot

from kineret_bot.channels.http.logs import JsonLines, TextLines

CANARY = "zqxcanary"


class Kept(logging.Handler):
    """Keeps lines in both forms."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines += [TextLines().format(record), JsonLines().format(record)]


@pytest.fixture
def lines():
    handler, logger = Kept(), logging.getLogger()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logging.getLogger("kineret_bot.http").setLevel(logging.DEBUG)
    yield handler.lines
    logger.removeHandler(handler)
    logger.setLevel(before)


def pester(client):
    """The marker in every place where a client can put one."""
    headers = {
        "x_request_id": CANARY,
        "user_agent": CANARY,
        "origin": f"https://{CANARY}.example",
        "authorization": CANARY,
    }
    client.post(REPLY, {"text": CANARY, "conversation_id": CANARY}, **headers)
    client.post(REPLY, {"text": CANARY, "conversation": {"v": 1, CANARY: CANARY}}, **headers)
    client.post(REPLY, {"text": CANARY * 500, CANARY: CANARY}, **headers)
    client.post(f"{REPLY}?text={CANARY}", b'{"text": "' + CANARY.encode() + b"\xff", **headers)
    client.post(RASA, {"message": CANARY, "sender": CANARY, "metadata": {CANARY: CANARY}}, **headers)
    client.post(COMPLETIONS, {"model": CANARY, "user": CANARY, "messages": [{"role": "user", "content": CANARY}]})
    client.get(f"/{CANARY}", **headers)
    client.run(client.send(CANARY, f"/{CANARY}", (), {}))


@pytest.mark.parametrize("bot", [None, BrokenBot()])
def test_log_canary(make_client, lines, bot):
    """What a client sends, and its address, is in no log line and no metric, even if the bot breaks over it."""
    client = make_client(bot, openai=True)

    pester(client)
    metrics = client.get("/metrics").body.decode()

    assert len(lines) >= 16
    everything = "\n".join([*lines, metrics])
    assert CANARY not in everything
    assert client.address not in everything


def test_log_line(make_client, lines):
    """A line says what the reply was, how sure and how fast, by the minute."""
    make_client().post(REPLY, {"text": "I can't breathe, name:ann"})

    entry = next(json.loads(line) for line in lines if '"message": "request"' in line)
    assert entry["time"].endswith("Z")
    assert len(entry["time"]) == len("2026-11-23T13:05Z")
    assert entry["route"] == REPLY
    assert (entry["status"], entry["kind"], entry["alert"]) == (200, "escalate", "emergency/card")


def test_process_says_nothing_either():
    """A whole server process writes JSON lines to standard error, without the marker."""
    urllib = pytest.importorskip("urllib.request")
    pytest.importorskip("uvicorn", reason="the extra `serve` is not installed")
    with running_process("--log-format", "json") as server:
        body = json.dumps({"text": CANARY}).encode()
        request = urllib.Request(f"{server.url}api/v1/reply", body, {"Content-Type": "application/json"})
        with urllib.urlopen(request) as response:
            assert response.status == 200
        server.stop()
        written = server.errors()

    logged = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert f"http://127.0.0.1:{server.port}/ (demo page" in written
    assert [entry["route"] for entry in logged if entry["message"] == "request"] == [REPLY]
    assert CANARY not in written
    assert "127.0.0.1" not in "".join(map(str, logged))


def test_metrics(make_client):
    """Metrics count requests by route, replies by kind, alarms by level."""
    pytest.importorskip("prometheus_client", reason="the extra `metrics` is not installed")
    client = make_client()
    client.post(REPLY, {"text": "I can't breathe"})
    client.get("/nothing")

    answered = client.get("/metrics")

    lines = answered.body.decode().splitlines()
    assert answered.headers["content-type"].startswith("text/plain")
    assert f'kineret_http_requests_total{{method="POST",route="{REPLY}",status="200"}} 1.0' in lines
    assert 'kineret_http_requests_total{method="GET",route="other",status="404"} 1.0' in lines
    assert 'kineret_replies_total{kind="escalate"} 1.0' in lines
    assert 'kineret_alerts_total{form="card",level="emergency"} 1.0' in lines
    assert "kineret_waiting 0.0" in lines


def test_metrics_without_the_library(make_client, monkeypatch):
    """Without the extra, the address says what to install."""
    import sys

    monkeypatch.setitem(sys.modules, "prometheus_client", None)

    answered = make_client().get("/metrics")

    assert answered.status == 501
    assert "pip install 'kineret-bot[metrics]'" in answered.json()["text"]
