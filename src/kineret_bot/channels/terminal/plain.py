"""Line by line: for pipes, dumb terminals and screen readers. No colour, no redrawing, no menu."""

from __future__ import annotations

import textwrap
from typing import TextIO

from kineret_bot.channels.terminal.session import Session, Shown

_WIDTH = 79


def talk(session: Session, source: TextIO, target: TextIO) -> int:
    """Read lines from `source` until its end or until the person leaves; returns the exit code."""
    asking = source.isatty()
    _show(session.opening(), target)
    while not session.over:
        if asking:
            target.write("You: ")
            target.flush()
        try:
            line = source.readline()
        except KeyboardInterrupt:
            target.write("\n")
            continue
        if not line:
            break
        _show(session.hear(line), target)
    return 0


def wrap(text: str, width: int) -> str:
    """Text in lines of at most `width` columns; lines under a list item are indented; telephone numbers stay whole."""
    return "\n".join(
        textwrap.fill(
            line,
            width,
            subsequent_indent=" " * _indent(line),
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        for line in text.split("\n")
    )


def _indent(line: str) -> int:
    """Columns before the text of a line, past its dash or number."""
    item = line.lstrip()
    return len(line) - len(item) + (2 if item[:2] == "- " else 3 if item[1:3] == ". " else 0)


def _show(shown: list[Shown], target: TextIO) -> None:
    encoding = getattr(target, "encoding", None) or "utf-8"
    for part in shown:
        text = wrap(part.text, _WIDTH) + "\n\n"
        target.write(text.encode(encoding, "replace").decode(encoding))
    target.flush()
