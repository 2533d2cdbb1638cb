"""The scripted conversations get the same replies over HTTP as from the library, in every protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from http_client import COMPLETIONS, RASA, REPLY, Client

from kineret_bot import load_bot
from kineret_bot.channels.http.app import create_app
from kineret_bot.channels.http.settings import Settings
from kineret_bot.conversation import Conversation
from kineret_bot.wire import reply_json

DIALOGUES = Path(__file__).parents[1] / "dialogues"


@pytest.fixture(scope="module")
def bot():
    return load_bot()


@pytest.fixture(scope="module")
def real(bot):
    """A client of an app over the real bot."""
    client = Client(create_app(Settings(rate=0, openai=True), bot))
    yield client
    client.close()


def chats() -> Iterator[list[str]]:
    """What people say in the scripted conversations, chat by chat."""
    for path in sorted(DIALOGUES.rglob("*.qa.yaml")):
        for test in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["tests"]:
            if "steps" in test:
                yield [str(step["user"]) for step in test["steps"]]
            else:
                asked = test["ask"]
                yield from ([str(text)] for text in ([asked] if isinstance(asked, str) else asked))


def right(bot, texts: list[str]) -> list[dict[str, Any]]:
    """The library's replies to a chat, with its state."""
    conversation, replies = Conversation(), []
    for text in texts:
        reply = bot.reply(text, conversation)
        conversation = reply.conversation
        replies.append({**reply_json(reply), "conversation": conversation.to_json()})
    return replies


def test_own_protocol(bot, real):
    """Our own protocol gives each reply whole, with the same state, kept by the client or by the server."""
    for number, texts in enumerate(chats()):
        state = None
        for text, reply in zip(texts, right(bot, texts), strict=True):
            got = real.post(REPLY, {"text": text, "conversation": state}).json()
            state = got["conversation"]
            assert got == {**reply, "forgotten": False}

            kept = real.post(REPLY, {"text": text, "conversation_id": f"chat-{number}"}).json()
            assert {**kept, "conversation": state} == {**got, "conversation_id": f"chat-{number}"}


def test_other_protocols(bot, real):
    """Rasa's and OpenAI's clients get the same text, and the same alarms."""
    for number, texts in enumerate(chats()):
        replies = right(bot, texts)
        for text, reply in zip(texts, replies, strict=True):
            (message,) = real.post(RASA, {"sender": f"chat-{number}", "message": text}).json()
            assert (message["text"], message["custom"]["alert"]) == (reply["text"], reply["alert"])
        if len(texts) <= 4:
            history = [{"role": "user", "content": text} for text in texts]
            completion = real.post(COMPLETIONS, {"messages": history}).json()
            assert completion["choices"][0]["message"]["content"] == replies[-1]["text"]
