"""The ASGI app under a short name: `uvicorn kineret_bot.http:app`, or `mount("/help", kineret_bot.http.app)`."""

from __future__ import annotations

from typing import Any

from kineret_bot.channels.http import app as _module
from kineret_bot.channels.http.app import create_app
from kineret_bot.channels.http.settings import Settings


def __getattr__(name: str) -> Any:
    if name == "app":
        return _module.app
    raise AttributeError(name)


__all__ = ["Settings", "create_app"]
