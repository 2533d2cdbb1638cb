"""The state of a chat: small, plain, without a word of what was said, and worth the chat itself."""

from __future__ import annotations

import json
import string
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kineret_bot import Bot, Level, Reply
from kineret_bot.conversation import Conversation
from kineret_bot.wire import reply_json

MARKER = "zyxomarka"
CHATTER = (
    "where do I keep it?", "and for kids?", "thanks", "1", "tell me more", "what about Humira",
    "I have NOMID, not RA", "neither", "my face is swelling", "we called 911", "say that again", "",
    "can I drink beer", "and wine?", "vodka then", "the second one", "false alarm", "hello", "how much do I take",
    "20 mg?", "what was the number", "asdf qwer", "pregnant", "both", "i took two by mistake", "bye",
)  # fmt: skip


CHEAP = (
    "",
    "neither",
    "hello",
    "thanks",
    "say that again",
    "what was the number",
    "we called 911",
    "tell me more",
    "1",
)
"""Messages that cost next to nothing."""


def talk(bot: Bot, messages: tuple[str, ...], through_json: bool = False) -> list[Reply]:
    """The replies of one chat; its state perhaps written and read between any two messages."""
    replies = []
    conversation = Conversation()
    for message in messages:
        replies.append(bot.reply(message, conversation))
        conversation = replies[-1].conversation
        if through_json:
            conversation = Conversation.from_json(json.loads(json.dumps(conversation.to_json())))
    return replies


def test_every_conversation_survives_json(bot: Bot, conversations: dict[str, tuple[str, ...]]) -> None:
    """
    With its state written out and read back at every turn, a conversation gets the same replies.
    """
    for name, messages in conversations.items():
        kept, restored = talk(bot, messages), talk(bot, messages, through_json=True)

        assert kept == restored, name


def test_new_conversation_is_next_to_nothing() -> None:
    """
    Only what was learnt is written: nothing, at first, but the version.
    """
    assert Conversation().to_json() == {"v": 1}
    assert Conversation.from_json({"v": 1}) == Conversation()


NAMES = st.text(st.sampled_from(string.ascii_lowercase + "_0123456789"), min_size=1, max_size=64)
STATES = st.builds(
    Conversation,
    shown=st.lists(NAMES, max_size=8).map(tuple),
    before=st.lists(NAMES, max_size=8).map(tuple),
    options=st.lists(NAMES, max_size=8).map(tuple),
    facets=st.lists(NAMES.map(lambda name: f"who:{name}"[:64]), max_size=8).map(tuple),
    signs=st.lists(NAMES.map(lambda name: f"3:{name}"[:64]), max_size=8).map(tuple),
    alarm=st.sampled_from(["", *Level]).map(str),
    alarm_turns=st.integers(0, 3),
    refused=st.lists(NAMES, max_size=8).map(tuple),
    declines=st.integers(0, 1000),
    said=st.integers(0, 1000),
)


@given(STATES)
def test_state_round_trips(state: Conversation) -> None:
    """
    What is written is read back, the same.
    """
    assert Conversation.from_json(json.loads(json.dumps(state.to_json()))) == state


