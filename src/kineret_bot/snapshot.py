"""Everything that people can read, as one Markdown file under version control: what they read never changes unseen.

Each intent's reply is what the bot says to its title, so whatever a conversation adds stands there too.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kineret_bot.bot import Bot
from kineret_bot.content.library import Library
from kineret_bot.model import Intent, Kind, Level, Reply
from kineret_bot.triage.cards import Cards
from kineret_bot.triage.numbers import FAILSAFE

DEFAULT = "docs/snapshot.md"
CURRENT = 0
STALE = 1
USAGE = 2
_MOST_LINES = 40
"""Lines of a difference that are shown."""


def snapshot(options: argparse.Namespace, load_bot: Callable[[], Bot]) -> int:
    """`kineret-bot snapshot [FILE] [--check]`: write the file, or say whether it is current (1 when it is not)."""
    path = Path(options.file)
    text = render(load_bot())
    try:
        if not options.check:
            path.write_text(text, encoding="utf-8")
            return CURRENT
        kept = path.read_text(encoding="utf-8")
    except OSError as error:
        print(f"kineret-bot: cannot use {path}: {error.strerror}; give another file", file=sys.stderr)
        return USAGE
    if kept == text:
        return CURRENT
    print(difference(kept, text, str(path)))
    return STALE


def difference(kept: str, text: str, name: str) -> str:
    """What changed, as a short diff, and the way out."""
    lines = list(difflib.unified_diff(kept.splitlines(), text.splitlines(), name, "now", lineterm="", n=1))
    more = [f"... and {len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else []
    return "\n".join(
        [*lines[:_MOST_LINES], *more, f"{name} is stale: run `kineret-bot snapshot`, read what changed, commit it."]
    )


def render(bot: Bot) -> str:
    """The whole file; the same for the same content."""
    library = bot.library
    lines = [
        "# What people read",
        "",
        "Written by `kineret-bot snapshot`; do not edit. A change here is a change in what people are told.",
        "",
        f"Source: {library.source.title}, {library.source.publisher}. Reviewed {library.source.reviewed}.",
        "",
        "## Alarm cards and lines",
        *_cards(library),
        "## Fixed texts",
        *_texts(library.texts),
    ]
    for topic in library.topics:
        lines += [f"## {topic.title}", ""]
        for intent in library.intents:
            if intent.topic == topic.id:
                lines += _intent(intent, bot.reply(intent.title))
    return "\n".join(lines).rstrip() + "\n"


def _cards(library: Library) -> Iterator[str]:
    """Every card that the policy can put together, and the lines."""
    policy = library.policy
    cards = Cards(policy)
    overdose, selfharm = policy.overdose[:1], policy.selfharm[:1]
    extras = {
        "": (),
        " with too much medicine": overdose,
        " with self-harm": selfharm,
        " with both": (*overdose, *selfharm),
    }
    seen: set[str] = set()
    for level in Level:
        for topic in policy.topics:
            for extra, concepts in extras.items():
                text = cards.card(level, concepts, topic.id)
                if text not in seen:
                    seen.add(text)
                    about = f", {topic.id}" if level is Level.EMERGENCY else ""
                    yield from (f"\n### {level.value}{about}{extra}", "", *_quoted(text))
    yield from ("\n### line", "", *_quoted(cards.line(False)))
    yield from ("\n### line, with self-harm", "", *_quoted(cards.line(True)))
    yield from ("\n### when anything inside fails", "", *_quoted(FAILSAFE), "")


def _texts(texts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, variants in texts.items():
        yield from (f"\n### {name}", "")
        for variant in variants:
            yield from (*_quoted(variant), "")


def _intent(intent: Intent, reply: Reply) -> Iterator[str]:
    """One intent: what it is asked with, what is replied, and what is offered next to it."""
    yield f"### {intent.title}"
    yield ""
    marks = [f"`{intent.id}`", intent.kind.value]
    marks += [f"sections: {', '.join(intent.sections)}"] if intent.sections else []
    marks += ["never alone beside an alarm"] if intent.soothing else []
    yield "; ".join(marks)
    yield ""
    got = ", ".join(f"`{answer.intent}`" for answer in reply.answers)
    if got != f"`{intent.id}`" and not intent.kind is reply.kind is Kind.CLARIFY:
        yield f"**Its own title is answered with {got or reply.kind.value}.**"
        yield ""
    if reply.alert:
        yield f"Alarm: {reply.alert.level.value}, {reply.alert.form.value}"
        yield ""
    yield from _quoted(reply.text)
    yield ""
    if reply.suggestions:
        yield from (f"- {option.label} (`{option.intent}`)" for option in reply.suggestions)
        yield ""


def _quoted(text: str) -> Iterator[str]:
    """A text as a block quote, one sentence group a line as it is written."""
    for line in text.splitlines() or [""]:
        yield f"> {line}".rstrip()
