"""The curated question that comes closest to a message, among those of one intent."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import truediv

from kineret_bot.learning.features import WORDLESS, Features


@dataclass(frozen=True, slots=True)
class Questions:
    """All curated questions, indexed by feature."""

    texts: tuple[str, ...]
    spans: Mapping[str, tuple[int, int]]
    """Of each intent: its questions are texts[first:end]."""
    postings: Mapping[str, tuple[int, int]]
    """Feature to its stretch of `numbers`."""
    numbers: array[int]
    """For one feature after the other: the numbers of the questions that hold it, rising."""
    lengths: array[float]
    """Of each question: the length of its vector."""

    def nearest(self, intent: str, features: Features, information: Mapping[str, float]) -> tuple[str, float]:
        """The question of `intent` most like the message, and how alike they are, 0 to 1 (cosine)."""
        first, end = self.spans[intent]
        likeness = [0.0] * (end - first)
        square = 0.0
        for name in features.weights:
            if (posting := self.postings.get(name)) is None:
                continue
            start, stop = posting
            worth = information[name] ** 2
            square += worth
            start = bisect_left(self.numbers, first, start, stop)
            for number in self.numbers[start : bisect_left(self.numbers, end, start, stop)]:
                likeness[number - first] += worth
        cosines = list(map(truediv, likeness, self.lengths[first:end]))
        best = max(cosines)
        return self.texts[first + cosines.index(best)], min(1.0, best / (math.sqrt(square) or 1.0))


def index_questions(questions: Sequence[tuple[str, str, Features]], information: Mapping[str, float]) -> Questions:
    """Index (intent, question, its features); the questions of an intent have to stand together."""
    spans: dict[str, tuple[int, int]] = {}
    holders: dict[str, list[int]] = {}
    lengths = array("d")
    for number, (intent, _, features) in enumerate(questions):
        spans[intent] = (spans.get(intent, (number, 0))[0], number + 1)
        names = [name for name in features.weights if name in information and name[0] not in WORDLESS]
        lengths.append(math.sqrt(sum(information[name] ** 2 for name in names)) or 1.0)
        for name in names:
            holders.setdefault(name, []).append(number)
    postings: dict[str, tuple[int, int]] = {}
    numbers = array("i")
    for name, held in holders.items():
        postings[name] = (len(numbers), len(numbers) + len(held))
        numbers.extend(held)
    return Questions(tuple(text for _, text, _ in questions), spans, postings, numbers, lengths)
