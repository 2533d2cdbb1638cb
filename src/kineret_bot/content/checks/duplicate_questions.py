"""Rule: no question stands twice.

Two intents that hold the same question cannot both be right, and the matcher would have to toss a coin.
Compared are the words that the bot reads: capitals, punctuation, accents, markup and shorthand make no
difference. A question that stands twice in one intent only weighs more than its author meant.
A title may stand among the questions of its own intent.

Passes: "I forgot my shot" in missed_dose, "how often is the shot" in how_often.

Fails: "How often do I take it?" in how_often and "how often do i take it" in missed_dose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kineret_bot.content.checks.subject import Subject
from kineret_bot.content.library import Line
from kineret_bot.errors import Problem
from kineret_bot.model import Intent
from kineret_bot.text import Reader

RULE = "duplicate_questions"


@dataclass(frozen=True, slots=True)
class _Seen:
    intent: str
    line: int
    title: bool


def find(subject: Subject) -> Iterator[Problem]:
    """Lines that hold a question of an earlier line."""
    reader = _reader(subject)
    seen: dict[tuple[str, ...], _Seen] = {}
    for intent in subject.library.intents:
        place = subject.library.places[intent.id]
        title = Line(number=place.keys["title"], field="title", questions=(intent.title,))
        for line in (title, *place.lines):
            here = _Seen(intent.id, line.number, line is title)
            earlier = [seen.setdefault(reader.read(text).words, here) for text in line.questions]
            for other in dict.fromkeys(one for one in earlier if _clash(one, here, intent)):
                message = f"same as {other.intent}.yaml:{other.line} once normalised"
                yield Problem(place.file, line.number, line.field, message, RULE)


def _clash(one: _Seen, here: _Seen, intent: Intent) -> bool:
    """Whether two places may not hold the same question; titles among themselves are the business of `titles`."""
    if one == here or (one.title and here.title):
        return False
    return not (one.title and one.intent == intent.id)


def _reader(subject: Subject) -> Reader:
    library = subject.library
    phrases = (phrase for words in library.concepts.values() for phrase in words)
    return Reader(library.shorthand, library.english | {word for phrase in phrases for word in phrase.split()})
