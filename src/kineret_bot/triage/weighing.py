"""Rules and examples weighed together: which alarms are added, put in doubt, raised, or settled at another level."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import replace

from kineret_bot.model import Level
from kineret_bot.policy import Concept
from kineret_bot.text import Message
from kineret_bot.triage.finding import BY_EXAMPLE, RANK, SOFT, Evidence, evidence_of
from kineret_bot.triage.recogniser import Judgement, Recogniser

Found = MutableMapping[str, Evidence]
FEWEST = 2
"""Words that a message needs for an alarm by example alone: one word is for the rules."""


def saw(happening: Mapping[str, Evidence], lowered: Mapping[str, Evidence]) -> tuple[str, ...]:
    """What the rules found, as names of evidence: that they found something, each level, concept and cue."""
    forms = [f"r:{form}" for form, found in (("card", happening), ("line", lowered)) if found]
    levels = [f"r:{found.level} {bool(found.lowered_by)}" for found in (*happening.values(), *lowered.values())]
    cards = [f"r:{id_} card" for id_ in happening]
    lines = [f"r:{id_} line" for id_ in lowered]
    cues = [f"r:cue {found.lowered_by}" for found in lowered.values()]
    return tuple(dict.fromkeys((*forms, *levels, *cards, *lines, *cues)))


def weigh(
    recogniser: Recogniser,
    message: Message,
    seen: tuple[str, ...],
    concepts: Mapping[str, Concept],
    happening: Found,
    lowered: Found,
) -> None:
    """Change what the rules found, by what the message is like among the examples."""
    limits = recogniser.limits
    judged = recogniser.judge(message, seen)
    if _is_doubtful(recogniser, judged, message, seen, happening, lowered):
        _doubt(happening, lowered)
        return
    level, chance = _likeliest(judged, concepts)
    concept = next(concepts[id_] for id_ in judged.concepts if concepts[id_].level is level)
    wording = f"like the examples of {concept.name}, {judged.alarm:.0%} sure"
    found = max((RANK[each.level] for each in happening.values()), default=0)
    if not found and not lowered and sum(word.isalpha() for word in message.words) < FEWEST:
        return
    if not found and judged.alarm >= limits.card:
        happening[concept.id] = evidence_of(concept, wording, "", BY_EXAMPLE)
    elif not found and judged.alarm >= limits.line:
        lowered.setdefault(concept.id, evidence_of(concept, wording, "not sure enough", BY_EXAMPLE))
    elif RANK[level] > found > 0 and chance >= limits.higher and not _lowered_by_a_cue(level, lowered):
        happening[concept.id] = evidence_of(concept, wording, "", BY_EXAMPLE)
    elif 0 < RANK[level] < found and chance >= limits.settled and not _poisoned(level, happening):
        _settle(level, happening, lowered)
        happening.setdefault(concept.id, evidence_of(concept, wording, "", BY_EXAMPLE))


def _likeliest(judged: Judgement, concepts: Mapping[str, Concept]) -> tuple[Level | None, float]:
    """The level that the examples speak for, and how probable it is; of two alike the more urgent one."""
    levels: dict[Level | None, float] = {}
    for id_, chance in judged.concepts.items():
        level = concepts[id_].level
        levels[level] = levels.get(level, 0.0) + chance
    best = max(levels, key=lambda each: (levels[each], RANK[each]))
    return best, levels[best]


def _is_doubtful(
    recogniser: Recogniser,
    judged: Judgement,
    message: Message,
    seen: tuple[str, ...],
    happening: Found,
    lowered: Found,
) -> bool:
    """Whether a lone sign stands in a message that is like no emergency, nor is any stretch of it; never self-harm."""
    limit = recogniser.limits.doubt
    if judged.alarm >= limit or len(happening) != 1 or any(each.lowered_by == SOFT for each in lowered.values()):
        return False
    (sure,) = happening.values()
    return sure.level is not Level.CRISIS and recogniser.most_alarming(message, seen) < limit


def _doubt(happening: Found, lowered: Found) -> None:
    """A card becomes a line."""
    (id_,) = happening
    _lower(id_, "unlike any example", happening, lowered)


def _lowered_by_a_cue(level: Level | None, lowered: Found) -> bool:
    """Whether the rules saw signs of this level and context lowered them: then context decides."""
    return any(each.level is level and each.lowered_by != SOFT for each in lowered.values())


def _poisoned(level: Level | None, happening: Found) -> bool:
    """Whether the rules saw a poisoning beside a more urgent sign: too much medicine and a danger sign both stand."""
    return level is Level.POISON and any(each.level is level for each in happening.values())


def _settle(level: Level | None, happening: Found, lowered: Found) -> None:
    """Signs of a higher level become a line when the message is surely of another kind; self-harm stays."""
    for id_, sure in list(happening.items()):
        if RANK[sure.level] > RANK[level] and sure.level is not Level.CRISIS:
            _lower(id_, "like another kind", happening, lowered)


def _lower(id_: str, reason: str, happening: Found, lowered: Found) -> None:
    lowered.setdefault(id_, replace(happening.pop(id_), lowered_by=reason, why="in doubt"))
