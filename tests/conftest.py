"""The shipped bot, made once for the whole run and kept between runs, and conversations to hold with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kineret_bot import Bot, load_bot
from kineret_bot.channels.scripted.loader import load
from kineret_bot.content.library import Library
from kineret_bot.content.loader import load_library
from kineret_bot.locate import intents_folder

ROOT = Path(__file__).parents[1]

settings.register_profile("here", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
settings.load_profile("here")


def pytest_configure(config: pytest.Config) -> None:
    """Tests, and the processes that they start, use the shipped content and one cache beside pytest's own."""
    os.environ.pop("KINERET_BOT_INTENTS", None)
    cache = getattr(config, "cache", None)
    if cache is not None:
        os.environ.setdefault("KINERET_BOT_CACHE", str(cache.mkdir("kineret-bot")))


@pytest.fixture(scope="session")
def bot() -> Bot:
    """The shipped bot."""
    return load_bot()


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped content as it is written, with all that there is to learn from."""
    return load_library(intents_folder())


@pytest.fixture(scope="session")
def conversations() -> dict[str, tuple[str, ...]]:
    """Name of each scripted conversation to what is said in it."""
    cases = load([str(ROOT / "tests" / "dialogues" / "conversations")])
    return {case.id: tuple(step.text for step in case.steps) for case in cases}