JUNK: dict[str, Any] = {
    "nothing": {},
    "no object": [],
    "a text": "conversation",
    "null": None,
    "a number": 1,
    "no version": {"shown": ["storage"]},
    "another version": {"v": 2},
    "a version in words": {"v": "1"},
    "a version that is true": {"v": True},
    "unknown field": {"v": 1, "text": "hello"},
    "a text for a list": {"v": 1, "shown": "storage"},
    "a number in a list": {"v": 1, "shown": [1]},
    "a list in a list": {"v": 1, "shown": [["storage"]]},
    "a long list": {"v": 1, "shown": ["storage"] * 9},
    "a long name": {"v": 1, "shown": ["x" * 65]},
    "a control": {"v": 1, "shown": ["a\nb"]},
    "an escape": {"v": 1, "alarm": "\x1b[31m"},
    "a level that is none": {"v": 1, "alarm": "panic"},
    "a number for a text": {"v": 1, "alarm": 911},
    "a text for a number": {"v": 1, "said": "1"},
    "a fraction": {"v": 1, "said": 1.5},
    "true for a number": {"v": 1, "said": True},
    "below zero": {"v": 1, "alarm_turns": -1},
    "beyond reason": {"v": 1, "declines": 10**9},
    "null in a field": {"v": 1, "shown": None},
    "a facet of no group": {"v": 1, "facets": ["child"]},
    "a sign without its turns": {"v": 1, "signs": ["breathing"]},
    "a sign of many turns": {"v": 1, "signs": ["1000:breathing"]},
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_junk_is_refused(junk: Any) -> None:
    """
    What we did not write is a ValueError, and nothing else.
    """
    with pytest.raises(ValueError, match="conversation"):
        Conversation.from_json(junk)


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_is_read_or_refused(junk: Any) -> None:
    """
    No JSON makes reading a state fail in another way.
    """
    for data in (
        junk,
        {"v": 1, "shown": junk},
        {"v": 1, "alarm": junk},
        {"v": 1, "signs": junk},
        {"v": 1, "facets": junk},
        {"v": 1, "said": junk},
    ):
        try:
            read = Conversation.from_json(data)
        except ValueError:
            continue
        assert Conversation.from_json(read.to_json()) == read


def test_alarm_of_every_level_is_kept() -> None:
    """
    The levels that a state may hold are those that triage knows.
    """
    assert [Conversation.from_json({"v": 1, "alarm": level.value}).alarm for level in Level] == [*Level]


@pytest.mark.parametrize("field", [field.name for field in fields(Conversation) if field.default == ()])
def test_state_of_other_content_does_no_harm(bot: Bot, field: str) -> None:
    """
    A state that names what the content no longer holds is answered from, not stumbled over.
    """
    name = {"facets": "who:gone", "signs": "3:gone"}.get(field, "gone_intent")
    state = Conversation.from_json({"v": 1, field: [name]})

    replies = [
        bot.reply(text, state)
        for text in (
            "where do I keep it?",
            "say that again",
            "what was the number",
            "1",
            "neither",
            "and for kids?",
            "why?",
        )
    ]

    assert not any("went wrong" in reply.text for reply in replies)


def test_state_stays_small_for_ten_thousand_turns(bot: Bot) -> None:
    """
    However long the talk, its state is below a thousand bytes, and no list in it grows.
    """
    conversation = Conversation()
    largest = 0
    messages = (*CHATTER, *CHEAP * 15)
    for turn in range(10_000):
        conversation = bot.reply(messages[turn % len(messages)], conversation).conversation
        largest = max(largest, len(json.dumps(conversation.to_json())))
        assert Conversation.from_json(conversation.to_json()) == conversation

    assert largest < 1000


def test_state_holds_no_message_text(bot: Bot) -> None:
    """
    Nothing that was typed is found in the state, whatever the message led to.
    """
    said = [f"{message} {MARKER}" for message in CHATTER]
    messages = (*said, f"my child {MARKER} has hives", MARKER, f"{MARKER} {MARKER}?")

    for reply in talk(bot, messages):
        assert MARKER not in json.dumps(reply.conversation.to_json())


def test_state_is_frozen() -> None:
    """
    A turn makes a new state; nobody can change the one that they were given.
    """
    with pytest.raises(AttributeError):
        Conversation().said = 1  # type: ignore[misc]


def test_fifty_chats_at_once_do_not_mix(bot: Bot, conversations: dict[str, tuple[str, ...]]) -> None:
    """
    Fifty threads over one bot get what each chat gets alone.
    """
    chats = list(conversations.values())[:50]
    alone = [talk(bot, messages) for messages in chats]
    with ThreadPoolExecutor(50) as threads:
        together = list(threads.map(lambda messages: talk(bot, messages), chats))

    assert [list(map(reply_json, replies)) for replies in together] == [
        list(map(reply_json, replies)) for replies in alone
    ]
