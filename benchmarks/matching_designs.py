"""Designs of the matcher side by side: `python benchmarks/matching.py --designs` (some ten minutes).

Each learns from the curated questions alone, by the same features (`kineret_bot.learning.features`) unless it
says otherwise, and is judged by its favourite intent, without thresholds: on 1,500 curated questions of a fold
that it did not learn from, and on the blind messages. `at 4% wrong` is what a single threshold could reach on
the blind messages if it were set on them: a bound for comparison, not a promise. Softmax regressions are learnt
on NumPy (`matching_learning.py`), with the steps that the shipped weights are learnt by.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy
from matching_cases import Case
from matching_learning import learn
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.naive_bayes import ComplementNB
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from kineret_bot.content.library import Library
from kineret_bot.content.loader import load_library
from kineret_bot.learning import Scorer, softmax
from kineret_bot.learning import features as featuring
from kineret_bot.learning.features import OPENERS, WORDLESS, Features, Featurizer
from kineret_bot.locate import intents_folder
from kineret_bot.matching import vocabulary
from kineret_bot.model import Kind
from kineret_bot.spelling import Speller
from kineret_bot.text import Message
from kineret_bot.tune import Bank, deal

Examples = list[tuple[str, Features]]
Featured = Callable[[Message], Features]
FROM_FOLD = 1500
"""Held-out curated questions that are asked."""
MOST_WRONG = 0.04
"""Of all messages, the share of wrong answers at which designs are compared."""


@dataclass(frozen=True, slots=True)
class Design:
    """How features are made, and how a classifier over them is made."""

    name: str
    features: Callable[[Bank, Sequence[Message]], Featured]
    """From the questions that are learnt from."""
    classifier: Callable[[Examples], tuple[list[str], Callable[[Features], Any]]]
    """Classes, and for each message their scores."""
    asking_too: bool = False
    """Whether the asking sentences are read a second time, alone."""


def run(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """The figures of all designs."""
    bank = deal(load_library(intents_folder()))
    read = [bank.reader.read(question.text) for question in bank.questions]
    asked = [bank.reader.read(case.text) for case in cases]
    rows = []
    for design in designs():
        print(f"Learning: {design.name}", file=sys.stderr)
        rows.append({"design": design.name, **_measure(design, bank, read, cases, asked)})
    return rows


def designs() -> list[Design]:
    """Ours, the others, and ours with a part taken out or put in."""
    ours = Design("**softmax: words, pairs, concepts (kept)**", whole, softmax_regression())
    return [
        Design("nearest phrase by TF-IDF cosine", whole, nearest),
        Design("class centroids (Rocchio)", whole, centroids),
        Design("complement naive Bayes", whole, naive_bayes),
        Design("linear SVM, one against the rest", whole, support_vectors),
        Design("softmax: words only", words_only, ours.classifier),
        Design("softmax: words and pairs", words_and_pairs, ours.classifier),
        ours,
        Design("softmax: kept + letters (3 and 4 in a row)", with_letters, ours.classifier),
        Design("softmax: kept, without the first letters of words", no_beginnings, ours.classifier),
        Design("softmax: kept, story counts in full", full_story, ours.classifier),
        Design("softmax: kept, no repair of typos", unrepaired, ours.classifier),
        Design("softmax: kept, length to the power of 0.75", whole, softmax_regression(0.75)),
        replace(ours, name="softmax: kept, blended with the asking sentences alone", asking_too=True),
    ]


def _measure(
    design: Design, bank: Bank, read: Sequence[Message], cases: Sequence[Case], asked: Sequence[Message]
) -> dict[str, float]:
    intents = bank.library.by_id
    kept = [n for n, question in enumerate(bank.questions) if question.fold]
    score, classes, _ = _learnt(design, bank, read, kept)
    tested = [n for n, q in enumerate(bank.questions) if not q.fold and intents[q.intent].kind is Kind.ANSWER]
    tested = random.Random(1).sample(tested, min(FROM_FOLD, len(tested)))
    folded = sum(classes[int(numpy.argmax(score(read[n])))] == bank.questions[n].intent for n in tested) / len(tested)
    score, classes, count = _learnt(design, bank, read, range(len(read)))
    scores = [score(message) for message in asked]
    tops = [classes[int(numpy.argmax(row))] for row in scores]
    answerable = [(case, top) for case, top in zip(cases, tops, strict=True) if case.outcome is Kind.ANSWER]
    declined = [top for case, top in zip(cases, tops, strict=True) if case.outcome is Kind.DECLINE]
    from matching import auroc

    return {
        "fold": folded,
        "blind": sum(case.right((top,)) for case, top in answerable) / len(answerable),
        "declines": sum(intents[top].kind is not Kind.ANSWER for top in declined) / len(declined),
        "at": _at_most_wrong(cases, scores, tops, bank.library),
        "auroc": auroc(cases, [dict(zip(classes, map(float, row), strict=True)) for row in scores], intents),
        "features": count,
    }


def _learnt(
    design: Design, bank: Bank, read: Sequence[Message], kept: Sequence[int]
) -> tuple[Callable[[Message], Any], list[str], int]:
    features = design.features(bank, [read[n] for n in kept])
    examples = [(bank.questions[n].intent, features(read[n])) for n in kept]
    classes, score = design.classifier(examples)
    count = len({name for _, found in examples for name in found.weights})
    if not design.asking_too:
        return lambda message: score(features(message)), classes, count
    return lambda message: (score(features(message)) + score(features(_asking(message)))) / 2, classes, count


def _at_most_wrong(cases: Sequence[Case], scores: Sequence[Any], tops: Sequence[str], library: Library) -> float:
    """Right answers to answerable messages when wrong ones may be MOST_WRONG of all messages."""
    told = []
    for case, row, top in zip(cases, scores, tops, strict=True):
        if library.by_id[top].kind is Kind.ANSWER and case.outcome in (Kind.ANSWER, Kind.DECLINE):
            told.append((float(numpy.max(row)), case.outcome is Kind.ANSWER and case.right((top,))))
    allowed = MOST_WRONG * sum(case.outcome in (Kind.ANSWER, Kind.DECLINE) for case in cases)
    right = wrong = best = 0
    for _, good in sorted(told, key=lambda item: -item[0]):
        right, wrong = right + good, wrong + (not good)
        if wrong <= allowed:
            best = right
    return best / sum(case.outcome is Kind.ANSWER for case in cases)


# Features


def _featurizer(bank: Bank, messages: Sequence[Message], concepts: bool = True, repair: bool = True) -> Featurizer:
    library = bank.library
    phrases = [phrase for words in library.concepts.values() for phrase in words]
    known, targets = vocabulary(messages, phrases, library.english)
    speller = Speller(targets if repair else (), known, library.english)
    return Featurizer(library.concepts if concepts else {}, library.names, speller, library.medicine_endings)


def whole(bank: Bank, messages: Sequence[Message]) -> Featured:
    return _featurizer(bank, messages)


def words_and_pairs(bank: Bank, messages: Sequence[Message]) -> Featured:
    return _featurizer(bank, messages, concepts=False)


def unrepaired(bank: Bank, messages: Sequence[Message]) -> Featured:
    return _featurizer(bank, messages, repair=False)


def words_only(bank: Bank, messages: Sequence[Message]) -> Featured:
    make = _featurizer(bank, messages, concepts=False)

    def features(message: Message) -> Features:
        found = make(message)
        return Features({name: w for name, w in found.weights.items() if name[0] not in WORDLESS}, found.unknown)

    return features


def no_beginnings(bank: Bank, messages: Sequence[Message]) -> Featured:
    make = _featurizer(bank, messages)

    def features(message: Message) -> Features:
        found = make(message)
        return Features({name: w for name, w in found.weights.items() if name[0] != "k"}, found.unknown)

    return features


def full_story(bank: Bank, messages: Sequence[Message]) -> Featured:
    make = _featurizer(bank, messages)

    def features(message: Message) -> Features:
        kept, featuring.STORY_WEIGHT = featuring.STORY_WEIGHT, 1.0
        try:
            return make(message)
        finally:
            featuring.STORY_WEIGHT = kept

    return features


def with_letters(bank: Bank, messages: Sequence[Message]) -> Featured:
    make = _featurizer(bank, messages)

    def features(message: Message) -> Features:
        found = make(message)
        letters = {
            f"c:{padded[n : n + size]}": 0.3
            for word in message.words
            for padded in (f" {word} ",)
            for size in (3, 4)
            for n in range(len(padded) - size + 1)
        }
        return Features({**found.weights, **letters}, found.unknown)

    return features


def _asking(message: Message) -> Message:
    """The sentences that ask, or the whole message when none does."""
    spans = [(start, end) for start, end, mark in message.sentences() if mark == "?" or message.words[start] in OPENERS]
    if not spans:
        return message
    places = [place for start, end in spans for place in range(start, end)]
    return replace(
        message, words=tuple(message.words[n] for n in places), stops=tuple(message.stops[n] for n in places)
    )


# Classifiers


def softmax_regression(exponent: float = 1.0) -> Callable[[Examples], tuple[list[str], Callable[[Features], Any]]]:
    def classifier(examples: Examples) -> tuple[list[str], Callable[[Features], Any]]:
        weights = learn(examples, exponent)
        scorer, bias = Scorer(weights), numpy.array(weights.bias)

        def score(features: Features) -> Any:
            scores = numpy.array(scorer.scores(features)[0])
            if exponent != 1.0:
                scores = bias + (scores - bias) * _length(features, weights) ** (1 - exponent)
            return numpy.array(softmax(list(scores)))

        return list(weights.classes), score

    return classifier


def _length(features: Features, weights: Any) -> float:
    square = (features.unknown * weights.ignorance) ** 2
    square += sum(
        (weight * weights.information[weights.places[name]]) ** 2
        for name, weight in features.weights.items()
        if name in weights.places
    )
    return math.sqrt(square) or 1.0


def _vectors(examples: Examples) -> tuple[list[str], Any, Any, Callable[[Features], Any]]:
    """Classes, their number for each example, TF-IDF vectors, and what makes such a vector."""
    classes = sorted({label for label, _ in examples})
    targets = numpy.array([classes.index(label) for label, _ in examples])
    names, idf = DictVectorizer(), TfidfTransformer()
    matrix = idf.fit_transform(names.fit_transform([dict(features.weights) for _, features in examples])).tocsr()
    return classes, targets, matrix, lambda features: idf.transform(names.transform([dict(features.weights)]))


def nearest(examples: Examples) -> tuple[list[str], Callable[[Features], Any]]:
    classes, targets, matrix, vector = _vectors(examples)

    def score(features: Features) -> Any:
        best = numpy.zeros(len(classes))
        numpy.maximum.at(best, targets, (matrix @ vector(features).T).toarray().ravel())
        return best

    return classes, score


def centroids(examples: Examples) -> tuple[list[str], Callable[[Features], Any]]:
    classes, targets, matrix, vector = _vectors(examples)
    means = normalize(numpy.vstack([numpy.asarray(matrix[targets == n].mean(axis=0)) for n in range(len(classes))]))
    columns = numpy.ascontiguousarray(means.T)
    return classes, lambda features: (vector(features) @ columns).ravel()


def naive_bayes(examples: Examples) -> tuple[list[str], Callable[[Features], Any]]:
    classes, targets, matrix, vector = _vectors(examples)
    model = ComplementNB(alpha=0.3).fit(matrix, targets)
    return classes, lambda features: model.predict_proba(vector(features))[0]


def support_vectors(examples: Examples) -> tuple[list[str], Callable[[Features], Any]]:
    classes, targets, matrix, vector = _vectors(examples)
    model = LinearSVC(C=0.5).fit(matrix, targets)
    return classes, lambda features: model.decision_function(vector(features))[0]


def render(rows: Sequence[dict[str, Any]]) -> str:
    """The table, as Markdown."""
    lines = [
        "| design | held-out curated lines: right | blind: right | blind: unanswerable kept apart | blind: right at 4% "
        "wrong | AUROC | features |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        cells = [f"{row[name]:.1%}" for name in ("fold", "blind", "declines", "at")]
        lines.append(f"| {row['design']} | {' | '.join(cells)} | {row['auroc']:.3f} | {row['features']:,} |")
    return "\n".join(lines)
