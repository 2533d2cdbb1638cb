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
        self._places = weights.places
        self._own = bytes(name[0] not in WORDLESS for name in weights.places)
        self._remember()

    def _remember(self) -> None:
        self._known = remembered(_REMEMBERED, self._what_is_known)

    def scores(self, features: Features) -> tuple[list[float], float]:
        """Log-odds of each class, up to a constant; and the share of the words' information that is known, 0 to 1."""
        alike: dict[float, list[int]] = {}
        for name, weight in features.weights.items():
            if (place := self._places.get(name)) is not None:
                alike.setdefault(weight, []).append(place)
        evidence, known = 0, 0.0
        unknown = features.unknown * self._weights.ignorance
        square = unknown * unknown
        for weight, places in alike.items():
            together = sum(map(self._known, places))
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
        place = self._places.get(name)
        return () if place is None else self._lanes.unpack(self._known(place) >> _EVIDENCE)

    def _what_is_known(self, place: int) -> int:
        """From the lowest bits up: a feature's information squared; its information if it is a word's own; its
        evidence."""
        width, information = len(self._weights.classes), self._weights.information[place]
        row = self._lanes.pack(self._weights.evidence[place * width : (place + 1) * width])
        own = information if self._own[place] else 0.0
        return (row << _EVIDENCE) + (round(own * _FINE) << _BITS) + round(information * information * _FINE)
