"""JSON lines in, JSON lines out, in order, one at a time: any number of messages in bounded memory."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, TextIO

from kineret_bot.bot import Bot
from kineret_bot.conversation import Conversation
from kineret_bot.triage.numbers import FAILSAFE
from kineret_bot.wire import reply_json

_REMEMBERED = 10_000
"""Conversations kept at once; the one that was silent longest is forgotten first."""


def run_batch(bot: Bot, lines: Iterable[bytes], output: TextIO) -> int:
    """Answer every line; returns 1 if a line could not be understood (its place holds an error), else 0."""
    conversations: OrderedDict[str, Conversation] = OrderedDict()
    failed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            request = _request(line)
        except ValueError as error:
            failed = 1
            answer: dict[str, Any] = {"id": None, "error": f"line {number}: {error}", "text": FAILSAFE}
        else:
            answer = {"id": request["id"], "reply": _reply(bot, request, conversations)}
        output.write(json.dumps(answer) + "\n")
        output.flush()
    return failed


def _request(line: bytes) -> dict[str, Any]:
    """One request; ValueError says what is wrong, without showing the line."""
    try:
        request = json.loads(line.decode("utf-8", "surrogatepass").removeprefix("\ufeff"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise ValueError("expected UTF-8") from None
    except (ValueError, RecursionError):
        raise ValueError("expected one JSON object a line") from None
    if not isinstance(request, dict):
        raise ValueError("expected a JSON object with `id` and `text`")
    if not isinstance(request.get("text"), str):
        raise ValueError("expected `text`, a string")
    if "id" not in request or isinstance(request["id"], list | dict):
        raise ValueError("expected `id`, a string or a number")
    if request.get("conversation") is not None and not isinstance(request["conversation"], str):
        raise ValueError("expected `conversation`, a string")
    return request


def _refuse(constant: str) -> None:
    """NaN and the infinities, which Python reads and writes, are no JSON."""
    raise ValueError(constant)


def _reply(bot: Bot, request: dict[str, Any], conversations: OrderedDict[str, Conversation]) -> dict[str, Any]:
    name = request.get("conversation")
    if name is None:
        return reply_json(bot.reply(request["text"]))
    reply = bot.reply(request["text"], conversations.pop(name, Conversation()))
    conversations[name] = reply.conversation
    if len(conversations) > _REMEMBERED:
        conversations.popitem(last=False)
    return reply_json(reply)
