"""The bot, loaded once beside the running server: health can be asked, and messages can wait, while it loads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future

from kineret_bot.bot import Bot
from kineret_bot.channels.http.failures import Failure
from kineret_bot.channels.http.logs import log


class Brain:
    """Gives the bot to whoever asks. Belongs to no event loop, so that any server may run it."""

    def __init__(self, load: Callable[[], Bot]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._future: Future[Bot] | None = None

    def start(self) -> Future[Bot]:
        """Begin to load, unless that was done before."""
        with self._lock:
            if self._future is None:
                self._future = Future()
                threading.Thread(target=self._run, args=(self._future,), name="load bot", daemon=True).start()
            return self._future

    @property
    def ready(self) -> bool:
        """Whether the bot is there."""
        future = self._future
        return future is not None and future.done() and future.exception() is None

    async def bot(self, seconds: float) -> Bot:
        """The bot, waiting for it a while. Raises Failure when it is not there by then, or could not be loaded."""
        future = self._future or self.start()
        try:
            if future.done():
                return future.result()
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(future)), seconds)
        except TimeoutError:
            message = "I am still starting. Please try again in a few seconds."
            raise Failure(503, "starting", message, {"Retry-After": "5"}) from None
        except Exception:
            message = "I can't answer right now, because my answers could not be loaded."
            raise Failure(503, "not_ready", message) from None

    def _run(self, future: Future[Bot]) -> None:
        try:
            future.set_result(self._load())
        except Exception as error:
            log.error("the bot could not be loaded: %s", error)  # names our own files, nobody's message
            future.set_exception(error)
