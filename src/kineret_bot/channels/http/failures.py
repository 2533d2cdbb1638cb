"""What a client gets when something is wrong: one JSON shape that is an error, and a reply that can be drawn.

Its `text` says what to do and ends with the emergency numbers, so that no failure leaves anybody alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from kineret_bot.compose import failsafe
from kineret_bot.errors import KineretBotError
from kineret_bot.triage.numbers import FAILSAFE
from kineret_bot.wire import reply_json


@dataclass(slots=True)
class Failure(KineretBotError):
    """A request that gets no reply of the bot."""

    status: int
    code: str
    """A stable word for programs."""
    message: str
    """A sentence for people; never holds anything that the client sent."""
    headers: Mapping[str, str] = field(default_factory=dict)


def broken() -> Failure:
    """Something inside failed."""
    return Failure(500, "internal_error", "Something went wrong here, so I can't answer.")


def failure_json(failure: Failure, request_id: str) -> dict[str, Any]:
    """The error in the shape that OpenAI clients read too, beside a whole reply."""
    kind = "invalid_request_error" if failure.status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    error = {"message": failure.message, "type": kind, "param": None, "code": failure.code, "request_id": request_id}
    reply = replace(failsafe(), text=f"{failure.message} {FAILSAFE}")
    return {"error": error, **reply_json(reply)}
