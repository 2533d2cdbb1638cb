"""What rules alone cannot weigh: a linear classifier over example messages that sees the words and what the rules saw.

A roundabout description is noticed though no rule holds it, and an emergency word in a message that is like no
emergency is put in doubt. Its weights are learnt from the curated examples, and from ordinary questions as what is no
alarm; they belong to triage alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kineret_bot.learning import MOST_WORDS, Course, Features, Featurizer, Scorer, Weights
from kineret_bot.policy import NOTHING, Examples
from kineret_bot.text import Message

ORDINARY = "ordinary"
"""Kind of example that ordinary questions count as."""
LONG = 24
"""Words; a longer message is also read in stretches before a sign in it is put in doubt."""
LONGEST = 4 * MOST_WORDS
"""Words; a longer one is not."""
STRETCH = 16
STEP = 8
COURSE = Course(epochs=16, dropout=0.5, averaged=10)
"""How its weights are learnt (docs/triage.md has the figures)."""
RULE_WEIGHT = 1.5
"""How much what a rule saw counts beside a word."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the examples make of a message."""

    concepts: Mapping[str, float]
    """Concept of the policy to its probability, the most probable first."""
    alarm: float
    """Probability that it is any alarm, 0 to 1: their sum."""


class Recogniser:
    """Judges messages by examples. Immutable."""

    def __init__(self, examples: Examples, weights: Weights, featurizer: Featurizer) -> None:
        self.limits = examples.limits
        self.weights = weights
        self._scorer = Scorer(weights)
        self._featurizer = featurizer
        self._meant = tuple(examples.stands_for.get(kind, NOTHING) for kind in weights.classes)

    def judge(self, message: Message, seen: Sequence[str]) -> Judgement:
        """The alarms in a message of which the rules saw so much (`saw` names it)."""
        chances = self._scorer.probabilities(evidence(self._featurizer, message, seen))
        concepts: dict[str, float] = {}
        for concept, chance in zip(self._meant, chances, strict=True):
            if concept != NOTHING:
                concepts[concept] = concepts.get(concept, 0.0) + chance
        ordered = dict(sorted(concepts.items(), key=lambda item: (-item[1], item[0])))
        return Judgement(ordered, sum(ordered.values()))

    def most_alarming(self, message: Message, seen: Sequence[str]) -> float:
        """How probable an alarm is in the most alarming stretch of a long message, in which one sign may drown.

        Certain in a message too long to be read in stretches: what the rules saw in it stands.
        """
        size = len(message.words)
        if size > LONGEST:
            return 1.0
        starts = range(0, size - STRETCH + STEP, STEP) if size > LONG else ()
        stretches = (message.part(start, min(start + STRETCH, size)) for start in starts)
        return max((self.judge(stretch, seen).alarm for stretch in stretches), default=0.0)


def evidence(featurizer: Featurizer, message: Message, seen: Sequence[str]) -> Features:
    """Words of a message, every sentence in full, and what the rules saw in it, as features."""
    words = featurizer.whole(message)
    return Features({**words.weights, **dict.fromkeys(seen, RULE_WEIGHT)}, words.unknown)
