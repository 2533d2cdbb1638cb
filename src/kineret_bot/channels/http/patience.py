"""Connections with limited patience: who sends no whole request for too long, or one that is none, is let go.

The server itself waits forever for the head of a first request. Works on both of uvicorn's HTTP protocols.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from http import HTTPStatus
from typing import Any

from kineret_bot.channels.http.failures import Failure, failure_json

_Protocol: Any
try:  # the faster one, if httptools is installed
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as _Protocol
except ImportError:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol

MAX_HEAD = 16 * 1024
"""Bytes of a request line with its headers."""

_UNDER_WAY = object()


class Patient(_Protocol):  # type: ignore[misc]
    """One connection; waits as long for a head as the server keeps an idle connection alive."""

    _last: Any = None
    """The last request that had ended when we looked."""
    _head = 0
    """Bytes of a head that is not complete yet."""
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        # A reply goes out as head and body: without this the body waits until the client confirms the head, 40 ms.
        # The event loop sees to it only for sockets that it made itself.
        connection = transport.get_extra_info("socket")
        if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        self._timer = self.loop.call_later(self.timeout_keep_alive, self._look)

    def connection_lost(self, error: Exception | None) -> None:
        if self._timer:
            self._timer.cancel()
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        if self._waits() and self._head > MAX_HEAD:
            self._refuse(Failure(431, "head_too_large", "The request's headers are too large."))
            return
        super().data_received(data)
        self._head = self._head + len(data) if self._waits() and self.cycle is before else 0

    def send_400_response(self, msg: str) -> None:
        self._refuse(Failure(400, "not_http", "Expected a request of HTTP."))

    def _waits(self) -> bool:
        """Whether no request is under way."""
        return self.cycle is None or self.cycle.response_complete

    def _look(self) -> None:
        """Close if nothing whole has come since the last look."""
        if self._waits() and self.cycle is self._last:
            self.transport.close()
            return
        self._last = self.cycle if self._waits() else _UNDER_WAY
        self._timer = self.loop.call_later(self.timeout_keep_alive, self._look)

    def _refuse(self, failure: Failure) -> None:
        body = json.dumps(failure_json(failure, secrets.token_hex(16))).encode()
        lines = (
            f"HTTP/1.1 {failure.status} {HTTPStatus(failure.status).phrase}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "X-Content-Type-Options: nosniff",
            "Connection: close",
            "\r\n",
        )
        self.transport.write("\r\n".join(lines).encode() + body)
        self.transport.close()
