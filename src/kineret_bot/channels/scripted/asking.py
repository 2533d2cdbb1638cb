"""Whom the cases are put to: the bot in this process, or a server that runs it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from kineret_bot.bot import Bot
from kineret_bot.conversation import Conversation
from kineret_bot.errors import KineretBotError
from kineret_bot.wire import reply_json

PATH = "/api/v1/reply"
_TIMEOUT = 15.0
"""Seconds to wait for one reply."""
_PATIENCE = 5
"""How often a server that is busy is asked again."""
_LONGEST_WAIT = 30.0
"""Seconds to wait before that, whatever it asks for."""


class ServerError(KineretBotError):
    """A server that cannot be talked to, or does not answer as ours does."""


class Asker(Protocol):
    """Answers messages. A conversation is None at its start, then whatever the last reply came with."""

    known: frozenset[str]
    """Intents that there are; empty when nobody knows."""

    def ask(self, text: str, conversation: Any) -> tuple[Mapping[str, Any], Any]:
        """The reply as JSON, and the conversation to go on with."""

    def why(self, text: str, conversation: Any) -> str:
        """In a few words how the reply came about; empty when that cannot be known."""


class Local:
    """The bot in this process."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.known = frozenset(bot.library.by_id)

    def ask(self, text: str, conversation: Any) -> tuple[Mapping[str, Any], Any]:
        reply = self._bot.reply(text, conversation or Conversation())
        return reply_json(reply), reply.conversation

    def why(self, text: str, conversation: Any) -> str:
        thought = self._bot.think(text, conversation or Conversation())
        parts = []
        if thought.finding:
            signs = ", ".join(f"{sign.concept} {sign.name}" for sign in thought.finding.evidence[:2])
            parts.append(f"alarm: {signs}")
        parts.append(thought.decision.reason)
        if ranked := thought.ranked:
            for intent, chance in ranked.intents[:2]:
                nearest, _ = self._bot.matcher.nearest(intent, ranked.features)
                parts.append(f"{chance:.0%} {intent} (nearest: “{nearest}”)")
        return "; ".join(parts)


class Server:
    """A deployed server that speaks our own JSON over HTTP."""

    known: frozenset[str] = frozenset()

    def __init__(self, url: str, sleep: Callable[[float], None] = time.sleep) -> None:
        """`url` may end with the path of the endpoint or not. Raises ServerError unless it is http or https."""
        if not url.startswith(("http://", "https://")):
            raise ServerError(f"expected a URL that starts with http:// or https://, found {url}")
        self._url = url if url.endswith(PATH) else url.rstrip("/") + PATH
        self._sleep = sleep

    def ask(self, text: str, conversation: Any) -> tuple[Mapping[str, Any], Any]:
        """Raises ServerError."""
        body = {"text": text} if conversation is None else {"text": text, "conversation": conversation}
        reply = self._post(json.dumps(body).encode())
        for name, kind in (("kind", str), ("text", str), ("answers", list), ("suggestions", list)):
            if not isinstance(reply.get(name), kind):
                raise ServerError(f"{self._url} does not answer as kineret-bot does: no `{name}` in its reply")
        return {"alert": None, **reply}, reply.get("conversation")

    def why(self, text: str, conversation: Any) -> str:
        return ""

    def _post(self, body: bytes) -> dict[str, Any]:
        request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})
        for attempt in range(_PATIENCE + 1):
            try:
                with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
                    found = json.load(response)
                    return found if isinstance(found, dict) else {}
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503) or attempt == _PATIENCE:
                    raise ServerError(f"{self._url} answered {error.code} {error.reason}") from None
                self._sleep(_seconds(error.headers.get("Retry-After")))
            except (OSError, ValueError) as error:
                reason = getattr(error, "reason", error)
                raise ServerError(f"{self._url} cannot be asked: {reason}; is the server running?") from None
        raise AssertionError("every attempt returns or raises")


def _seconds(wish: str | None) -> float:
    try:
        return min(_LONGEST_WAIT, max(0.0, float(wish or 1.0)))
    except ValueError:
        return 1.0
