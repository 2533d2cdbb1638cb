"""The bot's promises: the alarm first, numbers in every failure, the same reply every time."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kineret_bot import Bot, Form, Kind, Level, Reply
from kineret_bot.compose import Composer, failsafe
from kineret_bot.conversation import Conversation
from kineret_bot.dialogue import Dialogue
from kineret_bot.matching import Matcher
from kineret_bot.model import Answer
from kineret_bot.text import Reader
from kineret_bot.triage import Triage
from kineret_bot.triage.cards import Cards
from kineret_bot.wire import reply_json
from processes import start

NUMBERS = ("911", "800-222-1222", "988")
ANSWER = "where do I keep it?"
PARTS = {
    "reading": (Reader, "read"),
    "triage": (Triage, "assess"),
    "matching": (Matcher, "rank"),
    "conversation": (Dialogue, "understand"),
    "composing": (Composer, "answer"),
    "remembering": (Dialogue, "facets"),
}
Break = Callable[..., None]


@pytest.fixture
def break_part(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Makes a part of the bot raise, whatever is asked of it."""

    def break_it(part: str, error: type[Exception] = ValueError) -> None:
        def broken(*_: object, **__: object) -> None:
            raise error("broken")

        monkeypatch.setattr(*PARTS[part], broken)

    return break_it


@pytest.mark.parametrize("error", [ValueError, KeyError, RecursionError, MemoryError, AssertionError, UnicodeError])
@pytest.mark.parametrize("part", PARTS)
def test_failure_inside_leaves_the_numbers(bot: Bot, break_part: Break, part: str, error: type[Exception]) -> None:
    """
    Whatever breaks, and however, there is a reply, and it holds the emergency numbers.
    """
    break_part(part, error)

    reply = bot.reply(ANSWER)

    assert all(number in reply.text for number in NUMBERS)
    assert reply.alert is not None
    assert reply.alert.numbers == ("911", "988", "800-222-1222")


@pytest.mark.parametrize("part", ["matching", "conversation", "composing", "remembering"])
def test_failure_after_the_alarm_leaves_the_card(bot: Bot, break_part: Break, part: str) -> None:
    """
    An alarm that was found is shown, whatever breaks after it.
    """
    break_part(part)

    reply = bot.reply("I can't breathe, where do I keep it?")

    assert reply.kind is Kind.ESCALATE
    assert reply.text.startswith("Call 911")


