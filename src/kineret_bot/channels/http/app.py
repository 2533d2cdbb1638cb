"""The ASGI app. `app` is one with the settings of the environment, made when it is first asked for."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from kineret_bot.bot import Bot
from kineret_bot.channels.http import native, openai, operations, pages, rasa
from kineret_bot.channels.http.brain import Brain
from kineret_bot.channels.http.edge import Edge
from kineret_bot.channels.http.headers import HeaderPolicy
from kineret_bot.channels.http.memory import Store
from kineret_bot.channels.http.service import Service
from kineret_bot.channels.http.settings import Settings


def create_app(settings: Settings | None = None, bot: Bot | None = None, store: Store | None = None) -> ASGIApp:
    """An app with these settings. Without a bot it loads one beside the first requests."""
    settings = settings or Settings.read(os.environ)
    service = Service(settings, Brain(lambda: bot or _load(settings)), store)
    if bot:
        service.brain.start().result()

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        service.brain.start()
        yield
        await service.store.close()

    routes = [
        *native.routes(service),
        *rasa.routes(service),
        *openai.routes(service),
        *operations.routes(service),
        *pages.routes(),
    ]
    router = Router(routes, redirect_slashes=False, default=_nothing_here, lifespan=lifespan)
    return Edge(router, HeaderPolicy(settings.cors_origin), service.meters)


def _load(settings: Settings) -> Bot:
    from kineret_bot import load_bot

    return load_bot(settings.intents or None)


async def _nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    from starlette.exceptions import HTTPException

    raise HTTPException(404)


def __getattr__(name: str) -> Any:
    if name == "app":
        globals()["app"] = made = create_app()
        return made
    raise AttributeError(name)
