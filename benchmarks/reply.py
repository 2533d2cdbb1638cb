"""Where the time of a reply goes: `python benchmarks/reply.py` (about half a minute).

The questions are all different and every other one is mistyped, as in serve.py. First the stages of a reply; then the
two ways of working that pay most, each beside the plain way: evidence added as large integers, near words by pieces.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from rapidfuzz import process
from serve import different_questions

from kineret_bot import bot as bot_module
from kineret_bot import load_bot
from kineret_bot.bot import Bot
from kineret_bot.learning import Features, Weights
from kineret_bot.matching import Matcher
from kineret_bot.spelling import Neighbours, edits
from kineret_bot.text import Reader
from kineret_bot.triage import Triage
from kineret_bot.triage.recogniser import Recogniser

WARM, MEASURED = 1_000, 3_000
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("a whole reply", Bot, "reply"),
    ("reading the text", Reader, "read"),
    ("triage by rules", Triage, "_look"),
    ("triage by examples", Recogniser, "judge"),
    ("ranking the intents", Matcher, "rank"),
    ("a second question", bot_module, "two_questions"),
    ("the nearest question", Matcher, "nearest"),
)


def main() -> None:
    bot = load_bot(notice=print)
    gc.collect()
    gc.freeze()
    questions = different_questions()
    for text in islice(questions, WARM):
        bot.reply(text)
    spent = dict.fromkeys((name for name, _, _ in STAGES), 0.0)
    for name, owner, method in STAGES:
        setattr(owner, method, timed(getattr(owner, method), name, spent))
    asked = list(islice(questions, MEASURED))
    for text in asked:
        bot.reply(text)
    print("| stage | µs a message | share |\n|---|--:|--:|")
    whole = spent[STAGES[0][0]]
    for name, seconds in spent.items():
        print(f"| {name} | {seconds / MEASURED * 1e6:.0f} | {seconds / whole:.0%} |")
    print("\n| way of working | µs |\n|---|--:|")
    messages = [bot._reader.read(text) for text in asked]
    evidence(bot.matcher, [bot.matcher._featurizer(message) for message in messages])
    near_words(bot.matcher, [word for message in messages for word in message.words])


def timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def run(*arguments: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            spent[name] += time.perf_counter() - start

    return run


def evidence(matcher: Matcher, messages: list[Features]) -> None:
    """Scores of all intents for a message."""
    scorer = matcher._scorer
    weights = scorer._weights
    for features in messages[:WARM]:
        mine, plain = scorer.scores(features)[0], one_by_one(weights, features)
        assert all(math.isclose(a, b, abs_tol=1e-5) for a, b in zip(mine, plain, strict=True))
    tell("evidence of a message, as large integers", scorer.scores, messages[WARM:])
    tell("evidence of a message, number by number", lambda features: one_by_one(weights, features), messages[WARM:])


def one_by_one(weights: Weights, features: Features) -> list[float]:
    width, totals = len(weights.classes), [0.0] * len(weights.classes)
    square = (features.unknown * weights.ignorance) ** 2
    for name, weight in features.weights.items():
        if (place := weights.places.get(name)) is not None:
            for column, byte in enumerate(weights.evidence[place * width : (place + 1) * width]):
                if byte:
                    totals[column] += weight * (byte - 256 if byte > 127 else byte)
            square += (weight * weights.information[place]) ** 2
    length = math.sqrt(square) or 1.0
    return [total / length + bias for total, bias in zip(totals, weights.bias, strict=True)]


def near_words(matcher: Matcher, words: list[str]) -> None:
    """Words one edit from a word that nobody knows."""
    speller = matcher._featurizer._speller
    targets = sorted({word for held in speller._close._filed.values() for word in held})
    mistyped = [word for word in dict.fromkeys(words) if word.isalpha() and len(word) > 3 and not speller.knows(word)]
    by_pieces = Neighbours(targets, 1)
    for word in mistyped[:100]:
        assert sorted(by_pieces.near(word)) == sorted(among_all(word, targets))
    tell(f"near words among {len(targets):,}, by pieces", by_pieces.near, mistyped)
    tell(f"near words among {len(targets):,}, all compared", lambda word: among_all(word, targets), mistyped[:300])


def among_all(word: str, targets: list[str]) -> list[tuple[str, int]]:
    found = process.extract(word, targets, scorer=edits, score_cutoff=1, limit=None)
    return [(near, int(distance)) for near, distance, _ in found]


def tell(name: str, work: Callable[[Any], Any], inputs: Iterable[Any]) -> None:
    inputs = list(inputs)
    start = time.perf_counter()
    for each in inputs:
        work(each)
    print(f"| {name} | {(time.perf_counter() - start) / len(inputs) * 1e6:.0f} |")


if __name__ == "__main__":
    main()
