"""JSON lines: every line gets its answer in its place, good or bad."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kineret_bot import Bot
from kineret_bot.channels import batch
from kineret_bot.channels.batch import run_batch
from kineret_bot.triage.numbers import FAILSAFE
from kineret_bot.wire import reply_json


def answers(bot: Bot, lines: Iterable[bytes]) -> tuple[int, list[Any]]:
    """Exit code, and what is written for some lines."""
    output = io.StringIO()
    code = run_batch(bot, lines, output)
    return code, [json.loads(line) for line in output.getvalue().splitlines()]


BAD: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"where do I keep it?", "expected one JSON object a line"),
    "half a line": (b'{"id": 1, "text": "hel', "expected one JSON object a line"),
    "two on a line": (b'{"id": 1, "text": "a"} {"id": 2, "text": "b"}', "expected one JSON object a line"),
    "a list": (b'["hello"]', "expected a JSON object with `id` and `text`"),
    "null": (b"null", "expected a JSON object with `id` and `text`"),
    "no text": (b'{"id": 1}', "expected `text`, a string"),
    "a number for text": (b'{"id": 1, "text": 911}', "expected `text`, a string"),
    "no id": (b'{"text": "hello"}', "expected `id`, a string or a number"),
    "a nested id": (
        b'{"id": ' + b"[" * 900 + b"]" * 900 + b', "text": "hello"}',
        "expected `id`, a string or a number",
    ),
    "a number for conversation": (
        b'{"id": 1, "text": "hello", "conversation": 7}',
        "expected `conversation`, a string",
    ),
    "no number": (b'{"id": NaN, "text": "hello"}', "expected one JSON object a line"),
    "a long number": (b'{"id": ' + b"9" * 10_000 + b', "text": "hello"}', "expected one JSON object a line"),
    "depth without end": (b"[" * 100_000, "expected one JSON object a line"),
    "another encoding": ('{"id": 1, "text": "é"}'.encode("latin-1"), "expected UTF-8"),
    "bytes": (bytes(range(128, 256)), "expected UTF-8"),
    "NULs": (b"\0\0\0", "expected one JSON object a line"),
}


@pytest.mark.parametrize(("line", "message"), BAD.values(), ids=BAD)
def test_bad_line_gets_an_error_in_its_place(bot: Bot, line: bytes, message: str) -> None:
    """
    A line that is not understood is told so, with its number and the numbers to call; the lines around it are answered.
    """
    good = b'{"id": "good", "text": "hello"}\n'
    code, found = answers(bot, [good, line + b"\n", good])

    assert code == 1
    assert found[1] == {"id": None, "error": f"line 2: {message}", "text": FAILSAFE}
    assert found[0] == found[2] == {"id": "good", "reply": reply_json(bot.reply("hello"))}


@pytest.mark.parametrize(
    "line",
    [
        b'\xef\xbb\xbf{"id": 1, "text": "hello"}',
        b'  {"id": 1, "text": "hello"}  \r',
        b'{"id": 1, "text": "hello", "conversation": null}',
        b'{"id": 1, "text": "hello", "more": [1, 2]}',
        b'{"id": 1, "text": "\\u0068ello"}',
    ],
)
def test_line_as_other_tools_write_it_is_read(bot: Bot, line: bytes) -> None:
    """
    A mark at the start of the file, blanks, a null and keys that we do not know are no mistakes.
    """
    assert answers(bot, [line + b"\n"]) == (0, [{"id": 1, "reply": reply_json(bot.reply("hello"))}])


def test_empty_lines_are_passed_over(bot: Bot) -> None:
    """
    Nothing is written for an empty line.
    """
    assert answers(bot, [b"\n", b"  \n", b""]) == (0, [])


@pytest.mark.parametrize("identifier", ["a", "", "ü\ud800", 0, -1, 1.5, True, None])
def test_id_comes_back_as_it_was(bot: Bot, identifier: Any) -> None:
    """
    Any string or number is an id.
    """
    line = json.dumps({"id": identifier, "text": "hello"}).encode()

    assert answers(bot, [line])[1][0]["id"] == identifier


def test_conversations_do_not_mix(bot: Bot) -> None:
    """
    Lines of several chats may come in any order; a line without a chat stands alone.
    """
    said = {
        "a": ["where do I keep it?", "say that again"],
        "b": ["how often do I take it?", "say that again"],
        None: ["say that again"],
    }
    lines = [
        json.dumps({"id": [*said].index(chat), "text": text} | ({"conversation": chat} if chat else {})).encode()
        for texts in itertools.zip_longest(*said.values())
        for chat, text in zip(said, texts, strict=True)
        if text
    ]
    _, found = answers(bot, lines)
    intents = {(line["id"], tuple(answer["intent"] for answer in line["reply"]["answers"])) for line in found}

    assert intents == {(0, ("storage",)), (1, ("how_often",)), (2, ())}


def test_answers_come_while_lines_still_arrive(bot: Bot) -> None:
    """
    Each line is answered before the next one is read.
    """
    output = io.StringIO()

    def lines() -> Iterator[bytes]:
        for number in range(3):
            assert output.getvalue().count("\n") == number
            yield b'{"id": 1, "text": "hello"}\n'

    assert run_batch(bot, lines(), output) == 0


def test_memory_is_bounded(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Of very many chats the one that was silent longest is forgotten first.
    """
    monkeypatch.setattr(batch, "_REMEMBERED", 2)
    chats = ["old", "kept", "new", "old", "new"]
    lines = [
        json.dumps(
            {"id": n, "conversation": chat, "text": "where do I keep it?" if n < 3 else "say that again"}
        ).encode()
        for n, chat in enumerate(chats)
    ]
    _, found = answers(bot, lines)

    assert found[3]["reply"]["answers"] == []
    assert found[4]["reply"]["answers"][0]["intent"] == "storage"


@given(st.lists(st.binary(max_size=40)))
def test_any_bytes_are_answered(bot: Bot, lines: list[bytes]) -> None:
    """
    Whatever the lines hold, each that is not blank gets one line of JSON.
    """
    lines = [line.replace(b"\n", b" ") for line in lines]

    _, found = answers(bot, lines)

    assert len(found) == sum(bool(line.strip()) for line in lines)
