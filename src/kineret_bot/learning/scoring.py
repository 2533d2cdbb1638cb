"""Weights put to use: how probable each class is for a message.

What is known of a feature is kept as one large integer, so that adding up a message is a handful of additions in C.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from kineret_bot.learning.features import WORDLESS, Features
from kineret_bot.learning.lanes import Lanes
from kineret_bot.learning.weights import SCALE, Weights, softmax
from kineret_bot.remembering import Remembering, remembered

GRAIN = 100
"""Weights of features are whole hundredths (1, 0.7, 0.5 and products of them), so that sums of evidence are exact."""
_REMEMBERED = 8192
"""Features kept ready to be added, about half a kilobyte each."""
_BITS = 48
_SUM = (1 << _BITS) - 1
_FINE = float(1 << 24)
"""Information is summed in whole 2**-24, in 48 bits: room for a hundred thousand features of eleven nats."""
_EVIDENCE = 2 * _BITS
"""Where evidence begins, above the two sums of information."""


class Scorer(Remembering):
    """Adds up the evidence of features. Immutable; safe to share between threads."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._lanes = Lanes(len(weights.classes))
        self._remember()

    def _remember(self) -> None:
        self._known = remembered(_REMEMBERED, self._what_is_known)

    def scores(self, features: Features) -> tuple[list[float], float]:
        """Log-odds of each class, up to a constant; and the share of the words' information that is known, 0 to 1."""
        alike: dict[float, list[str]] = {}
        for name, weight in features.weights.items():
            if name in self._weights.places:
                alike.setdefault(weight, []).append(name)
        evidence, known = 0, 0.0
        unknown = features.unknown * self._weights.ignorance
        square = unknown * unknown
        for weight, names in alike.items():
            together = sum(map(self._known, names))
            evidence += round(weight * GRAIN) * (together >> _EVIDENCE)
            square += weight * weight * (together & _SUM) / _FINE
            known += weight * (together >> _BITS & _SUM) / _FINE
        length = GRAIN * SCALE * (math.sqrt(square) or 1.0)
        sums = zip(self._lanes.unpack(evidence), self._weights.bias, strict=True)
        return [lane / length + bias for lane, bias in sums], known / (known + unknown) if known else 0.0

    def probabilities(self, features: Features) -> list[float]:
        """Probability of each class; they sum to 1."""
        return softmax(self.scores(features)[0])

    def evidence(self, name: str) -> Sequence[int]:
        """Evidence of one feature for each class, x SCALE; empty when it is not known."""
        return self._lanes.unpack(self._known(name) >> _EVIDENCE) if name in self._weights.places else ()

    def _what_is_known(self, name: str) -> int:
        """From the lowest bits up: a known feature's information squared; its information if it is a word's own; its
        evidence."""
        place, width = self._weights.places[name], len(self._weights.classes)
        information = self._weights.information[place]
        row = self._lanes.pack(self._weights.evidence[place * width : (place + 1) * width])
        own = 0.0 if name[0] in WORDLESS else information
        return (row << _EVIDENCE) + (round(own * _FINE) << _BITS) + round(information * information * _FINE)
