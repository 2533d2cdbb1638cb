"""Whose turn it is: messages are answered one after the other, a bounded number waits, the rest is told so.

Answering takes milliseconds of pure computing, which threads would only slow down. Between two answers the
event loop gets to read, write and tell its health.
"""

from __future__ import annotations

import asyncio

from kineret_bot.channels.http.failures import Failure


class Turns:
    """A queue of bounded length with one place at its head."""

    def __init__(self, longest: int, seconds: float) -> None:
        self._longest = longest
        self._seconds = seconds
        self._head = asyncio.Lock()
        self.waiting = 0

    async def __aenter__(self) -> None:
        """Wait for one's turn. Raises Failure when too many wait already, or when it takes too long."""
        if self.waiting >= self._longest:
            raise _busy()
        self.waiting += 1
        try:
            if self.waiting > 1 or self._head.locked():
                await self._reach_head()
            else:
                await self._head.acquire()
        except BaseException:
            self.waiting -= 1
            raise

    async def __aexit__(self, *error: object) -> None:
        self.waiting -= 1
        asyncio.get_running_loop().call_soon(self._head.release)  # not at once: the loop goes round first

    async def _reach_head(self) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await self._head.acquire()
        except TimeoutError:
            raise _busy() from None


def _busy() -> Failure:
    message = "Too many people are asking right now. Please try again in a few seconds."
    return Failure(503, "overloaded", message, {"Retry-After": "2"})
