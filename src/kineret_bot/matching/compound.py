"""Messages that ask two things: where they may be cut, and whether both halves ask and stand on their own."""

from __future__ import annotations

from collections.abc import Mapping

from kineret_bot.learning.features import MOST_WORDS, OPENERS
from kineret_bot.matching.decision import Thresholds, allowed
from kineret_bot.matching.matcher import Matcher, Ranked
from kineret_bot.model import Intent, Kind
from kineret_bot.text import Message

_JOINTS = frozenset({"and", "also", "plus", "or", "then"})
_MOST_CUTS = 8
_LEAST_WORDS = 2
_LEAD = 4
"""A half asks when a question word stands among this many of its first words."""


def two_questions(
    matcher: Matcher, message: Message, ranked: Ranked, intents: Mapping[str, Intent], limits: Thresholds
) -> tuple[str, ...]:
    """The two intents that the halves of a message ask for, in order; empty when it asks one thing."""
    if ranked.exact or len(message.words) > MOST_WORDS:
        return ()
    best: tuple[float, tuple[str, ...]] = (limits.second, ())
    for cut in _cuts(message):
        ends = ((0, cut), (cut, len(message.words)))
        halves = [allowed(matcher.rank_part(message, start, end), intents) for start, end in ends]
        tops = tuple(half.intents[0][0] for half in halves)
        sure = min(half.intents[0][1] for half in halves)
        if sure > best[0] and tops[0] != tops[1] and all(intents[top].kind is Kind.ANSWER for top in tops):
            best = (sure, tops)
    return best[1]


def _cuts(message: Message) -> list[int]:
    """Places after punctuation or at a joining word where a second question begins after a first one."""
    size = len(message.words)
    after = {place + 1 for place, stop in enumerate(message.stops) if stop}
    joints = {place for place, word in enumerate(message.words) if word in _JOINTS}
    cuts = sorted(cut for cut in after | joints if _LEAST_WORDS <= cut <= size - _LEAST_WORDS)
    return [cut for cut in cuts if _asks(message, 0, cut) and _asks(message, cut, size)][:_MOST_CUTS]


def _asks(message: Message, start: int, end: int) -> bool:
    """Whether a sentence or clause within a stretch of words opens with a question word."""
    openings = [start, *(place + 1 for place in range(start, end - 1) if message.stops[place])]
    return any(OPENERS.intersection(message.words[opening : min(opening + _LEAD, end)]) for opening in openings)
