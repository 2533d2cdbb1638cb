"""The outermost edge: every request gets an id, headers, a log line and an answer, whatever happens inside."""

from __future__ import annotations

import logging
import time

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kineret_bot.channels.http.failures import Failure, broken, failure_json
from kineret_bot.channels.http.headers import HeaderPolicy
from kineret_bot.channels.http.logs import log, surprise
from kineret_bot.channels.http.metrics import Meters
from kineret_bot.channels.http.responses import Json
from kineret_bot.channels.http.trace import Trace, begin, header

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})

_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})


class Edge:
    """An ASGI app around the routes."""

    def __init__(self, inner: ASGIApp, policy: HeaderPolicy, meters: Meters) -> None:
        self._inner = inner
        self._policy = policy
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1003})
        else:
            await self._http({**scope, "app": self}, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        trace = begin(scope)
        origin = header(scope, b"origin")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                trace.status = message["status"]
                self._policy.add(message["headers"], origin, trace.request_id)
            await send(message)

        try:
            response = await self._answer(scope, receive, send_with_headers, origin, trace)
            if response:
                await response(scope, receive, send_with_headers)
        finally:
            self._note(scope, trace)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, origin: bytes, trace: Trace) -> Response | None:
        """Let the routes answer; a response of our own where they cannot."""
        if scope["method"] == "OPTIONS" and header(scope, b"access-control-request-method"):
            return self._preflight(origin, trace)
        try:
            await self._inner(scope, receive, send)
        except HTTPException as error:
            return failure_response(_not_there(error), trace)
        except Exception as error:
            surprise(error, trace.request_id)
            if trace.status:
                return None  # half a response is out: the server closes the connection
            return failure_response(broken(), trace)
        return None

    def _preflight(self, origin: bytes, trace: Trace) -> Response:
        if self._policy.allows(origin):
            return Response(status_code=204, headers=self._policy.preflight())
        return failure_response(Failure(403, "origin_not_allowed", "Pages of this origin may not call this."), trace)

    def _note(self, scope: Scope, trace: Trace) -> None:
        seconds = time.perf_counter() - trace.started
        route = getattr(scope.get("endpoint"), "place", "other")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._meters.request(route, method, trace.status, seconds)
        fields = {"request": trace.request_id, "method": method, "route": route, "status": trace.status}
        level = logging.DEBUG if route in _PROBES else logging.INFO
        log.log(level, "request", extra={"fields": {**fields, "ms": round(seconds * 1000, 1), **trace.fields}})


def failure_response(failure: Failure, trace: Trace) -> Response:
    """A failure in our own shape."""
    return Json(failure_json(failure, trace.request_id), failure.status, dict(failure.headers))


def _not_there(error: HTTPException) -> Failure:
    if error.status_code == 405:
        message = "This address does not take requests of this kind."
        return Failure(405, "method_not_allowed", message, error.headers or {})
    return Failure(404, "not_found", "There is nothing at this address; /openapi.json lists what there is.")
