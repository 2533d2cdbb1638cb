"""`kineret_bot.learning.weights.learn` on NumPy: the same steps in the same order, some ten times as fast.

For experiments only: sums are rounded in another order, so that now and then a stored byte may differ by one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy

from kineret_bot.learning import weights as pure
from kineret_bot.learning.features import Features
from kineret_bot.learning.weights import Course, Weights


def learn(
    examples: Sequence[tuple[str, Features]], exponent: float = 1.0, course: Course = pure.PLAIN, lot: int = 2
) -> Weights:
    """Weights as `weights.learn` gives them; vectors are divided by their length to the power of `exponent`, and the
    features to leave out are drawn by `lot`."""
    classes = tuple(sorted({label for label, _ in examples}))
    information = pure._information([features for _, features in examples])
    names = {name: place for place, name in enumerate(sorted(information))}
    vectors = [_vector(features, names, information, exponent) for _, features in examples]
    rows = numpy.zeros((len(names), len(classes)))
    bias = numpy.zeros(len(classes))
    number = {label: n for n, label in enumerate(classes)}
    targets = [number[label] for label, _ in examples]
    drawn = numpy.random.RandomState(lot)
    sums, sum_of_bias = numpy.zeros_like(rows), numpy.zeros_like(bias)
    for epoch, (rate, order) in enumerate(pure._schedule(len(examples), course.epochs)):
        for n in order:
            places, values = vectors[n]
            if course.dropout:
                kept = drawn.rand(len(places)) >= course.dropout
                places, values = places[kept], values[kept] / (math.sqrt((values[kept] ** 2).sum()) or 1.0)
            _step(places, values, targets[n], rows, bias, rate)
        if epoch >= course.epochs - course.averaged:
            sums += rows
            sum_of_bias += bias
    rows, bias = sums / course.averaged, sum_of_bias / course.averaged
    scaled = rows * numpy.array([information[name] for name in names])[:, None] * pure.SCALE
    return pure.weights_of(classes, bias.tolist(), information, scaled.tolist(), len(examples), "")


def _vector(
    features: Features, names: dict[str, int], information: dict[str, float], exponent: float
) -> tuple[numpy.ndarray, numpy.ndarray]:
    pairs = pure._vector(features, names, information)
    values = numpy.array([value for _, value in pairs])
    if exponent != 1.0:
        full = math.sqrt(sum((weight * information[n]) ** 2 for n, weight in features.weights.items() if n in names))
        values = values * (full or 1.0) ** (1 - exponent)
    return numpy.array([place for place, _ in pairs], dtype=numpy.intp), values


def _step(
    places: numpy.ndarray, values: numpy.ndarray, target: int, rows: numpy.ndarray, bias: numpy.ndarray, rate: float
) -> None:
    own = rows[places]
    scores = bias + values @ own
    odds = numpy.exp(scores - scores.max())
    gradient = odds / odds.sum()
    if gradient[target] > pure.SURE:
        return
    gradient[target] -= 1
    moved = gradient >= pure.SMALL
    moved[target] = True
    gradient = numpy.where(moved, rate * gradient, 0.0)
    bias -= 0.1 * gradient
    rows[places] = own - values[:, None] * gradient
