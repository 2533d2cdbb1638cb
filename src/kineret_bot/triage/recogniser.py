"""What the rules miss: a linear classifier over example messages, so that a roundabout description is noticed too.

It adds to what the rules found, and may put a lone card in doubt, which makes it a line. Its weights are learnt from
the curated examples, and from ordinary questions as what is no alarm; they belong to triage alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kineret_bot.learning import MOST_WORDS, Featurizer, Weights
from kineret_bot.policy import NOTHING, Examples
from kineret_bot.text import Message

ORDINARY = "ordinary"
"""Kind of example that ordinary questions count as."""
_LONG = 24
"""Words; a longer message is also read in stretches, so that a long story does not drown a sign."""
_STRETCH = 16
_STEP = 8
_TRUST = 0.75
"""How much a stretch counts beside a whole message: words out of their sentence mislead."""
_FEWEST = 4
"""Words that a message needs to be judged: fewer are for the rules ("the second one" is like too many things)."""


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
        self._featurizer = featurizer
        self._meant = tuple(examples.stands_for.get(kind, NOTHING) for kind in weights.classes)

    def judge(self, message: Message) -> Judgement | None:
        """The strongest alarm in the message and, of a long one, in its stretches; None for too few words."""
        size = min(len(message.words), 4 * MOST_WORDS)
        if sum(word.isalpha() for word in message.words[:size]) < _FEWEST:
            return None
        found = self._judge(message, 0, size)
        if size > _LONG:
            starts = range(0, size - _STRETCH + _STEP, _STEP)
            stretches = [self._judge(message, start, min(start + _STRETCH, size)) for start in starts]
            best = max(stretches, key=lambda judged: judged.alarm)
            if best.alarm * _TRUST > found.alarm:
                found = Judgement({id_: chance * _TRUST for id_, chance in best.concepts.items()}, best.alarm * _TRUST)
        return found

    def _judge(self, message: Message, start: int, end: int) -> Judgement:
        chances = self.weights.probabilities(self._featurizer.part(message, start, end))
        concepts: dict[str, float] = {}
        for concept, chance in zip(self._meant, chances, strict=True):
            if concept != NOTHING:
                concepts[concept] = concepts.get(concept, 0.0) + chance
        ordered = dict(sorted(concepts.items(), key=lambda item: (-item[1], item[0])))
        return Judgement(ordered, sum(ordered.values()))
