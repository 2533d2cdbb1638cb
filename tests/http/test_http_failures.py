"""Every failure still helps: a readable message, and the emergency numbers."""

from __future__ import annotations

import asyncio
import json
import random

import pytest
from http_client import COMPLETIONS, RASA, REPLY, has_numbers
from http_stub import BrokenBot, StubBot

BROKEN = [
    (b"", {}, 400, "not_json"),
    (b"{", {}, 400, "not_json"),
    (b"[" * 8000, {}, 400, "not_json"),
    (b'{"text": ' + b"1" * 6000 + b"}", {}, 400, "not_json"),
    (b'{"text": "\xff\xfe"}', {}, 400, "not_utf8"),
    (b'{"text": "\xed\xa0\x80"}', {}, 400, "not_utf8"),
    (b"[]", {}, 422, "not_an_object"),
    (b"null", {}, 422, "not_an_object"),
    (b"{}", {}, 422, "text_missing"),
    (b'{"text": null}', {}, 422, "text_missing"),
    (b'{"text": 911}', {}, 422, "text_missing"),
    (b'{"text": "hi", "txet": 1}', {}, 422, "unknown_field"),
    (b'{"text": "hi", "conversation": []}', {}, 422, "bad_conversation"),
    (b'{"text": "hi", "conversation_id": 1}', {}, 422, "bad_conversation_id"),
    (b'{"text": "hi", "conversation_id": ""}', {}, 422, "bad_conversation_id"),
    (b'{"text": "hi", "conversation_id": "a", "conversation": {}}', {}, 422, "two_conversations"),
    (b'{"text": "hi"}', {"content_type": "text/plain"}, 415, "unsupported_media_type"),
    (b'{"text": "hi"}', {"content_type": "application/json; charset=latin-1"}, 415, "unsupported_media_type"),
    (b'{"text": "hi"}', {"content_type": ""}, 415, "unsupported_media_type"),
]


@pytest.mark.parametrize(("body", "headers", "status", "code"), BROKEN)
def test_broken_request(client, body, headers, status, code):
    """A broken request is told what was expected, and whom to call."""
    answered = client.post(REPLY, body, **headers)

    failure = answered.json()
    assert (answered.status, failure["error"]["code"]) == (status, code)
    assert failure["text"].startswith(failure["error"]["message"])
    assert has_numbers(failure["text"])
    assert failure["alert"]["numbers"] == ["911", "988", "800-222-1222"] or has_numbers(str(failure["alert"]))


def test_message_of_2000_characters(client):
    """A message may have 2,000 characters; one more is too many, and the failure says how many there were."""
    longest = client.post(REPLY, {"text": "x" * 2000})
    longer = client.post(REPLY, {"text": "x" * 2001})

    assert longest.status == 200
    assert longer.status == 422
    assert (
        longer.json()["error"]["message"]
        == "That message is too long: it has 2,001 characters, and I read at most 2,000."
    )


def test_body_of_8_kib(client):
    """A body may have 8 KiB; one byte more is too large, told by its length or found while reading."""
    body = json.dumps({"text": "x"}).encode()
    told = client.post(REPLY, body, content_length="8193")
    headers = {"content-type": "application/json"}

    most = client.run(client.send("POST", REPLY, (body, b" " * (8192 - len(body))), headers))
    more = client.run(client.send("POST", REPLY, (body, b" " * (8193 - len(body))), headers))

    assert most.status == 200
    assert [told.status, more.status] == [413, 413]
    assert more.json()["error"]["message"] == "The request is too large: at most 8,192 bytes."
    assert more.headers["connection"] == "close"


def test_history_may_be_longer(client):
    """Where clients send the whole chat with every message, a body may have 64 KiB."""
    history = [{"role": "assistant", "content": "y" * 30_000}, {"role": "user", "content": "hi"}]

    assert client.post(COMPLETIONS, {"messages": history}).status == 200
    assert client.post(COMPLETIONS, {"messages": history * 3}).status == 413


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api", "/webhooks/rest", "/v1/completions", "/../etc/passwd", "/static/"]
)
def test_unknown_path(client, path):
    """An unknown path says where to look, with the numbers."""
    for method in ("GET", "POST"):
        answered = client.run(client.send(method, path, (), {}))

        assert answered.status == 404
        assert has_numbers(answered.json()["text"])


