"""Collisions between intents: curated phrases that the rest of the bank would take for another intent.

Leaving out one phrase at a time would mean learning as many times as there are phrases. Instead they are dealt
into a few folds and each fold is ranked by weights learnt from the others: the phrases of a whole fold are
missing at once, so this errs on the gloomy side. Questions that come from one line (a template) stay together.
The speller still knows the words of the phrases that are left out, which errs a little on the sunny side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kineret_bot.compiled import Compiled
from kineret_bot.content.library import Library
from kineret_bot.learning import Scorer, learn
from kineret_bot.model import Intent


@dataclass(frozen=True, slots=True)
class Collision:
    """Phrases of one intent that look like another's."""

    intent: str
    taken_for: str
    phrases: tuple[tuple[str, float], ...]
    """Phrase and how sure the mistake is, the surest first."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How the curated phrases fare when they are not there."""

    folds: int
    right: int
    total: int
    collisions: tuple[Collision, ...]
    """The most frequent first."""


def leave_out(library: Library, compiled: Compiled, folds: int, notice: Callable[[str], None]) -> LeftOut:
    """Deal the phrases of `library` (read from YAML) into folds and rank each by the others. Takes minutes."""
    lines = [(intent.id, line, text) for intent in library.intents for line, text in _lines(library, intent)]
    dealt = [
        (intent, text, line % folds, compiled.featurizer(compiled.reader.read(text))) for intent, line, text in lines
    ]
    mistakes: dict[tuple[str, str], list[tuple[str, float]]] = {}
    right = 0
    for fold in range(folds):
        notice(f"Learning without one part of the phrases: {fold + 1} of {folds}")
        weights = learn([(intent, features) for intent, _, n, features in dealt if n != fold])
        scorer = Scorer(weights)
        for intent, text, n, features in dealt:
            if n != fold:
                continue
            chances = scorer.probabilities(features)
            best = max(range(len(chances)), key=chances.__getitem__)
            right += weights.classes[best] == intent
            if weights.classes[best] != intent:
                mistakes.setdefault((intent, weights.classes[best]), []).append((text, round(chances[best], 2)))
    found = [Collision(a, b, tuple(sorted(texts, key=lambda t: (-t[1], t[0])))) for (a, b), texts in mistakes.items()]
    return LeftOut(
        folds, right, len(dealt), tuple(sorted(found, key=lambda c: (-len(c.phrases), c.intent, c.taken_for)))
    )


def _lines(library: Library, intent: Intent) -> Iterator[tuple[int, str]]:
    """Questions of an intent with the number of the line that they stand on."""
    line_of = {question: n for n, line in enumerate(library.places[intent.id].lines, 1) for question in line.questions}
    for question in intent.questions:
        yield line_of.get(question, 0), question
