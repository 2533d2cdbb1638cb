"""One contract for all channels: the scripted conversations get the library's replies, whichever way they come in."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from kineret_bot import Bot
from kineret_bot.channels.batch import run_batch
from kineret_bot.channels.terminal.plain import talk
from kineret_bot.channels.terminal.session import Session
from kineret_bot.conversation import Conversation

Channel = Callable[[Bot, Sequence[str]], list[str]]
"""The texts that a person reads, one for each message of a chat, whatever the width of the screen."""


def flat(text: str) -> str:
    """A text whatever its line breaks."""
    return " ".join(text.split())


def library(bot: Bot, messages: Sequence[str]) -> list[str]:
    """`Bot.reply`, the state passed in and out."""
    texts, conversation = [], Conversation()
    for message in messages:
        reply = bot.reply(message, conversation)
        conversation = reply.conversation
        texts.append(flat(reply.text))
    return texts


class Typing(io.StringIO):
    """Lines typed into a chat; notes what had been shown by the time each was asked for."""

    def __init__(self, messages: Sequence[str], screen: io.StringIO) -> None:
        super().__init__("".join(f"{message}\n" for message in messages))
        self._screen = screen
        self.shown: list[str] = []

    def readline(self, *size: Any) -> str:
        self.shown.append(self._screen.getvalue())
        self._screen.seek(0)
        self._screen.truncate()
        return super().readline(*size)


def terminal(bot: Bot, messages: Sequence[str]) -> list[str]:
    """The plain terminal chat, from its first question to its end."""
    screen = io.StringIO()
    typing = Typing(messages, screen)
    assert talk(Session(bot), typing, screen) == 0
    return [flat(shown.partition("You can also ask:")[0]) for shown in typing.shown[1:]]


def batch(bot: Bot, messages: Sequence[str]) -> list[str]:
    """JSON lines of one conversation."""
    lines = [json.dumps({"id": n, "text": message, "conversation": "c"}).encode() for n, message in enumerate(messages)]
    output = io.StringIO()
    assert run_batch(bot, lines, output) == 0
    return [flat(json.loads(line)["reply"]["text"]) for line in output.getvalue().splitlines()]


def http(bot: Bot, messages: Sequence[str]) -> list[str]:
    """The HTTP API, its state handed back each time."""
    pytest.importorskip("starlette", reason="the extra `serve` is not installed")
    from kineret_bot.channels.http.app import create_app
    from kineret_bot.channels.http.settings import Settings

    texts, state = [], None
    with Served(create_app(Settings(rate=0), bot)) as post:
        for message in messages:
            reply = post({"text": message, "conversation": state})
            state = reply["conversation"]
            texts.append(flat(reply["text"]))
    return texts


class Served:
    """An ASGI app, called as the function it is."""

    def __init__(self, app: Any) -> None:
        import asyncio

        self._app = app
        self._loop = asyncio.Runner()

    def __enter__(self) -> Callable[[Any], Any]:
        return lambda value: self._loop.run(self._post(json.dumps(value).encode()))

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._end())
        self._loop.close()

    async def _post(self, body: bytes) -> Any:
        headers = {"content-type": "application/json", "content-length": str(len(body)), "host": "127.0.0.1"}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/api/v1/reply",
            "raw_path": b"/api/v1/reply",
            "root_path": "",
            "query_string": b"",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        assert sent[0]["status"] == 200, sent
        return json.loads(b"".join(message.get("body", b"") for message in sent[1:]))

    async def _end(self) -> None:
        steps = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive() -> Any:
            return next(steps)

        async def send(message: Any) -> None:
            assert message["type"].endswith(".complete")

        await self._app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)


CHANNELS: dict[str, Channel] = {"terminal": terminal, "batch": batch, "http": http}


@pytest.fixture(scope="module")
def chats(conversations: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The conversations that can be typed: of lines, none of them empty."""
    typed = {
        name: said
        for name, said in conversations.items()
        if all(line.strip() and len(line.splitlines()) == 1 for line in said)
    }
    assert len(typed) > 100
    return typed


@pytest.fixture(scope="module")
def promised(bot: Bot, chats: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """What the library replies to each."""
    return {name: library(bot, said) for name, said in chats.items()}


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_channel_keeps_the_contract(
    bot: Bot, chats: dict[str, tuple[str, ...]], promised: dict[str, list[str]], channel: Channel
) -> None:
    """
    Each message of each conversation gets the library's reply: nothing dropped, added or reordered.
    """
    for name, said in chats.items():
        assert channel(bot, said) == promised[name], name


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_alarm_comes_first_in_every_channel(bot: Bot, channel: Channel) -> None:
    """
    In the middle of a chat the card stands above everything.
    """
    texts = channel(
        bot, ["hello", "where do I keep it?", "my throat is closing and I can't breathe, where do I keep it?"]
    )

    assert texts[-1].startswith("Call 911")
