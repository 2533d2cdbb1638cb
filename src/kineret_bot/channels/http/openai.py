"""OpenAI's chat completions, plain and streaming, for front ends that speak nothing else. Off unless switched on.

Nothing is generated: the content is the bot's finished text. System and assistant messages are ignored; the last
user message is answered, and the few before it are asked again to know what the chat is about.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kineret_bot.channels.http.endpoints import endpoint
from kineret_bot.channels.http.failures import Failure
from kineret_bot.channels.http.logs import reply_fields
from kineret_bot.channels.http.requests import checked_text, read_json
from kineret_bot.channels.http.responses import Json
from kineret_bot.channels.http.service import Service
from kineret_bot.channels.http.settings import MAX_HISTORY_BODY, MAX_TEXT
from kineret_bot.channels.http.trace import trace_of
from kineret_bot.conversation import Conversation
from kineret_bot.model import Reply
from kineret_bot.wire import reply_json

COMPLETIONS = "/v1/chat/completions"
MODELS = "/v1/models"
MODEL = "kineret-bot"
_REPLAYED = 3
"""Earlier user messages that are asked again: as far back as a conversation reaches."""
_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def routes(service: Service) -> list[Route]:
    """The routes of this protocol."""

    async def answer(request: Request) -> Response:
        _check_on(service)
        await service.admit(request)
        body = await read_json(request, service.settings.body_seconds, MAX_HISTORY_BODY)
        reply = await _reply(service, _user_texts(body.get("messages")))
        trace_of(request.scope).fields.update(reply_fields(reply))
        if body.get("stream") is True:
            options = body.get("stream_options")
            usage = isinstance(options, dict) and options.get("include_usage") is True
            return Response("".join(_events(reply, usage)), media_type="text/event-stream")
        return Json(_completion(reply))

    async def models(request: Request) -> Response:
        _check_on(service)
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        return Json({"object": "list", "data": [model]})

    return [
        Route(COMPLETIONS, endpoint(COMPLETIONS, answer), methods=["POST"]),
        Route(MODELS, endpoint(MODELS, models), methods=["GET"]),
    ]


def _check_on(service: Service) -> None:
    if not service.settings.openai:
        raise Failure(404, "switched_off", "The OpenAI-compatible endpoints are off here; `--openai` switches them on.")


async def _reply(service: Service, texts: list[str]) -> Reply:
    """The reply to the last text, in a chat with the few before it."""
    conversation = Conversation()
    for text in texts[-1 - _REPLAYED : -1]:
        if len(text) <= MAX_TEXT:
            conversation = (await service.reply(text, conversation)).conversation
    return await service.reply(checked_text(texts[-1], "content"), conversation)


def _user_texts(messages: Any) -> list[str]:
    """What the person said, the latest last."""
    if not isinstance(messages, list):
        raise Failure(422, "messages_missing", "Expected `messages`, a list.")
    said = [message for message in messages if isinstance(message, dict) and message.get("role") == "user"]
    texts = [_content_text(message.get("content")) for message in said]
    if not texts:
        raise Failure(422, "messages_missing", "Expected `messages` with at least one of the role `user`.")
    return texts


def _content_text(content: Any) -> str:
    """The text of a message, which is a string or a list of parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = [part.get("text") for part in parts if isinstance(part, dict) and part.get("type") == "text"]
    strings = [text for text in texts if isinstance(text, str)]
    if not strings or strings != texts:
        raise Failure(422, "text_missing", "Expected `content` to be a string, or a list of parts of the type `text`.")
    return "\n".join(strings)


def _completion(reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {**_head("chat.completion"), "choices": [choice], "usage": _USAGE, "reply": reply_json(reply)}


def _events(reply: Reply, usage: bool) -> Iterator[str]:
    """Two chunks, since the text is whole from the start, and the end of the stream."""
    head = _head("chat.completion.chunk")
    delta = {"role": "assistant", "content": reply.text}
    yield _event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    yield _event({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    if usage:
        yield _event({**head, "choices": [], "usage": _USAGE})
    yield "data: [DONE]\n\n"


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": MODEL}


def _event(chunk: dict[str, Any]) -> str:
    return f"data: {json.dumps(chunk)}\n\n"
