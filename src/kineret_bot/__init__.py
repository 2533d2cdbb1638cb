"""A curated, explainable FAQ chatbot about one medicine, Kineret (anakinra).

>>> from kineret_bot import load_bot
>>> bot = load_bot()
>>> bot.reply("where do I keep it?").text[:35]
'Keep your Kineret in the refrigerat'
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from kineret_bot.bot import Bot
from kineret_bot.compiled import load_compiled
from kineret_bot.content.library import Library
from kineret_bot.locate import intents_folder
from kineret_bot.model import Alert, Answer, Form, Kind, Level, Reply, Suggestion


def __getattr__(name: str) -> str:
    """`__version__`, looked up when asked for: reading the metadata takes longer than an answer."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("kineret-bot")
    except PackageNotFoundError:  # a checkout that nobody installed
        return "0"


def load_bot(intents: str | os.PathLike[str] | None = None, notice: Callable[[str], None] = lambda text: None) -> Bot:
    """A bot over the shipped content, or over that of a folder; reads nothing from disk afterwards.

    `notice` is told before something slow begins. Raises ContentNotFound, or ContentError with every
    problem in the content.
    """
    return Bot(load_compiled(intents_folder(intents), _read, notice))


def _read(folder: Path) -> Library:
    """Read the YAML; imports its reader only now, because a start from the cache needs none."""
    from kineret_bot.content.loader import load_library

    return load_library(folder)


__all__ = ["Alert", "Answer", "Bot", "Form", "Kind", "Level", "Reply", "Suggestion", "__version__", "load_bot"]
