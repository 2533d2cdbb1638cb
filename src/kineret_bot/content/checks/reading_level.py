"""Rule: answers read at grade 8 or lower, cards and lines of the triage policy at grade 6 or lower.

Measured is the Flesch-Kincaid grade: long sentences and long words raise it. A card is measured whole, with
its sentence on the topic and its last line, as people read it. Titles are excepted, being one short question
each. The `hard_words` of `source.yaml` count as plain words of two syllables: a medicine
or a disease has the name it has, and shorter words for it would be wrong ones. Figures and telephone
numbers count as one syllable, since they are seen rather than spelt.

Passes: "Keep Kineret in the fridge. Do not shake it." (grade 0)

Fails: "Refrigeration of this medication is a necessary precondition for maintaining its therapeutic
effectiveness." (grade 21)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kineret_bot.content.checks.grade import grade
from kineret_bot.content.checks.subject import Subject, Written
from kineret_bot.errors import Problem

RULE = "reading_level"
ANSWERS = 8
CARDS = 6


def find(subject: Subject) -> Iterator[Problem]:
    """Texts that are too hard to read."""
    yield from _over(subject, (answer for _, answer in subject.answers()), ANSWERS)
    yield from _over(subject, subject.texts.whole_cards, CARDS)


def _over(subject: Subject, texts: Iterable[Written], most: int) -> Iterator[Problem]:
    for written in texts:
        found = round(grade(written.text, subject.document.hard_words), 1)
        if found > most:
            message = f"reading grade {found}, at most {most} is allowed; use shorter sentences and words"
            yield written.problem(message, RULE)
