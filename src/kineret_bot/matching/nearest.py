"""The curated question that comes closest to a message, among those of one intent."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import truediv

from kineret_bot.learning.features import WORDLESS, Features

LONGEST = 12
"""Words of a question that reads well; a longer one tells a story of its own."""


@dataclass(frozen=True, slots=True)
class Questions:
    """The curated questions that people are shown, indexed by feature."""

    texts: tuple[str, ...]
    spans: Mapping[str, tuple[int, int, int]]
    """Of each intent its number, and where its questions are: texts[first:end]."""
    postings: Mapping[str, tuple[int, int, float]]
    """Feature to its stretch of `numbers` and `owners`, and to what it counts: its information squared."""
    numbers: array[int]
    """For one feature after the other: the questions that hold it, each by its place in its intent, rising."""
    owners: bytes
    """For each of `numbers`: which of the intents, in the order of `spans`, the question belongs to."""
    lengths: array[float]
    """Of each question: the length of its vector."""

    def nearest(self, intent: str, features: Features) -> tuple[str, float]:
        """The question of `intent` most like the message, and how alike they are, 0 to 1 (cosine)."""
        owner, first, end = self.spans[intent]
        likeness = [0.0] * (end - first)
        square = 0.0
        for name in features.weights:
            if (posting := self.postings.get(name)) is None:
                continue
            start, stop, worth = posting
            square += worth
            if (start := self.owners.find(owner, start, stop)) >= 0:
                for number in self.numbers[start : self.owners.rfind(owner, start, stop) + 1]:
                    likeness[number] += worth
        cosines = list(map(truediv, likeness, self.lengths[first:end]))
        best = max(cosines)
        return self.texts[first + cosines.index(best)], min(1.0, best / (math.sqrt(square) or 1.0))


def index_questions(questions: Sequence[tuple[str, str, Features]], information: Mapping[str, float]) -> Questions:
    """Index (intent, question, its features) of at most 256 intents; those of an intent have to stand together.

    Curators also write as people type. Of an intent that has questions which read well only those are indexed.
    """
    written = {intent for intent, text, _ in questions if reads_well(text)}
    shown = [question for question in questions if question[0] not in written or reads_well(question[1])]
    spans: dict[str, tuple[int, int, int]] = {}
    holders: dict[str, list[tuple[int, int]]] = {}
    lengths = array("d")
    for number, (intent, _, features) in enumerate(shown):
        owner, first, _ = spans.get(intent, (len(spans), number, 0))
        spans[intent] = (owner, first, number + 1)
        names = [name for name in features.weights if name in information and name[0] not in WORDLESS]
        lengths.append(math.sqrt(sum(information[name] ** 2 for name in names)) or 1.0)
        for name in names:
            holders.setdefault(name, []).append((number - first, owner))
    postings: dict[str, tuple[int, int, float]] = {}
    numbers, owners = array("I"), bytearray()
    for name in information:
        if name[0] in WORDLESS:
            continue
        held = holders.get(name, ())
        postings[name] = (len(numbers), len(numbers) + len(held), information[name] ** 2)
        numbers.extend(place for place, _ in held)
        owners.extend(owner for _, owner in held)
    return Questions(tuple(text for _, text, _ in shown), spans, postings, numbers, bytes(owners), lengths)


def reads_well(text: str) -> bool:
    """Whether a question is written out, as it would stand in a list of questions."""
    whole = text[:1].isupper() and not text.isupper() and text.endswith("?")
    return whole and len(text.split()) <= LONGEST
