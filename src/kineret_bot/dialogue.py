"""What a message means in a conversation: an act of talking, a follow-up, or a question of its own.

Knows the conversation, not the alarms: those come first, in `bot`, and are never weighed against this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kineret_bot.content.library import Talk
from kineret_bot.conversation import Conversation
from kineret_bot.matching import Matcher, Ranked
from kineret_bot.model import Intent, Kind
from kineret_bot.text import Message, Reader

LONGEST_FOLLOW_UP = 14
"""A longer message says enough to stand alone."""
LEANING = 0.6
"""Share of the reading that leans on what came before, in a message that needs it."""
SAME_AGAIN = 0.6
"""How probable the last answer still is as the next one."""
CLEAR = 0.85
"""A follow-up that is this sure by itself needs no context."""
UNCLEAR = 0.6
"""A message that points back or is very short needs context below this."""
LOST = 0.4
"""Any message needs context below this."""
_PLACES = ("first", "second", "third", "fourth")
_PHONE = re.compile(r"\d{3}-\d{4}|\b911\b")
_DIGITS = {"1": 0, "2": 1, "3": 2, "4": 3}


class Act(StrEnum):
    """What somebody does with a message, beside asking."""

    ASK = "ask"
    PICK = "pick"
    """Chooses among what was offered."""
    REPEAT = "repeat"
    MORE = "more"
    NUMBER = "number"
    NEITHER = "neither"
    CALLED = "called"
    FALSE_ALARM = "false_alarm"
    NOTHING_YET = "nothing_yet"
    """Points back, and nothing came before."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A message as the conversation understands it."""

    act: Act
    intents: tuple[str, ...] = ()
    """For a pick, a repetition, and more of the same: whose answers are meant."""
    ranked: Ranked | None = None
    """For a question: the intents it may be about, the conversation weighed in."""
    note: str = ""
    """How the conversation was used, for a curator."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """What people say about the talk itself, and the titles of all answers, as words."""

    acts: Mapping[tuple[str, ...], str]
    openings: tuple[tuple[str, ...], ...]
    corrections: tuple[tuple[str, ...], ...]
    pointers: frozenset[str]
    fillers: frozenset[str]
    groups: Mapping[str, str]
    """Concept to its group of facets."""
    titles: Mapping[str, Message]


def read_phrasebook(talk: Talk, reader: Reader, intents: Iterable[Intent]) -> Phrasebook:
    """The phrases of a content as words."""

    def read(phrases: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(reader.read(phrase).words for phrase in phrases))

    return Phrasebook(
        acts={words: act for act, phrases in talk.acts.items() for words in read(phrases)},
        openings=read(talk.openings),
        corrections=read(talk.corrections),
        pointers=talk.pointers,
        fillers=talk.fillers,
        groups={concept: group for group, concepts in talk.facets.items() for concept in concepts},
        titles={intent.id: reader.read(intent.title) for intent in intents if intent.kind is Kind.ANSWER},
    )


class Dialogue:
    """Understands messages in their conversation. Immutable."""

    def __init__(self, book: Phrasebook, matcher: Matcher, intents: Mapping[str, Intent]) -> None:
        self._book = book
        self._matcher = matcher
        self._intents = intents

    def understand(self, message: Message, conversation: Conversation) -> Meaning:
        """What a message with at least one word means after this conversation."""
        act = self._act(message.words)
        if conversation.alarm and act in (Act.CALLED, Act.FALSE_ALARM):
            return Meaning(Act(act), note="speaks of the alarm")
        if act == Act.NUMBER and (conversation.shown or conversation.alarm):
            told = tuple(intent for intent in conversation.shown if _PHONE.search(self._intents[intent].answer))
            return Meaning(Act.REPEAT if told else Act.NUMBER, told, note="asks for a telephone number")
        picked = self._pick(message, act, conversation)
        if picked is not None:
            return picked
        if act in (Act.REPEAT, Act.MORE):
            if not conversation.shown:
                if act == Act.REPEAT:
                    return Meaning(Act.NOTHING_YET, note="points back, and nothing came before")
            else:
                return Meaning(Act(act), conversation.shown, note=f"asks {act} of the last answer")
        return self._ask(message, conversation)

    def facets(self, message: Message, before: tuple[str, ...]) -> tuple[str, ...]:
        """Whom and what the talk is about after a message: what it names replaces what was said of the same group."""
        named = {
            self._book.groups[concept]: concept
            for concept in self._matcher.concepts(message)
            if concept in self._book.groups
        }
        kept = dict(facet.split(":", 1) for facet in before)
        return tuple(f"{group}:{concept}" for group, concept in sorted({**kept, **named}.items()))

    def _act(self, words: Sequence[str]) -> str:
        """The act that a whole message is, fillers aside; empty when it is none."""
        found = self._book.acts.get(tuple(words))
        if found is None and len(words) <= LONGEST_FOLLOW_UP:
            found = self._book.acts.get(tuple(word for word in words if word not in self._book.fillers))
        return found or ""

    def _pick(self, message: Message, act: str, conversation: Conversation) -> Meaning | None:
        """A choice among the options of the last reply, or among the parts of the last answer."""
        choices = conversation.options or self._parts(conversation)
        words = tuple(word for word in message.words if word not in self._book.fillers)
        place = _DIGITS.get(words[0], -1) if len(words) == 1 else -1
        place = _PLACES.index(act) if act in _PLACES else place
        if act == "last" and choices:
            place = len(choices) - 1
        if 0 <= place < len(choices):
            return Meaning(Act.PICK, (choices[place],), note=f"chooses number {place + 1}")
        if act == "other" and (others := self._others(conversation)):
            return Meaning(Act.PICK, others[:1], note="chooses the other one")
        if conversation.options and act == "both":
            return Meaning(Act.PICK, conversation.options[:2], note="chooses both")
        if conversation.options and act == "neither":
            return Meaning(Act.NEITHER, note="chooses none of the options")
        if act == "neither" and conversation.shown:
            return Meaning(Act.NEITHER, note="wants something else")
        if (place >= 0 or act in ("both", "neither", "other", "last")) and not choices and not conversation.shown:
            return Meaning(Act.NOTHING_YET, note="chooses, and nothing was offered")
        return None

    def _parts(self, conversation: Conversation) -> tuple[str, ...]:
        """What the last answer lists, when each thing of the list has an answer of its own."""
        return (
            self._intents[conversation.shown[0]].parts
            if conversation.shown and conversation.shown[0] in self._intents
            else ()
        )

    def _others(self, conversation: Conversation) -> tuple[str, ...]:
        """Options not shown last; without options, what was shown before; else the same answer again."""
        left = tuple(option for option in conversation.options if option not in conversation.shown)
        return left or conversation.shown

    def _ask(self, message: Message, conversation: Conversation) -> Meaning:
        """A question, on its own or leaning on what came before."""
        start = self._corrected(message.words)
        said = _between(message, start, self._denied(message.words, start)) if start else message
        alone = self._matcher.rank(said)
        if conversation.options and not start and (picked := self._near_option(alone, conversation)):
            return Meaning(Act.PICK, (picked,), note="names one of the options")
        if not (conversation.shown or conversation.facets) or not (start or self._leans(said, alone)):
            return Meaning(Act.ASK, ranked=alone)
        topic = next(
            (self._book.titles[intent] for intent in conversation.shown if intent in self._book.titles), Message((), ())
        )
        facets = self.facets(said, conversation.facets)
        leaning = self._matcher.rank_in_context(said, topic, facets)
        note = f"leans on {', '.join((*conversation.shown[:1], *facets))}"
        return Meaning(Act.ASK, ranked=_blend(alone, leaning, conversation.shown), note=note)

    def _near_option(self, ranked: Ranked, conversation: Conversation) -> str:
        """The option that a message names in its own words, if it clearly does."""
        chances = dict(ranked.intents)
        best = max(conversation.options, key=lambda option: chances.get(option, 0.0))
        return best if chances.get(best, 0.0) >= 0.15 and chances[best] * 2 >= ranked.intents[0][1] else ""

    def _corrected(self, words: Sequence[str]) -> int:
        """Words of a correction at the start of a message, if more follows."""
        for phrase in self._book.corrections:
            if tuple(words[: len(phrase)]) == phrase and len(words) > len(phrase):
                return len(phrase)
        return 0

    def _denied(self, words: Sequence[str], start: int) -> int:
        """Where a correction goes on to what is not meant ("NOMID, not RA"); else the end of the message."""
        for place in range(start + 2, len(words)):
            if words[place] == "not":
                return place
        return len(words)

    def _leans(self, message: Message, alone: Ranked) -> bool:
        """Whether a message needs what came before: it opens as a follow-up, points back, or says little by itself."""
        words = message.words
        intent, chance = alone.intents[0]
        if alone.exact or len(words) > LONGEST_FOLLOW_UP:
            return False
        if self._intents[intent].kind is Kind.CHAT:
            return chance < 0.3
        if any(words[: len(phrase)] == phrase for phrase in self._book.openings):
            return chance < CLEAR or len(words) <= 3
        points = any(word in self._book.pointers for word in words)
        return chance < (UNCLEAR if points or len(words) <= 3 else LOST)


def _between(message: Message, start: int, end: int) -> Message:
    return Message(message.words[start:end], message.stops[start:end])


def _blend(alone: Ranked, leaning: Ranked, shown: Sequence[str]) -> Ranked:
    """Both readings of a message; few people ask at once for what they have just been told."""
    chances: dict[str, float] = {}
    for ranked, share in ((alone, 1 - LEANING), (leaning, LEANING)):
        for intent, chance in ranked.intents:
            chances[intent] = chances.get(intent, 0.0) + chance * share * (SAME_AGAIN if intent in shown else 1)
    total = sum(chances.values())
    ordered = sorted(
        ((intent, chance / total) for intent, chance in chances.items()), key=lambda item: (-item[1], item[0])
    )
    return Ranked(tuple(ordered[:10]), max(alone.known, leaning.known), alone.features, alone.size)
