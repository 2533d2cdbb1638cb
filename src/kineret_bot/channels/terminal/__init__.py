"""The terminal chat: on a capable terminal with prompt-toolkit, everywhere else line by line."""

from __future__ import annotations

import io
import os
import sys

from kineret_bot.bot import Bot
from kineret_bot.channels.terminal.session import Session


def run_chat(bot: Bot, *, plain: bool = False, history: str | None = None) -> int:
    """Talk until the person leaves; returns the exit code."""
    session = Session(bot)
    if plain or not _capable():
        from kineret_bot.channels.terminal.plain import talk

        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # a stray byte costs one letter, not the lines after it
        return talk(session, sys.stdin, sys.stdout)
    from kineret_bot.channels.terminal.full import talk as talk_full

    return talk_full(session, history=history)


def _capable() -> bool:
    """Whether lines can be edited and redrawn here; asked before prompt-toolkit is imported."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")
