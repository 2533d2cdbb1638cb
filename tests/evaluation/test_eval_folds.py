"""Collisions between intents, on a bank small enough to learn in no time."""

from __future__ import annotations

from types import SimpleNamespace

from kineret_bot.content.library import Line, Place
from kineret_bot.evaluation.folds import leave_out
from kineret_bot.learning.features import Features
from kineret_bot.model import Intent, Kind

BANK = {
    "storage": (
        "keep it cold",
        "keep it where",
        "where to keep it",
        "cold place for it",
        "is the fridge cold",
        "keep cold",
    ),
    "needles": (
        "throw the needle out",
        "needle bin",
        "throw out where",
        "old needle bin",
        "keep it cold where",
        "bin for it",
    ),
}


def test_a_phrase_that_looks_like_another_intent_is_found():
    """
    Ranked by the rest of the bank, a phrase made of another intent's words is named with that intent.
    """
    intents = tuple(
        Intent(id=name, topic="t", kind=Kind.ANSWER, title=texts[0], answer="!", questions=texts)
        for name, texts in BANK.items()
    )
    places = {
        name: Place(
            file="f", keys={}, lines=tuple(Line(number=n, field="q", questions=(t,)) for n, t in enumerate(texts))
        )
        for name, texts in BANK.items()
    }
    compiled = SimpleNamespace(
        reader=SimpleNamespace(read=str.split),
        featurizer=lambda words: Features(weights={f"w:{word}": 1.0 for word in words}, unknown=0.0),
    )
    said = []

    found = leave_out(SimpleNamespace(intents=intents, places=places), compiled, 3, said.append)

    assert found.total == 12
    assert len(said) == 3
    assert ("needles", "storage") in {(c.intent, c.taken_for) for c in found.collisions}
    assert "keep it cold where" in {text for c in found.collisions for text, _ in c.phrases}
