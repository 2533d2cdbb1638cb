"""Everything that can be set about the server: one frozen value, from arguments and environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from kineret_bot.errors import KineretBotError

MAX_BODY = 8 * 1024
"""Bytes of a request's body."""
MAX_HISTORY_BODY = 64 * 1024
"""The same for `/v1/chat/completions`, whose clients send the whole chat with every message."""
MAX_TEXT = 2_000
"""Characters of a message."""
MAX_ID = 128
"""Characters of a conversation's id."""

PREFIX = "KINERET_BOT_"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")
_FLAGS = {**dict.fromkeys(("1", "true", "yes", "on"), True), **dict.fromkeys(("0", "false", "no", "off", ""), False)}

BAD_STORE = "store: expected an address such as redis://127.0.0.1:6379/0, found something else"
"""The address itself is not shown: it may hold a password."""


class SettingsError(KineretBotError):
    """A setting that cannot be used; the message names it, what was found and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the server behaves. Each field is the variable `KINERET_BOT_<NAME>` of the environment."""

    intents: str = ""
    """Folder of other content; empty for the shipped one."""
    store: str = field(default="", repr=False)
    """`redis://…` to share conversations and rate limits among replicas; empty keeps them in this process."""
    cors_origin: tuple[str, ...] = ()
    """Origins of the pages that may call the server from a browser, exactly as the browser names them."""
    api_key: str = field(default="", repr=False)
    """What message requests have to bring along; empty for none."""
    rate: int = -1
    """Messages a minute for one client; 0 for no limit, -1 for 60 with clients on this machine left out."""
    openai: bool = False
    """Whether `/v1/chat/completions` and `/v1/models` answer."""
    log_format: str = "text"
    """`text` or `json`."""
    trusted_proxy: tuple[str, ...] = ()
    """Addresses of proxies whose `X-Forwarded-For` is believed."""
    idle_seconds: int = 1800
    """After so long without a message a conversation is forgotten."""
    conversations: int = 10_000
    """Conversations kept in memory; the one silent longest is forgotten first."""
    pending: int = 64
    """Messages that may wait for their turn; more are told to come back."""
    body_seconds: float = 10.0
    """Time for a client to send its request's head, and again its body."""
    wait_seconds: float = 5.0
    """Time that a message may wait for its turn."""

    def __post_init__(self) -> None:
        for origin in self.cors_origin:
            if not _ORIGIN.fullmatch(origin):
                raise SettingsError(f"cors_origin: expected an origin such as https://clinic.example, found `{origin}`")
        if self.store and not self.store.startswith(("redis://", "rediss://", "unix://")):
            raise SettingsError(BAD_STORE)
        if self.log_format not in ("text", "json"):
            raise SettingsError(f"log_format: expected text or json, found `{self.log_format}`")
        for name in ("idle_seconds", "conversations", "pending", "body_seconds", "wait_seconds"):
            if getattr(self, name) <= 0:
                raise SettingsError(f"{name}: expected more than 0, found {getattr(self, name)}")
        if self.rate < -1:
            raise SettingsError(f"rate: expected messages a minute, or 0 for no limit, found {self.rate}")

    @classmethod
    def read(cls, environ: Mapping[str, str], given: Mapping[str, Any] | None = None) -> Settings:
        """Settings of the environment, with those that are given (and not None) in their place."""
        values: dict[str, Any] = {}
        for each in fields(cls):
            text = environ.get(PREFIX + each.name.upper())
            if text is not None:
                values[each.name] = _parsed(each.name, text, each.default)
        for name, value in (given or {}).items():
            if value is not None:
                values[name] = tuple(value) if isinstance(value, list) else value
        return cls(**values)

    def environment(self) -> dict[str, str]:
        """The variables that make `read` return these settings: how worker processes are told."""
        return {PREFIX + each.name.upper(): _written(getattr(self, each.name)) for each in fields(self)}


def _parsed(name: str, text: str, default: Any) -> Any:
    """A variable's text as the type of its field."""
    try:
        if isinstance(default, bool):
            return _FLAGS[text.strip().lower()]
        if isinstance(default, tuple):
            return tuple(text.replace(",", " ").split())
        return type(default)(text.strip())
    except (KeyError, ValueError):
        wanted = {bool: "1 or 0", int: "a whole number", float: "a number"}[type(default)]
        raise SettingsError(f"{PREFIX}{name.upper()}: expected {wanted}, found `{text}`") from None


def _written(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)