def test_failure_of_the_log_leaves_the_numbers(bot: Bot, break_part: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A log that cannot be written to does not cost the reply.
    """

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    break_part("reading")
    handler = logging.Handler()
    monkeypatch.setattr(handler, "emit", full)
    monkeypatch.setattr(logging.getLogger("kineret_bot"), "handlers", [handler])

    reply = bot.reply(ANSWER)

    assert all(number in reply.text for number in NUMBERS)


def test_failure_keeps_the_conversation(bot: Bot, break_part: Break) -> None:
    """
    After a failure the chat goes on where it was.
    """
    state = bot.reply(ANSWER).conversation
    break_part("composing")

    assert bot.reply(ANSWER, state).conversation == state


@pytest.mark.parametrize("value", [None, 5, b"bytes", ["a"], object()])
def test_what_is_no_text_gets_a_reply_too(bot: Bot, value: Any) -> None:
    """
    A caller's mistake never ends in an exception where a person waits.
    """
    assert all(number in bot.reply(value).text for number in NUMBERS)


KINDS = {
    "answer": ANSWER,
    "chat": "thank you",
    "decline": "who won the football game",
    "escalate": "I can't breathe",
    "clarify": "what about the dose",
}


@pytest.mark.parametrize(("kind", "text"), KINDS.items())
def test_each_kind_of_reply(bot: Bot, kind: str, text: str) -> None:
    """
    There are five kinds of reply.
    """
    assert bot.reply(text).kind == kind


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\0", "\x07\x1b", "\u200b\u2060", "?!", "\ud800", "\u0301" * 50])
def test_message_without_words_is_asked_back(bot: Bot, text: str) -> None:
    """
    Where there is nothing to read the bot says so, and offers what it knows.
    """
    reply = bot.reply(text)

    assert reply.text.startswith(bot.library.texts["empty"][0])
    assert reply.suggestions


def test_long_message_is_read_at_both_ends(bot: Bot) -> None:
    """
    An emergency at the end of half a megabyte of story is noticed, and at its beginning.
    """
    story = "and then we went to the market and bought some bread. " * 10_000

    for text in (story + "I can't breathe", "I can't breathe. " + story):
        assert bot.reply(text).alert is not None


class Closed:
    """Everything that people may read: the set of curated texts, and what the code puts between them."""

    def __init__(self, bot: Bot) -> None:
        library = bot.library
        cards = Cards(library.policy)
        overdose, selfharm = library.policy.overdose[:1], library.policy.selfharm[:1]
        alarms = [cards.line(False), cards.line(True)]
        alarms += [
            cards.card(level, concepts, topic.id)
            for level in Level
            for topic in library.policy.topics
            for concepts in ((), overdose, selfharm, overdose + selfharm)
        ]
        self.offer = f" {library.texts['offer'][0]}"
        self.titles = {intent.title for intent in library.intents}
        texts = [intent.answer for intent in library.intents] + [
            text for texts in library.texts.values() for text in texts
        ]
        self.lines = {line.strip() for text in [*texts, *alarms, failsafe().text] for line in text.splitlines()}

    def holds(self, reply: Reply) -> bool:
        """Whether each line of a reply, and each of its parts, is curated."""
        return (
            all(map(self._line, reply.text.splitlines()))
            and {offered.label for offered in reply.suggestions} <= self.titles
        )

    def _line(self, line: str) -> bool:
        named = line.removeprefix("- ").partition(". ")[2] if line[:1].isdigit() else line.removeprefix("- ")
        return not line or line in self.lines or line.removesuffix(self.offer) in self.lines or named in self.titles


@pytest.fixture(scope="module")
def closed(bot: Bot) -> Closed:
    return Closed(bot)


WORDS = st.sampled_from(
    "i my can't breathe not kineret what how much is it safe child took two too many doses humira where keep hello "
    "thanks and 911 100 mg ? . kill myself "
    "rash swelling face pregnant if would yesterday 1 both neither why more {0} %s <b> \u202e \x1b[31m it's".split()
)
MESSAGES = st.text(st.characters(codec=None), max_size=60) | st.lists(WORDS, max_size=12).map(" ".join)


@settings(max_examples=250)
@given(messages=st.lists(MESSAGES, min_size=1, max_size=3))
def test_people_read_curated_texts_only(bot: Bot, closed: Closed, messages: list[str]) -> None:
    """
    Whatever is typed, every line of every reply was written by a curator; nothing typed comes back.
    """
    conversation = Conversation()
    for message in messages:
        reply = bot.reply(message, conversation)
        conversation = reply.conversation

        assert "went wrong" not in reply.text, "nothing may break inside"
        assert closed.holds(reply), reply.text
        assert (reply.kind is Kind.ESCALATE) == (reply.alert is not None and reply.alert.form is Form.CARD)


def test_scripted_conversations_read_curated_texts_only(
    bot: Bot, closed: Closed, conversations: dict[str, tuple[str, ...]]
) -> None:
    """
    So is every reply of the scripted conversations, and none of them comes from a failure.
    """
    for name, messages in conversations.items():
        conversation = Conversation()
        for message in messages:
            reply = bot.reply(message, conversation)
            conversation = reply.conversation

            assert closed.holds(reply), name
            assert "went wrong" not in reply.text, name


DIGEST = """
import hashlib, json, sys
from kineret_bot import load_bot
from kineret_bot.wire import reply_json
bot = load_bot()
found = hashlib.sha256()
for _ in range(int(sys.argv[1])):
    for text in json.load(open(sys.argv[2])):
        found.update(json.dumps(reply_json(bot.reply(text))).encode())
print(found.hexdigest())
"""


def test_same_message_gets_the_same_bytes(bot: Bot, tmp_path: Any) -> None:
    """
    A hundred times over, and in processes that hash differently, a message gets the same reply to the byte.
    """
    texts = [
        *KINDS.values(),
        "where do i keep it and can kids take it",
        "waht are teh side efects",
        "asdf",
        "my face is swelling up",
    ]
    (tmp_path / "texts.json").write_text(json.dumps(texts))
    once = "".join(json.dumps(reply_json(bot.reply(text))) for text in texts)

    digests = {hashlib.sha256((once * 100).encode()).hexdigest()}
    for seed in ("0", "1", "424242"):
        done = start("-c", DIGEST, "100", str(tmp_path / "texts.json"), PYTHONHASHSEED=seed)
        digests.add(done.stdout.decode().strip())

    assert len(digests) == 1


def test_reply_is_frozen(bot: Bot) -> None:
    """
    Nobody can change a reply that another may be reading.
    """
    reply = bot.reply(ANSWER)

    with pytest.raises(AttributeError):
        reply.text = "other"  # type: ignore[misc]
    assert isinstance(reply.answers, tuple)
    assert isinstance(reply.answers[0], Answer)


def test_nothing_is_read_from_disk_after_loading(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A loaded bot needs no file.
    """

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr("builtins.open", forbidden)
    monkeypatch.setattr("io.open", forbidden)
    monkeypatch.setattr("os.open", forbidden)
    replies = [bot.reply(text) for text in KINDS.values()]

    assert [reply.kind for reply in replies] == list(KINDS)
