"""What is remembered between two messages, in this process: bounded, and forgotten after an idle time."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from kineret_bot.channels.http.limits import Limiter
from kineret_bot.conversation import Conversation
from kineret_bot.errors import KineretBotError


class StoreDown(KineretBotError):
    """The store cannot be reached: go on without it."""


class Store(Protocol):
    """Where conversations and rate limits live. Only `StoreDown` may come out of it."""

    async def load(self, key: str) -> Conversation | None:
        """The conversation of a key; None if there is none (any more)."""

    async def save(self, key: str, conversation: Conversation) -> None:
        """Remember a conversation, in place of what was there."""

    async def take(self, client: str) -> float:
        """Take one message from a client's bucket; returns 0, or the seconds until there is one."""

    async def ping(self) -> None:
        """Find out whether it is there."""

    async def close(self) -> None:
        """Let go of connections."""


class MemoryStore:
    """The store of one process."""

    def __init__(
        self, most: int, idle_seconds: float, limiter: Limiter, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._idle = idle_seconds
        self._limiter = limiter
        self._clock = clock
        self._kept: OrderedDict[str, tuple[Conversation, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    async def load(self, key: str) -> Conversation | None:
        self._forget()
        found = self._kept.get(key)
        return found[0] if found else None

    async def save(self, key: str, conversation: Conversation) -> None:
        self._kept.pop(key, None)
        self._kept[key] = (conversation, self._clock() + self._idle)
        self._forget()

    async def take(self, client: str) -> float:
        return self._limiter.take(client)

    async def ping(self) -> None:
        return None

    async def close(self) -> None:
        self._kept.clear()

    def _forget(self) -> None:
        """Drop what is idle for too long, and what is too much; the oldest stand first."""
        now = self._clock()
        while self._kept:
            expires = next(iter(self._kept.values()))[1]
            if expires > now and len(self._kept) <= self._most:
                return
            self._kept.popitem(last=False)


def conversation_key(protocol: str, identifier: str) -> str:
    """The key of a client's own id: a hash, since some clients put names or addresses in it."""
    return hashlib.sha256(f"{protocol}:{identifier}".encode("utf-8", "surrogatepass")).hexdigest()
