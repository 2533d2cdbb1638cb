"""Our own protocol: `POST /api/v1/reply`, the reply JSON with the state of the chat (docs/reply.md).

A client keeps the state of its chat and hands it back (`conversation`), so any replica can go on with it; or
it sends an unguessable `conversation_id`, and the server remembers.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kineret_bot.channels.http.endpoints import endpoint
from kineret_bot.channels.http.failures import Failure
from kineret_bot.channels.http.logs import reply_fields
from kineret_bot.channels.http.memory import conversation_key
from kineret_bot.channels.http.requests import checked_text, read_json
from kineret_bot.channels.http.responses import Json
from kineret_bot.channels.http.service import Service
from kineret_bot.channels.http.settings import MAX_ID
from kineret_bot.channels.http.trace import trace_of
from kineret_bot.conversation import Conversation
from kineret_bot.wire import reply_json

PATH = "/api/v1/reply"
_FIELDS = ("text", "conversation", "conversation_id")


def routes(service: Service) -> list[Route]:
    """The routes of this protocol."""

    async def answer(request: Request) -> Response:
        await service.admit(request)
        body = await read_json(request, service.settings.body_seconds)
        text = checked_text(body.get("text"), "text")
        _check_fields(body)
        identifier = body.get("conversation_id")
        state = body.get("conversation")
        if identifier is not None:
            reply, found = await service.converse(text, conversation_key("native", identifier))
            memory = {"conversation_id": identifier, "forgotten": not found}
        else:
            conversation, forgotten = _conversation(state)
            reply = await service.reply(text, conversation)
            memory = {"conversation": reply.conversation.to_json(), "forgotten": forgotten}
        trace_of(request.scope).fields.update(reply_fields(reply))
        return Json({**reply_json(reply), **memory})

    return [Route(PATH, endpoint(PATH, answer), methods=["POST"])]


def _check_fields(body: dict[str, Any]) -> None:
    if any(name not in _FIELDS for name in body):
        raise Failure(422, "unknown_field", f"Expected only the fields {', '.join(_FIELDS)}.")
    identifier, state = body.get("conversation_id"), body.get("conversation")
    if identifier is not None and state is not None:
        raise Failure(422, "two_conversations", "Expected `conversation` or `conversation_id`, not both.")
    if identifier is not None and not (isinstance(identifier, str) and 0 < len(identifier) <= MAX_ID):
        message = f"Expected `conversation_id` to be a string of 1 to {MAX_ID} characters."
        raise Failure(422, "bad_conversation_id", message)
    if state is not None and not isinstance(state, dict):
        raise Failure(422, "bad_conversation", "Expected `conversation` to be the object of an earlier reply.")


def _conversation(state: dict[str, Any] | None) -> tuple[Conversation, bool]:
    """The chat to go on with, and whether an earlier one could not be: a message is worth more than its past."""
    if state is None:
        return Conversation(), False
    try:
        return Conversation.from_json(state), False
    except ValueError:
        return Conversation(), True
