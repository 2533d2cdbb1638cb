"""The scripted conversations get the same replies over HTTP as from the library, in every protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from http_client import COMPLETIONS, RASA, REPLY, Client

from kineret_bot.channels.http.app import create_app
from kineret_bot.channels.http.settings import Settings
from kineret_bot.conversation import Conversation
from kineret_bot.wire import reply_json

DIALOGUES = Path(__file__).parents[1] / "dialogues"


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


@pytest.fixture(scope="module")
def scripted(bot):
    """Each chat with the library's replies."""
    return [list(zip(texts, right(bot, texts), strict=True)) for texts in chats()]


def test_state_with_the_client(real, scripted):
    """Our own protocol gives each reply whole, with the same state of the chat."""
    for chat in scripted:
        state = None
        for text, reply in chat:
            got = real.post(REPLY, {"text": text, "conversation": state}).json()
            state = got["conversation"]
            assert got == {**reply, "forgotten": False}


def test_state_on_the_server(real, scripted):
    """With an id in place of the state, chats of several turns get the same replies."""
    for number, chat in enumerate(each for each in scripted if len(each) > 1):
        for text, reply in chat:
            got = real.post(REPLY, {"text": text, "conversation_id": f"chat-{number}"}).json()
            assert {**got, "conversation": reply["conversation"]} == {
                **reply,
                "forgotten": False,
                "conversation_id": f"chat-{number}",
            }


def test_rasa(real, scripted):
    """Rasa's clients get the same texts and the same alarms."""
    for number, chat in enumerate(each for each in scripted if len(each) > 1 or each[0][1]["alert"]):
        for text, reply in chat:
            (message,) = real.post(RASA, {"sender": f"chat-{number}", "message": text}).json()
            assert (message["text"], message["custom"]["alert"]) == (reply["text"], reply["alert"])


def test_openai(real, scripted):
    """OpenAI's clients, which send the chat so far, get the same text."""
    for chat in (each for each in scripted if 2 <= len(each) <= 4):
        history = [{"role": "user", "content": text} for text, _ in chat]
        completion = real.post(COMPLETIONS, {"messages": history}).json()
        assert completion["choices"][0]["message"]["content"] == chat[-1][1]["text"]
