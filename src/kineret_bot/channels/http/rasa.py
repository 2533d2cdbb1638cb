"""Rasa's REST shape, `POST /webhooks/rest/webhook`, so that widgets and clients written for it work unchanged.

Third-party widgets may ignore `custom`: the text alone is complete, and no failure is an empty list.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kineret_bot.channels.http.endpoints import endpoint
from kineret_bot.channels.http.failures import Failure, failure_json
from kineret_bot.channels.http.logs import reply_fields
from kineret_bot.channels.http.memory import conversation_key
from kineret_bot.channels.http.requests import checked_text, read_json
from kineret_bot.channels.http.responses import Json
from kineret_bot.channels.http.service import Service
from kineret_bot.channels.http.settings import MAX_ID
from kineret_bot.channels.http.trace import Trace, trace_of
from kineret_bot.conversation import Conversation
from kineret_bot.model import Reply
from kineret_bot.wire import reply_json

PATH = "/webhooks/rest/webhook"
HEALTH = "/webhooks/rest/"
NOBODY = "default"
"""The sender that Rasa's clients are given when they name none: many people at once, so nothing is remembered."""


def routes(service: Service) -> list[Route]:
    """The routes of this protocol."""

    async def answer(request: Request) -> Response:
        await service.admit(request)
        body = await read_json(request, service.settings.body_seconds)
        text = checked_text(body.get("message"), "message")
        sender = _sender(body.get("sender"))
        if sender == NOBODY:
            reply = await service.reply(text, Conversation())
        else:
            reply, _ = await service.converse(text, conversation_key("rasa", sender))
        trace_of(request.scope).fields.update(reply_fields(reply))
        return Json([_message(reply, sender)])

    async def health(request: Request) -> Response:
        return Json({"status": "ok"})

    return [
        Route(PATH, endpoint(PATH, answer, _failed), methods=["POST"]),
        Route(HEALTH, endpoint(HEALTH, health), methods=["GET"]),
    ]


def _sender(value: Any) -> str:
    """Whose chat it is; clients send strings, some send numbers."""
    if value is None or value == "":
        return NOBODY
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 7.0 is an integer in JSON
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Failure(422, "bad_sender", "Expected `sender` to be a string.")
    if len(str(value)) > MAX_ID or (isinstance(value, int) and abs(value) > 10**18):
        raise Failure(422, "bad_sender", f"Expected `sender` to be at most {MAX_ID} characters, or a 64-bit number.")
    return str(value)


def _message(reply: Reply, sender: str) -> dict[str, Any]:
    whole = reply_json(reply)
    message: dict[str, Any] = {"recipient_id": sender, "text": reply.text}
    if reply.suggestions:
        message["buttons"] = [{"title": offered.label, "payload": offered.label} for offered in reply.suggestions]
    answers = [{name: value for name, value in answer.items() if name != "text"} for answer in whole["answers"]]
    return {**message, "custom": {"kind": whole["kind"], "alert": whole["alert"], "answers": answers}}


def _failed(failure: Failure, trace: Trace) -> Response:
    """A failure as a message, which is what such clients show."""
    whole = failure_json(failure, trace.request_id)
    custom = {"kind": whole["kind"], "alert": whole["alert"], "answers": [], "error": whole["error"]}
    message = {"recipient_id": NOBODY, "text": whole["text"], "custom": custom}
    return Json([message], failure.status, dict(failure.headers))
