"""Calls an ASGI app as the function it is: no socket, no dependency."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

NUMBERS = ("911", "800-222-1222", "988")
REPLY = "/api/v1/reply"
RASA = "/webhooks/rest/webhook"
COMPLETIONS = "/v1/chat/completions"


@dataclass(frozen=True)
class Answered:
    """A response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """A client of one app; `loop` lets many calls share what belongs to an event loop."""

    def __init__(self, app: Any, address: str = "203.0.113.7") -> None:
        self.app = app
        self.address = address
        self._runner = asyncio.Runner()

    def close(self) -> None:
        """End the app as a server does, and the loop."""
        self.run(self._end())
        self._runner.close()

    async def _end(self) -> None:
        steps = iter(({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}))

        async def receive() -> Any:
            return next(steps)

        async def send(message: Any) -> None:
            assert message["type"].endswith(".complete")

        await self.app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)

    def run(self, coroutine: Any) -> Any:
        return self._runner.run(coroutine)

    def get(self, path: str, **headers: str) -> Answered:
        return self.run(self.send("GET", path, (), headers))

    def post(self, path: str, value: Any, **headers: str) -> Answered:
        return self.run(self.apost(path, value, **headers))

    async def apost(self, path: str, value: Any, **headers: str) -> Answered:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return await self.send("POST", path, (body,), {"content_type": "application/json", **headers})

    async def send(self, method: str, path: str, chunks: Iterable[bytes], headers: Mapping[str, str]) -> Answered:
        """One request; the body arrives in chunks."""
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()],
            "client": (self.address, 50000),
            "server": ("127.0.0.1", 8000),
        }
        parts = list(chunks) or [b""]
        sent: list[Any] = []

        async def receive() -> Any:
            if not parts:
                await asyncio.Event().wait()  # a client that stays on the line
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        found = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Answered(sent[0]["status"], found, b"".join(part.get("body", b"") for part in sent[1:]))


def has_numbers(text: str) -> bool:
    return all(number in text for number in NUMBERS)
