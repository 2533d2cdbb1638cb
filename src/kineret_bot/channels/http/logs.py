"""Log lines that hold no message text, no address and no id of a chat: only what is put in `fields` is written.

Times are cut to the minute: with an intent beside it, a second could point to a person.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from typing import Any

from kineret_bot.model import Reply

log = logging.getLogger("kineret_bot.http")

_BANDS = ((0.9, "high"), (0.6, "middle"), (0.0, "low"))


class _Fields(logging.Formatter):
    """The fields of a record, however they are drawn."""

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        when = time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime(record.created))
        given = getattr(record, "fields", {})
        return {"time": when, "level": record.levelname.lower(), "message": record.getMessage(), **given}


class JsonLines(_Fields):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.fields(record))


class TextLines(_Fields):
    """Time, level and message, then `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        head = f"{fields.pop('time')} {fields.pop('level')} {fields.pop('message')}"
        return " ".join([head, *(f"{name}={_plain(value)}" for name, value in fields.items())])


def configure(form: str) -> None:
    """Send our log and the server's to standard error; for `serve` alone, since an embedding site logs its own way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    # What no line of ours shows need not be found out for every message.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for name, level in (("kineret_bot", logging.INFO), ("uvicorn", logging.WARNING), ("asyncio", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False


def reply_fields(reply: Reply) -> dict[str, Any]:
    """What may be said of a reply: what it was, never what it answered."""
    fields: dict[str, Any] = {"kind": reply.kind.value}
    if reply.answers:
        fields["intents"] = [answer.intent for answer in reply.answers]
        fields["confidence"] = next(name for least, name in _BANDS if reply.answers[0].confidence >= least)
    if reply.alert:
        fields["alert"] = f"{reply.alert.level.value}/{reply.alert.form.value}"
    return fields


def surprise(error: BaseException, request_id: str) -> None:
    """Note an error that nobody expected: its type and place, without its message, which may quote somebody."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
    log.error("failed", extra={"fields": {"error": type(error).__name__, "place": place, "request": request_id}})


def _plain(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
