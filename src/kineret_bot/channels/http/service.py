"""What every protocol does with a message, whatever its shape: let it in, wait for a turn, remember the chat."""

from __future__ import annotations

import hmac

from starlette.requests import Request

from kineret_bot.channels.http.brain import Brain
from kineret_bot.channels.http.failures import Failure
from kineret_bot.channels.http.limits import Limiter, client_key, too_many
from kineret_bot.channels.http.logs import log
from kineret_bot.channels.http.memory import MemoryStore, Store, StoreDown
from kineret_bot.channels.http.metrics import make_meters
from kineret_bot.channels.http.settings import Settings
from kineret_bot.channels.http.turns import Turns
from kineret_bot.conversation import Conversation
from kineret_bot.model import Reply


class Service:
    """One server's parts, wired together."""

    def __init__(self, settings: Settings, brain: Brain, store: Store | None = None) -> None:
        self.settings = settings
        self.brain = brain
        self.limiter = Limiter(settings.rate)
        self.store = store or _store(settings, self.limiter)
        self.turns = Turns(settings.pending, settings.wait_seconds)
        self.meters = make_meters(lambda: self.turns.waiting)
        self._store_was_up = True

    async def admit(self, request: Request) -> None:
        """Let a message in. Raises Failure without the right key, or when its client sends too many."""
        if self.settings.api_key and not _has_key(request, self.settings.api_key):
            raise Failure(401, "unauthorized", "This service needs an API key.", {"WWW-Authenticate": "Bearer"})
        address = request.client.host if request.client else ""
        if self.limiter.applies(address):
            wait = await self._take(client_key(address))
            if wait:
                raise too_many(wait)

    async def reply(self, text: str, conversation: Conversation) -> Reply:
        """The bot's reply, when it is this message's turn."""
        bot = await self.brain.bot(self.settings.wait_seconds)
        async with self.turns:
            reply = bot.reply(text, conversation)
        self.meters.reply(reply)
        return reply

    async def converse(self, text: str, key: str) -> tuple[Reply, bool]:
        """The reply in a chat that is remembered under a key, and whether the memory worked."""
        conversation, found = Conversation(), True
        try:
            conversation = await self.store.load(key) or conversation
            self._note_store(True)
        except StoreDown as error:
            self._note_store(False, error)
            found = False
        reply = await self.reply(text, conversation)
        if found:  # saving without having loaded would put a shorter memory in place of the true one
            try:
                await self.store.save(key, reply.conversation)
            except StoreDown as error:
                self._note_store(False, error)
        return reply, found

    async def store_is_up(self) -> bool:
        """Ask the store whether it is there."""
        try:
            await self.store.ping()
        except StoreDown:
            return False
        return True

    async def _take(self, client: str) -> float:
        try:
            return await self.store.take(client)
        except StoreDown as error:
            self._note_store(False, error)
            return self.limiter.take(client)

    def _note_store(self, up: bool, error: StoreDown | None = None) -> None:
        """Count failures, and log only when the store goes or comes back."""
        if not up:
            self.meters.store_down()
        if up != self._store_was_up:
            self._store_was_up = up
            if up:
                log.info("store is back: chats are remembered again")
            else:
                log.error("store is down: replies go on without memory", extra={"fields": {"error": str(error)}})


def _store(settings: Settings, limiter: Limiter) -> Store:
    if settings.store:
        from kineret_bot.channels.http.shared import RedisStore

        return RedisStore(settings.store, settings.idle_seconds, limiter.rate)
    return MemoryStore(settings.conversations, settings.idle_seconds, limiter)


def _has_key(request: Request, key: str) -> bool:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    given = bearer.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")
    return hmac.compare_digest(given.encode("utf-8", "replace"), key.encode())
