"""Messages that ask two things: where they may be cut, and whether both halves stand on their own."""

from __future__ import annotations

from collections.abc import Mapping

from kineret_bot.matching.decision import Thresholds
from kineret_bot.matching.features import MOST_WORDS
from kineret_bot.matching.matcher import Matcher, Ranked
from kineret_bot.model import Intent, Kind
from kineret_bot.text import Message

_JOINTS = frozenset({"and", "also", "plus", "or", "then"})
_MOST_CUTS = 8
_LEAST_WORDS = 2
_LEAST_WHOLE = 0.05
"""Both intents must be at least this probable for the message as a whole: a story is not a second question."""


def two_questions(
    matcher: Matcher, message: Message, ranked: Ranked, intents: Mapping[str, Intent], limits: Thresholds
) -> tuple[str, ...]:
    """The two intents that the halves of a message ask for, in order; empty when it asks one thing."""
    if ranked.exact or len(message.words) > MOST_WORDS:
        return ()
    whole = {intent for intent, chance in ranked.intents if chance >= _LEAST_WHOLE and intents[intent].kind is Kind.ANSWER}
    if len(whole) < 2:
        return ()
    best: tuple[float, tuple[str, ...]] = (limits.second, ())
    for cut in _cuts(message):
        halves = (matcher.rank_part(message, 0, cut), matcher.rank_part(message, cut, len(message.words)))
        tops = tuple(half.intents[0][0] for half in halves)
        sure = min(half.intents[0][1] for half in halves)
        if tops[0] != tops[1] and whole.issuperset(tops) and sure > best[0]:
            best = (sure, tops)
    return best[1]


def _cuts(message: Message) -> list[int]:
    """Places where a second question may begin: after punctuation, at a joining word."""
    size = len(message.words)
    after = {place + 1 for place, stop in enumerate(message.stops) if stop}
    joints = {place for place, word in enumerate(message.words) if word in _JOINTS}
    return sorted(cut for cut in after | joints if _LEAST_WORDS <= cut <= size - _LEAST_WORDS)[:_MOST_CUTS]
