"""From ranked intents to what to do: answer, ask back, decline or chat. The thresholds are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kineret_bot.learning import stem
from kineret_bot.matching.matcher import Ranked
from kineret_bot.model import Intent, Kind

OTHERS = frozenset({"other_medicine", "tnf_blocker", "similar_medicine"})
OURS = frozenset({"kineret", "the_medicine"})
"""Concepts of the lexicon that name another medicine, or ours."""
_POINTING = frozenset(f"w:{stem(word)}" for word in ("it", "this", "these", "that", "mine", "ours", "one"))
MOST_OPTIONS = 4
"""Choices in a clarifying question."""
CHAT = 0.32
"""Least probability of all small talk together for taking a message as such."""
LONGEST_SMALL_TALK = 9
"""Words; a longer message may hold a question beside its courtesies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """How sure is sure enough; set by a cost-weighted sweep (docs/matching.md), kept in `thresholds.yaml`."""

    answer: float
    """Least probability of an intent whose answer is given."""
    margin: float
    """Least lead of that intent over the next answer, or else the person is asked which one."""
    clarify: float
    """Least probability of all answers together for asking back rather than declining."""
    option: float
    """Least probability of an intent that is offered as a choice."""
    known: float
    """Least share of the message's information that the content knows."""
    second: float
    """Least probability of each of two answers when a message asks two things."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the matcher would do with a message."""

    kind: Kind
    """`answer`, `clarify`, `decline` or `chat`."""
    intents: tuple[str, ...]
    """Intents to answer or to offer; for a decline the kind of question that is declined, if it is one we know."""
    reason: str
    """Why, for a curator."""


def decide(ranked: Ranked, intents: Mapping[str, Intent], limits: Thresholds) -> Decision:
    """One decision on one ranking."""
    if not ranked.exact:
        ranked = allowed(ranked, intents)
    first, chance = ranked.intents[0]
    kind = intents[first].kind
    if kind is Kind.CLARIFY and chance >= limits.answer:
        return Decision(Kind.CLARIFY, intents[first].options, f"too vague for one answer ({first}, {chance:.0%} sure)")
    if ranked.exact:
        return Decision(kind, (first,), "word for word one of its questions")
    if kind is Kind.CHAT and _is_small_talk(ranked, intents, limits):
        return Decision(Kind.CHAT, (first,), f"small talk, {_chat(ranked, intents):.0%} sure")
    if kind is Kind.DECLINE:
        return _decline(ranked, intents, limits)
    return _answer(ranked, intents, limits)


def allowed(ranked: Ranked, intents: Mapping[str, Intent]) -> Ranked:
    """The ranking without the intents that a veto word rules out."""
    named = {name[1:] for name in ranked.features.weights if name[0] == "#"}
    elsewhere = _about_another_medicine(ranked, named)
    kept = [(intent, p) for intent, p in ranked.intents if not _vetoed(intents[intent], named, elsewhere)]
    if len(kept) == len(ranked.intents):
        return ranked
    if not kept:
        return replace(ranked, known=0.0)
    total = sum(chance for _, chance in kept) or 1.0
    return replace(ranked, intents=tuple((intent, chance / total) for intent, chance in kept))


def _vetoed(intent: Intent, named: set[str], elsewhere: bool) -> bool:
    if elsewhere and intent.kind is Kind.ANSWER and not named.intersection(intent.about):
        return True
    return bool(named.intersection(intent.not_with)) and not named.intersection(intent.unless)


def _about_another_medicine(ranked: Ranked, named: set[str]) -> bool:
    """Whether a message names another medicine and neither ours nor anything that could stand for it."""
    ours = named & OURS or any(word in ranked.features.weights for word in _POINTING)
    return bool(named & OTHERS) and not ours


def _answer(ranked: Ranked, intents: Mapping[str, Intent], limits: Thresholds) -> Decision:
    """Answer when sure, ask back between near answers, else decline."""
    others = _chat(ranked, intents) if ranked.size > LONGEST_SMALL_TALK else 0.0
    answers = [(intent, p / (1 - others)) for intent, p in ranked.intents if intents[intent].kind is Kind.ANSWER]
    if ranked.known < limits.known:
        return Decision(
            Kind.DECLINE, (), f"only {ranked.known:.0%} of what the words tell is known; {limits.known:.0%} is needed"
        )
    (first, chance), (_, second) = (*answers, ("", 0.0), ("", 0.0))[:2]
    if chance >= limits.answer and chance - second >= limits.margin:
        return Decision(Kind.ANSWER, (first,), f"{chance:.0%} sure, the next answer {second:.0%}")
    options = tuple(intent for intent, p in answers[:MOST_OPTIONS] if p >= limits.option)
    if sum(p for _, p in answers) >= limits.clarify and len(options) > 1:
        return Decision(Kind.CLARIFY, options, f"{chance:.0%} against {second:.0%} is too close to call")
    return _vague(ranked, intents, limits) or _decline(ranked, intents, limits)


def _vague(ranked: Ranked, intents: Mapping[str, Intent], limits: Thresholds) -> Decision | None:
    """A question back when a message is either too vague for one answer or asks for one of those it may mean."""
    chances = dict(ranked.intents)
    for vague, chance in ranked.intents:
        options = intents[vague].options
        together = chance + sum(chances.get(option, 0.0) for option in options)
        if intents[vague].kind is Kind.CLARIFY and together >= limits.clarify:
            return Decision(Kind.CLARIFY, options, f"vague, or one of its meanings ({vague}, {together:.0%} sure)")
    return None


def _is_small_talk(ranked: Ranked, intents: Mapping[str, Intent], limits: Thresholds) -> bool:
    """Whether small talk is likely enough, and a long message holds no question beside it ("thanks, one more ...")."""
    chat = _chat(ranked, intents)
    if chat < CHAT:
        return False
    best = max((p for intent, p in ranked.intents if intents[intent].kind is not Kind.CHAT), default=0.0)
    return ranked.size <= LONGEST_SMALL_TALK or chat >= 1 or best / (1 - chat) < limits.answer


def _chat(ranked: Ranked, intents: Mapping[str, Intent]) -> float:
    """Probability that a message is small talk of any kind."""
    return sum(chance for intent, chance in ranked.intents if intents[intent].kind is Kind.CHAT)


def _decline(ranked: Ranked, intents: Mapping[str, Intent], limits: Thresholds) -> Decision:
    """Decline by the kind of question when it is one that we know, else in general."""
    for intent, chance in ranked.intents:
        if intents[intent].kind is Kind.DECLINE and chance >= limits.option:
            return Decision(
                Kind.DECLINE, (intent,), f"a kind of question that the document does not answer, {chance:.0%} sure"
            )
    return Decision(Kind.DECLINE, (), "no answer is near enough")
