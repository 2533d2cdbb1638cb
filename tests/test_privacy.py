"""What people type is health data: it is in the reply's making and nowhere else."""

from __future__ import annotations

import gc
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from kineret_bot import Bot
from kineret_bot.text import Reader
from processes import kineret_bot

MARKER = "zyxomarka"
MESSAGES = (
    f"my name is {MARKER} and I can't breathe",
    f"where do I keep it {MARKER}?",
    f"{MARKER}",
    f"what does {MARKER} cost, and {MARKER}@example.com",
    f"<b>{MARKER}</b> https://example.com/?q={MARKER}",
)


def test_no_log_holds_a_message(bot: Bot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Neither an ordinary turn nor a failure writes what was typed to a log, at any level.
    """
    caplog.set_level(logging.DEBUG)
    for message in MESSAGES:
        bot.reply(message)

    def broken(self: Reader, text: str) -> None:
        raise ValueError(f"cannot read {text}")

    monkeypatch.setattr(Reader, "read", broken)
    for message in MESSAGES:
        bot.reply(message)

    assert len(caplog.records) == len(MESSAGES)
    assert all(record.exc_info is None for record in caplog.records)
    assert MARKER not in caplog.text
    assert {record.getMessage() for record in caplog.records} == {"reply failed: ValueError"}


def test_no_reply_holds_a_message(bot: Bot) -> None:
    """
    A reply, and the state beside it, never give back what was typed.
    """
    replies = [bot.reply(message) for message in MESSAGES]

    assert MARKER not in repr(replies)
    assert MARKER not in repr([reply.conversation for reply in replies])


def test_nothing_of_a_message_stays_in_the_bot(bot: Bot) -> None:
    """
    What is kept at hand for speed holds no message, and after one or two more messages none of its unknown words.
    """
    for message in MESSAGES:
        bot.reply(message)
    featurizer = bot.matcher._featurizer
    assert len(featurizer.whole) == len(featurizer._told) == 0, "features are kept no longer than their message"
    for n in range(4):
        bot.reply(" ".join(f"unheard{chr(97 + n)}{chr(97 + k)}" for k in range(20)))

    assert not [text for text in held_by(bot) if MARKER in text]


def held_by(value: object) -> Iterator[str]:
    """Every string that a value refers to, however deep; code and modules are not followed."""
    seen: set[int] = set()
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, str):
            yield each
        elif id(each) not in seen and not isinstance(each, (type, ModuleType, FunctionType)):
            seen.add(id(each))
            left.extend(gc.get_referents(each))


def test_no_output_or_file_holds_a_message(tmp_path: Path) -> None:
    """
    Nothing that a process writes, to its streams or to the disk, holds what was typed.
    """
    lines = [{"id": n, "text": text, "conversation": "c"} for n, text in enumerate(MESSAGES)]
    given = "".join(json.dumps(line) + "\n" for line in lines) + f'{{"id": 9, "text": {MARKER}}}\n{MARKER}\n'
    places = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    batch = kineret_bot("batch", given=given.encode(), **places)
    chat = kineret_bot(
        "chat", "--plain", given="\n".join([*MESSAGES, f"/{MARKER}", "/why", "/sources"]).encode(), **places
    )
    ask = kineret_bot("ask", "--explain", MESSAGES[1], **places)

    assert batch.returncode == 1
    assert chat.returncode == 0
    for done in (batch, chat, ask):
        assert MARKER.encode() not in done.stdout + done.stderr
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()]


def test_no_cache_holds_a_message(bot: Bot, tmp_path: Path) -> None:
    """
    What the bot keeps for its next start is content alone, also after it was talked to.
    """
    import pickle

    for message in MESSAGES:
        bot.reply(message)
    parts = (bot.library, bot._reader, bot._triage)

    assert MARKER.encode() not in pickle.dumps(parts)
