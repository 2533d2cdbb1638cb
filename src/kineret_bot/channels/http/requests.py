"""A request's body, read with a limit and a deadline, and checked by hand: three fields need no framework."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

from kineret_bot.channels.http.failures import Failure
from kineret_bot.channels.http.settings import MAX_BODY, MAX_TEXT


async def read_json(request: Request, seconds: float, limit: int = MAX_BODY) -> dict[str, Any]:
    """The JSON object of a body. Raises Failure for everything else."""
    _check_type(request)
    try:
        async with asyncio.timeout(seconds):
            body = await _read(request, limit)
    except TimeoutError:
        raise Failure(408, "too_slow", "The request took too long to arrive.", {"Connection": "close"}) from None
    except ClientDisconnect:
        raise Failure(400, "disconnected", "The request ended before it was complete.") from None
    return _object(body)


def checked_text(value: Any, name: str) -> str:
    """A message of at most `MAX_TEXT` characters."""
    if not isinstance(value, str):
        raise Failure(422, "text_missing", f"Expected `{name}`, a string with the message.")
    if len(value) > MAX_TEXT:
        message = f"That message is too long: it has {len(value):,} characters, and I read at most {MAX_TEXT:,}."
        raise Failure(422, "text_too_long", message)
    return value


def _check_type(request: Request) -> None:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if kind.strip().lower() != "application/json" or charset not in ("", "utf-8", "utf8"):
        raise Failure(415, "unsupported_media_type", "Expected a body of the type application/json, in UTF-8.")


async def _read(request: Request, limit: int) -> bytes:
    """The whole body; stops reading as soon as it is too large."""
    message = f"The request is too large: at most {limit:,} bytes."
    too_large = Failure(413, "body_too_large", message, {"Connection": "close"})
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and (len(length) > 9 or int(length) > limit):
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Failure(400, "not_utf8", "Expected a body in UTF-8.") from None
    except (ValueError, RecursionError):
        raise Failure(400, "not_json", "Expected a body that is JSON.") from None
    if not isinstance(value, dict):
        raise Failure(422, "not_an_object", "Expected a JSON object.")
    return value
