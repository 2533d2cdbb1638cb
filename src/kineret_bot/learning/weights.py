"""Weights of evidence: a softmax regression, learnt from the curated questions alone.

Learning is plain stochastic gradient descent in pure Python with a fixed order and a fixed seed; what
is kept of each weight is one signed byte. So the same content gives the same weights anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import math
import random
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kineret_bot.learning.features import Features

EPOCHS = 5
RATE = 4.0
RATE_DECAY = 0.3
SURE = 0.97
"""A question that is already this probable teaches nothing more."""
SMALL = 0.004
"""Gradients below this are not worth their time."""
RAREST_PAIR = 2
"""A pair of neighbours counts if at least this many curated questions hold it."""
IGNORANCE = 0.5
"""Information of an unknown word, as a share of that of the rarest known one."""
SCALE = 1.0
"""Kept weight = learnt weight x information x SCALE, rounded, within a signed byte."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature says for and against each intent."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    places: Mapping[str, int]
    """Feature to its row."""
    information: tuple[float, ...]
    """Of each row: how rare its feature is among the curated questions, in nats."""
    evidence: bytes
    """Rows of signed bytes, one for each class: evidence x SCALE."""
    ignorance: float
    """Information of a word that the content does not know."""
    learnt_from: str
    """Digest of the questions and of all that these weights depend on."""

    def scores(self, features: Features) -> list[float]:
        """Log-odds of each class, up to a constant."""
        rows, width = memoryview(self.evidence).cast("b"), len(self.classes)
        totals = [0.0] * width
        square = (features.unknown * self.ignorance) ** 2
        for name, weight in features.weights.items():
            place = self.places.get(name)
            if place is not None:
                row = rows[place * width : place * width + width]
                totals = [total + weight * evidence for total, evidence in zip(totals, row, strict=True)]
                square += (weight * self.information[place]) ** 2
        length = SCALE * (math.sqrt(square) or 1.0)
        return [total / length + bias for total, bias in zip(totals, self.bias, strict=True)]

    def row(self, name: str) -> Sequence[int]:
        """Evidence of one feature for each class, x SCALE; empty when the feature is not known."""
        place, width = self.places.get(name), len(self.classes)
        return (
            () if place is None else memoryview(self.evidence).cast("b")[place * width : place * width + width].tolist()
        )

    def probabilities(self, features: Features) -> list[float]:
        """Probability of each class; they sum to 1."""
        return softmax(self.scores(features))

    def to_json(self) -> dict[str, Any]:
        """For `weights.json`."""
        return {
            "learnt_from": self.learnt_from,
            "classes": list(self.classes),
            "bias": list(self.bias),
            "ignorance": self.ignorance,
            "features": list(self.places),
            "information": list(self.information),
            "evidence": base64.b64encode(zlib.compress(self.evidence, 9)).decode("ascii"),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Weights:
        """The inverse of `to_json`; raises KeyError, TypeError or ValueError on anything else."""
        try:
            evidence = zlib.decompress(base64.b64decode(data["evidence"], validate=True))
        except zlib.error as error:
            raise ValueError(f"evidence cannot be unpacked: {error}") from None
        names = data["features"]
        if len(evidence) != len(names) * len(data["classes"]) or len(names) != len(data["information"]):
            raise ValueError("evidence, features and classes do not fit together")
        places = {name: place for place, name in enumerate(names)}
        return cls(
            tuple(data["classes"]),
            tuple(data["bias"]),
            places,
            tuple(data["information"]),
            evidence,
            data["ignorance"],
            data["learnt_from"],
        )


def learn(examples: Sequence[tuple[str, Features]], epochs: int = EPOCHS) -> Weights:
    """Weights that tell the classes of `examples` (class, features) apart; the same ones every time."""
    classes = tuple(sorted({label for label, _ in examples}))
    information = _information([features for _, features in examples])
    names = {name: place for place, name in enumerate(sorted(information))}
    vectors = [_vector(features, names, information) for _, features in examples]
    rows = [[0.0] * len(classes) for _ in names]
    bias = [0.0] * len(classes)
    number = {label: n for n, label in enumerate(classes)}
    targets = [number[label] for label, _ in examples]
    rested: set[int] = set()
    for rate, order in _schedule(len(examples), epochs):
        # A question that taught nothing sits out the next epoch: half the time, the same weights within noise.
        taught = {n for n in order if n not in rested and _step(vectors[n], targets[n], rows, bias, rate)}
        rested = {n for n in order if n not in taught and n not in rested}
    kept = array("b")
    for name, place in names.items():
        kept.extend(_byte(weight * information[name] * SCALE) for weight in rows[place])
    ignorance = round(IGNORANCE * math.log(1 + len(examples)), 4)
    rounded = tuple(round(b, 3) for b in bias)
    return Weights(
        classes, rounded, names, tuple(information[name] for name in names), kept.tobytes(), ignorance, digest(examples)
    )


def digest(examples: Sequence[tuple[str, Features]]) -> str:
    """Changes when anything changes that the weights are learnt from or how: features, order, constants."""
    constants = (EPOCHS, RATE, RATE_DECAY, SURE, SMALL, RAREST_PAIR, IGNORANCE, SCALE)
    found = hashlib.sha256(repr(constants).encode())
    for label, features in examples:
        found.update(f"{label} {sorted(features.weights.items())}\n".encode())
    return found.hexdigest()


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities from log-odds."""
    most = max(scores)
    odds = [math.exp(score - most) for score in scores]
    total = sum(odds)
    return [one / total for one in odds]


def _information(all_features: Sequence[Features]) -> dict[str, float]:
    """log(1 + questions / questions that hold the feature), for every feature that is kept."""
    counts = Counter(name for features in all_features for name in features.weights)
    least = {"p": RAREST_PAIR}
    size = len(all_features)
    return {name: round(math.log(1 + size / n), 4) for name, n in sorted(counts.items()) if n >= least.get(name[0], 1)}


def _vector(features: Features, names: Mapping[str, int], information: Mapping[str, float]) -> list[tuple[int, float]]:
    """Unit vector of a question over the kept features."""
    pairs = [(names[name], weight * information[name]) for name, weight in features.weights.items() if name in names]
    length = math.sqrt(sum(value * value for _, value in pairs)) or 1.0
    return [(place, value / length) for place, value in pairs]


def _schedule(size: int, epochs: int) -> Iterator[tuple[float, list[int]]]:
    """Learning rate and order of the questions, for each epoch."""
    shuffler = random.Random(1)
    order = list(range(size))
    for epoch in range(epochs):
        shuffler.shuffle(order)
        yield RATE / (1 + epoch * RATE_DECAY), order


def _step(
    vector: Sequence[tuple[int, float]], target: int, rows: list[list[float]], bias: list[float], rate: float
) -> bool:
    """Move the weights a little, so that this question becomes more probable for its class; False if it is already."""
    scores = bias
    for place, value in vector:
        scores = [score + value * weight for score, weight in zip(scores, rows[place], strict=True)]
    probabilities = softmax(scores)
    if probabilities[target] > SURE:
        return False
    for n, probability in enumerate(probabilities):
        gradient = probability - (n == target)
        if gradient < SMALL and n != target:
            continue
        bias[n] -= 0.1 * rate * gradient
        for place, value in vector:
            rows[place][n] -= rate * gradient * value
    return True


def _byte(value: float) -> int:
    return max(-127, min(127, round(value)))
