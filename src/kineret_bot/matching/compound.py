"""Messages that ask two things: where they may be cut, and whether each half is sure of an answer of its own."""

from __future__ import annotations

from collections.abc import Mapping

from kineret_bot.learning.features import MOST_WORDS
from kineret_bot.matching.decision import Thresholds, allowed
from kineret_bot.matching.matcher import Matcher, Ranked
from kineret_bot.model import Intent, Kind
from kineret_bot.text import Message

_JOINTS = frozenset({"and", "also", "plus", "or", "then"})
_MOST_CUTS = 8
_LEAST_WORDS = 2


def two_questions(
    matcher: Matcher, message: Message, ranked: Ranked, intents: Mapping[str, Intent], limits: Thresholds
) -> tuple[str, ...]:
    """The two intents that the halves of a message ask for, in order; empty when it asks one thing."""
    if ranked.exact or len(message.words) > MOST_WORDS:
        return ()
    best: tuple[float, tuple[str, ...]] = (limits.second, ())
    for cut in _cuts(message):
        first, sure = _half(matcher, message, 0, cut, intents)
        if sure <= best[0]:
            continue
        second, other = _half(matcher, message, cut, len(message.words), intents)
        if first != second and min(sure, other) > best[0]:
            best = (min(sure, other), (first, second))
    return best[1]


def _half(matcher: Matcher, message: Message, start: int, end: int, intents: Mapping[str, Intent]) -> tuple[str, float]:
    """The intent that a half asks for, and how sure that is; not at all when the page does not answer it."""
    intent, chance = allowed(matcher.rank_part(message, start, end), intents).intents[0]
    return intent, chance if intents[intent].kind is Kind.ANSWER else 0.0


def _cuts(message: Message) -> list[int]:
    """Places after punctuation or at a joining word, with some words on either side."""
    size = len(message.words)
    after = {place + 1 for place, stop in enumerate(message.stops) if stop}
    joints = {place for place, word in enumerate(message.words) if word in _JOINTS}
    return sorted(cut for cut in after | joints if _LEAST_WORDS <= cut <= size - _LEAST_WORDS)[:_MOST_CUTS]
