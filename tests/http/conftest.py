"""An app over a stub bot, and a client that calls it as a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra `serve` is not installed")

from http_client import Client
from http_stub import StubBot

from kineret_bot.channels.http.app import create_app
from kineret_bot.channels.http.settings import Settings


@pytest.fixture
def make_client() -> Iterator[Callable[..., Client]]:
    """Makes clients, each of an app of its own with these settings."""
    made: list[Client] = []

    def make(bot: Any = None, store: Any = None, **settings: Any) -> Client:
        made.append(Client(create_app(Settings(**{"rate": 0, **settings}), bot or StubBot(), store)))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: Callable[..., Client]) -> Client:
    """A client of an app with every protocol switched on."""
    return make_client(openai=True)
