"""A curated, explainable FAQ chatbot about one medicine, Kineret (anakinra).

>>> from kineret_bot import load_bot
>>> bot = load_bot()
>>> bot.reply("where do I keep it?").kind.value
'answer'
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kineret_bot.bot import Bot
    from kineret_bot.content.library import Library
    from kineret_bot.model import Alert, Answer, Form, Kind, Level, Reply, Suggestion

    __version__: str

# Imported at their first use: the pytest plugin is loaded in every project that has us installed, and needs none.
_HOMES = {"Bot": "bot", **dict.fromkeys(("Alert", "Answer", "Form", "Kind", "Level", "Reply", "Suggestion"), "model")}


def load_bot(intents: str | os.PathLike[str] | None = None, notice: Callable[[str], None] = lambda text: None) -> Bot:
    """A bot over the shipped content, or over that of a folder; reads nothing from disk afterwards.

    `notice` is told before something slow begins. Raises ContentNotFound, or ContentError with every
    problem in the content.
    """
    from kineret_bot.bot import Bot
    from kineret_bot.compiled import load_compiled
    from kineret_bot.locate import intents_folder

    return Bot(load_compiled(intents_folder(intents), _read, notice))


def _read(folder: Path) -> Library:
    """Read the YAML; imports its reader only now, because a start from the cache needs none."""
    from kineret_bot.content.loader import load_library

    return load_library(folder)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name in _HOMES:
        return getattr(import_module(f"kineret_bot.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'kineret_bot' has no attribute {name!r}")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("kineret-bot")
    except PackageNotFoundError:  # a checkout that nobody installed
        return "0"


__all__ = ["Alert", "Answer", "Bot", "Form", "Kind", "Level", "Reply", "Suggestion", "__version__", "load_bot"]
