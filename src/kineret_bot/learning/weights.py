"""Weights of evidence: a softmax regression, learnt from the curated questions alone.

Learning is plain stochastic gradient descent in pure Python with a fixed order and a fixed seed; what
is kept of each weight is one signed byte. So the same content gives the same weights anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import math
import random
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kineret_bot.learning.features import Features

RATE = 4.0
RATE_DECAY = 0.3
SURE = 0.97
"""A question that is already this probable teaches nothing more."""
SMALL = 0.004
"""Gradients below this are not worth their time."""
RAREST = {"p": 2, "k": 4}
"""A pair of neighbours, and a beginning, counts if at least this many examples hold it."""
IGNORANCE = 0.5
"""Information of an unknown word, as a share of that of the rarest known one."""
SCALE = 1.0
"""Kept weight = learnt weight x information x SCALE, rounded, within a signed byte; finer ones bring nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each feature says for and against each intent."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    places: Mapping[str, int]
    """Feature to its row."""
    information: array[float]
    """Of each row: how rare its feature is among the curated questions, in nats."""
    evidence: bytes
    """Of each row, for each class: evidence x SCALE, a signed byte."""
    ignorance: float
    """Information of a word that the content does not know."""
    learnt_from: str
    """Digest of the questions and of all that these weights depend on."""

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
        names, classes, evidence = data["features"], tuple(data["classes"]), _unpacked(data["evidence"])
        if len(names) != len(data["information"]):
            raise ValueError("information and features do not fit together")
        if len(evidence) != len(names) * len(classes) or len(classes) != len(data["bias"]):
            raise ValueError("evidence, features and classes do not fit together")
        return cls(
            classes=classes,
            bias=tuple(data["bias"]),
            places={sys.intern(name): place for place, name in enumerate(names)},  # weights share most of their names
            information=array("d", data["information"]),
            evidence=evidence,
            ignorance=data["ignorance"],
            learnt_from=data["learnt_from"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How weights are learnt."""

    epochs: int = 5
    """Times that every example is gone through."""
    dropout: float = 0.0
    """Share of its features that each step leaves out of an example, drawn by lot, 0 to 1: no class then rests on one
    word alone, at the cost of more epochs (docs/triage.md has the figures)."""
    averaged: int = 1
    """Of so many last epochs the weights are averaged: less of the lot is left in them."""


PLAIN = Course()


def learn(examples: Sequence[tuple[str, Features]], course: Course = PLAIN) -> Weights:
    """Weights that tell the classes of `examples` (class, features) apart; the same ones every time."""
    classes = tuple(sorted({label for label, _ in examples}))
    information = _information([features for _, features in examples])
    names = {name: place for place, name in enumerate(sorted(information))}
    vectors = [_vector(features, names, information) for _, features in examples]
    rows = [[0.0] * len(classes) for _ in names]
    bias = [0.0] * len(classes)
    sums: list[list[float]] = []
    number = {label: n for n, label in enumerate(classes)}
    targets = [number[label] for label, _ in examples]
    rested: set[int] = set()
    lot = random.Random(2)
    for epoch, (rate, order) in enumerate(_schedule(len(examples), course.epochs)):
        # A question that taught nothing sits out the next epoch: half the time, the same weights within noise.
        awake = [n for n in order if n not in rested]
        taught = {n for n in awake if _step(_thinned(vectors[n], course.dropout, lot), targets[n], rows, bias, rate)}
        rested = {n for n in order if n not in taught and n not in rested}
        if course.averaged > 1 and epoch >= course.epochs - course.averaged:
            sums = _added(sums, [bias, *rows])
    if sums:
        bias, *rows = ([value / course.averaged for value in row] for row in sums)
    scaled = ([weight * information[name] * SCALE for weight in rows[place]] for name, place in names.items())
    return weights_of(classes, bias, information, scaled, len(examples), digest(examples, course))


def weights_of(
    classes: tuple[str, ...],
    bias: Sequence[float],
    information: Mapping[str, float],
    scaled: Iterable[Sequence[float]],
    size: int,
    learnt_from: str,
) -> Weights:
    """Weights as they are kept, from what was learnt of `size` examples: the `information` of each feature, and in the
    order of the features' names `scaled` rows of evidence x SCALE."""
    names = sorted(information)
    return Weights(
        classes=classes,
        bias=tuple(round(float(b), 3) for b in bias),
        places={name: place for place, name in enumerate(names)},
        information=array("d", (information[name] for name in names)),
        evidence=bytes(_byte(value) for row in scaled for value in row),
        ignorance=round(IGNORANCE * math.log(1 + size), 4),
        learnt_from=learnt_from,
    )


def digest(examples: Sequence[tuple[str, Features]], course: Course = PLAIN) -> str:
    """Changes when anything changes that the weights are learnt from or how: features, order, constants."""
    constants = (course, RATE, RATE_DECAY, SURE, SMALL, sorted(RAREST.items()), IGNORANCE, SCALE)
    found = hashlib.sha256(repr(constants).encode())
    for label, features in examples:
        found.update(f"{label} {sorted(features.weights.items())}\n".encode())
    return found.hexdigest()


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities from log-odds."""
    most = max(scores)
    exp = math.exp
    odds = [exp(score - most) for score in scores]
    total = sum(odds)
    return [one / total for one in odds]


def _information(all_features: Sequence[Features]) -> dict[str, float]:
    """log(1 + questions / questions that hold the feature), for every feature that is kept."""
    counts = Counter(name for features in all_features for name in features.weights)
    size = len(all_features)
    return {name: round(math.log(1 + size / n), 4) for name, n in sorted(counts.items()) if n >= RAREST.get(name[0], 1)}


def _vector(features: Features, names: Mapping[str, int], information: Mapping[str, float]) -> list[tuple[int, float]]:
    """Unit vector of a question over the kept features."""
    pairs = [(names[name], weight * information[name]) for name, weight in features.weights.items() if name in names]
    length = math.sqrt(sum(value * value for _, value in pairs)) or 1.0
    return [(place, value / length) for place, value in pairs]


def _thinned(vector: list[tuple[int, float]], dropout: float, lot: random.Random) -> list[tuple[int, float]]:
    """The vector without a share of its features, a unit vector again."""
    if not dropout:
        return vector
    kept = [item for item in vector if lot.random() >= dropout]
    length = math.sqrt(sum(value * value for _, value in kept)) or 1.0
    return [(place, value / length) for place, value in kept]


def _added(sums: list[list[float]], rows: list[list[float]]) -> list[list[float]]:
    """The sums with one more set of rows; a copy of the rows when there are none yet."""
    if not sums:
        return [row[:] for row in rows]
    return [[one + other for one, other in zip(*pair, strict=True)] for pair in zip(sums, rows, strict=True)]


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


def _unpacked(text: str) -> bytes:
    try:
        return zlib.decompress(base64.b64decode(text, validate=True))
    except zlib.error as error:
        raise ValueError(f"cannot be unpacked: {error}") from None


def _byte(value: float) -> int:
    """A number as a signed byte, in two's complement."""
    return max(-127, min(127, round(value))) & 0xFF
