"""The curated question shown beside an answer: the one that comes closest, among those that read well."""

from __future__ import annotations

import math

import pytest

from kineret_bot.learning import Features
from kineret_bot.matching.nearest import index_questions, reads_well

QUESTIONS = [
    ("storage", "Where do I keep it?"),
    ("storage", "keep cold"),
    ("storage", "Does it stay in the fridge at night?"),
    ("children", "kids ok"),
    ("children", "my kid too"),
    ("missed_dose", "Forgot to keep up?"),
]
INFORMATION = {
    f"w:{word}": 1.0 + n / 4 for n, word in enumerate("where do keep it cold fridge night kid forgot".split())
}


def features(text: str) -> Features:
    words = text.lower().strip("?").replace("kids", "kid").split()
    return Features({**{f"w:{word}": 1.0 for word in words}, "p:^ w": 0.7, "k:keep": 0.5}, unknown=0.0)


INDEX = index_questions([(intent, text, features(text)) for intent, text in QUESTIONS], INFORMATION)


def alike(one: str, other: str) -> float:
    """The cosine of two texts, by its definition."""
    mine, theirs = (
        {name: INFORMATION[name] for name in features(text).weights if name in INFORMATION} for text in (one, other)
    )
    shared = sum(mine[name] ** 2 for name in mine if name in theirs)
    return shared / math.hypot(*mine.values()) / math.hypot(*theirs.values())


@pytest.mark.parametrize(
    ("intent", "message", "nearest"),
    [
        ("storage", "do i keep it cold", "Where do I keep it?"),
        ("storage", "fridge at night", "Does it stay in the fridge at night?"),
        ("children", "kid", "kids ok"),
        ("missed_dose", "where do i keep it", "Forgot to keep up?"),
    ],
)
def test_nearest_question_of_the_intent(intent: str, message: str, nearest: str) -> None:
    """
    It is of the intent that is answered, as like the message as a cosine says, and written out where any is.
    """
    question, likeness = INDEX.nearest(intent, features(message))

    assert question == nearest
    assert likeness == pytest.approx(alike(message, nearest))


def test_nothing_in_common() -> None:
    """
    A message that shares no word with an intent gets its first question, and is not at all like it.
    """
    assert INDEX.nearest("storage", features("thanks")) == ("Where do I keep it?", 0.0)


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("Where do I keep it?", True),
        ("where do I keep it?", False),
        ("Where do I keep it", False),
        ("WHERE DO I KEEP IT?", False),
        ("I came home late last night and the pack was still out, is it bad now?", False),
        ("", False),
    ],
)
def test_what_reads_well(text: str, well: bool) -> None:
    """
    A capital, a question mark, no shouting, no story.
    """
    assert reads_well(text) is well