def test_wrong_method(client):
    """A known path with another method says which ones it takes."""
    answered = client.get(REPLY)

    assert (answered.status, answered.headers["allow"]) == (405, "POST")
    assert has_numbers(answered.json()["text"])


def test_bot_that_raises(make_client):
    """A bot that breaks all promises still leaves the numbers, in every protocol's shape."""
    client = make_client(BrokenBot(), openai=True)

    native = client.post(REPLY, {"text": "hi"})
    (rasa,) = client.post(RASA, {"message": "hi"}).json()
    completion = client.post(COMPLETIONS, {"messages": [{"role": "user", "content": "hi"}]})

    assert native.status == completion.status == 500
    assert all(map(has_numbers, (native.json()["text"], rasa["text"], completion.json()["text"])))


def test_bot_that_cannot_be_loaded(make_client, monkeypatch):
    """While there is no bot, messages get the numbers, and the server says that it is not ready."""

    def fail(*_, **__):
        raise ValueError("no content")

    monkeypatch.setattr("kineret_bot.load_bot", fail)
    from http_client import Client

    from kineret_bot.channels.http.app import create_app
    from kineret_bot.channels.http.settings import Settings

    client = Client(create_app(Settings(rate=0)))
    answered = client.post(REPLY, {"text": "hi"})
    ready, alive = client.get("/readyz"), client.get("/healthz")
    client.close()

    assert (answered.status, answered.json()["error"]["code"]) == (503, "not_ready")
    assert has_numbers(answered.json()["text"])
    assert (ready.status, alive.status) == (503, 200)


def test_overload(make_client):
    """When too many wait, the rest is told to come back, with the numbers; those in line are answered."""
    client = make_client(pending=3)

    async def crowd():
        return await asyncio.gather(*(client.apost(REPLY, {"text": f"name:n{n}"}) for n in range(50)))

    answered = client.run(crowd())

    refused = [each for each in answered if each.status == 503]
    assert {each.status for each in answered} == {200, 503}
    assert all(each.headers["retry-after"] == "2" and has_numbers(each.json()["text"]) for each in refused)
    assert client.post(REPLY, {"text": "hi"}).status == 200


def test_slow_body(make_client):
    """A body that does not arrive is given up, with the numbers."""
    client = make_client(body_seconds=0.01)

    async def never(scope_path=REPLY):
        sent = []

        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": REPLY,
            "query_string": b"",
            "headers": [(b"content-type", b"application/json")],
            "client": None,
        }
        await client.app(scope, receive, send)
        return sent[0]["status"], json.loads(sent[1]["body"])

    status, failure = client.run(never())

    assert (status, failure["error"]["code"]) == (408, "too_slow")
    assert has_numbers(failure["text"])


def test_raw_bodies_never_break_it(client):
    """Two thousand bodies of junk and of damaged requests bring no 5xx, and a reply or the numbers."""
    chance = random.Random(6)
    good = b'{"text": "name:ann", "conversation": {"v": 1, "shown": ["a"]}, "conversation_id": null}'
    for turn in range(2000):
        body = bytearray(chance.randbytes(chance.randrange(60)) if turn % 4 == 0 else good)
        for _ in range(chance.randrange(5)):
            if body:
                body[chance.randrange(len(body))] = chance.randrange(256)
        path = (REPLY, RASA, COMPLETIONS)[turn % 3]

        answered = client.post(path, bytes(body))

        assert answered.status < 500
        assert answered.status == 200 or has_numbers(answered.body.decode())


def test_websocket_is_closed(client):
    """A WebSocket, which nothing here speaks, is closed at once."""
    sent = []

    async def send(message):
        sent.append(message)

    client.run(client.app({"type": "websocket", "path": "/", "headers": []}, None, send))

    assert sent == [{"type": "websocket.close", "code": 1003}]


def test_stub_is_like_the_bot():
    """The stub of these tests has the signature of the real bot."""
    import inspect

    from kineret_bot.bot import Bot

    assert list(inspect.signature(StubBot.reply).parameters) == list(inspect.signature(Bot.reply).parameters)
