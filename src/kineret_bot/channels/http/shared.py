"""What is remembered between two messages, shared by replicas in Redis. The only module that imports redis.

It holds hashes of ids, states without text and counters, all of which expire. When it does not answer within
a fraction of a second it is left alone for a while, so that it costs the memory of a chat, never a reply.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from kineret_bot.channels.http.memory import StoreDown
from kineret_bot.channels.http.settings import BAD_STORE, SettingsError
from kineret_bot.conversation import Conversation

_SECONDS = 0.25
"""Time for one answer of the store."""
_PAUSE = 1.0
"""Seconds for which a store that failed is left alone."""
_CONNECTIONS = 64
_CHATS = "kineret-bot:chat:"
_BUCKETS = "kineret-bot:rate:"

# The same bucket as limits.Limiter, by the clock of the store: replicas' clocks need not agree.
_TAKE = """
local rate = tonumber(ARGV[1])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local left = math.min(rate, (tonumber(kept[1]) or rate) + math.max(0, now - (tonumber(kept[2]) or now)) * rate / 60)
local wait = 0
if left >= 1 then left = left - 1 else wait = (1 - left) * 60 / rate end
redis.call('HSET', KEYS[1], 'left', left, 'at', now)
redis.call('EXPIRE', KEYS[1], 61)
return tostring(wait)
"""

_T = TypeVar("_T")


class RedisStore:
    """A store outside; each call either succeeds soon or raises StoreDown."""

    def __init__(
        self, url: str, idle_seconds: int, rate: int, pause: float = _PAUSE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._redis = _connect(url)
        self._idle = idle_seconds
        self._rate = rate
        self._pause = pause
        self._clock = clock
        self._left_alone_until = float("-inf")
        self._bucket = self._redis.register_script(_TAKE)

    async def load(self, key: str) -> Conversation | None:
        found = await self._ask(lambda: self._redis.get(_CHATS + key))
        try:
            return Conversation.from_json(json.loads(found)) if found else None
        except (ValueError, RecursionError):
            return None  # written by another version: a new chat

    async def save(self, key: str, conversation: Conversation) -> None:
        value = json.dumps(conversation.to_json(), separators=(",", ":"))
        await self._ask(lambda: self._redis.set(_CHATS + key, value, ex=self._idle))

    async def take(self, client: str) -> float:
        return float(await self._ask(lambda: self._bucket(keys=[_BUCKETS + client], args=[self._rate])))

    async def ping(self) -> None:
        await self._ask(self._redis.ping)

    async def close(self) -> None:
        await self._redis.aclose()

    async def _ask(self, question: Callable[[], Awaitable[_T]]) -> _T:
        if self._clock() < self._left_alone_until:
            raise StoreDown
        try:
            return await question()
        except Exception as error:  # redis-py lets errors of sockets and of its own through
            self._left_alone_until = self._clock() + self._pause
            raise StoreDown(type(error).__name__) from None


def _connect(url: str) -> Any:
    try:
        from redis.asyncio import BlockingConnectionPool, Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
    except ImportError:
        raise SettingsError("store: redis:// needs the extra `redis`: pip install 'kineret-bot[redis]'") from None
    try:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=_CONNECTIONS,
            timeout=_SECONDS,
            socket_timeout=_SECONDS,
            socket_connect_timeout=_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        return Redis.from_pool(pool)
    except ValueError:
        raise SettingsError(BAD_STORE) from None
