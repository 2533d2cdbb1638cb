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
from kineret_bot.model import Intent
from kineret_bot.text import Message, Reader

LONGEST_ACT = 14
"""Words; a longer message is more than an act of talking."""
LONGEST_NAMING = 5
"""Words; so short a message may name an option by a word or two of it."""
ALIKE = 0.35
"""How alike a curated question of the option has to be then."""
SURE_OF_ANOTHER = 0.9
"""Unless the message is this surely about something else."""
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
    UNSURE = "unsure"
    """Cannot choose among what was offered, or chooses what was not."""
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
    """What people say about the talk itself, as words."""

    acts: Mapping[tuple[str, ...], str]
    corrections: Mapping[str, tuple[tuple[str, ...], ...]]
    """First word to the corrections that start with it."""
    fillers: frozenset[str]
    groups: Mapping[str, str]
    """Concept to its group of facets."""


def read_phrasebook(talk: Talk, reader: Reader) -> Phrasebook:
    """The phrases of a content as words."""

    def read(phrases: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(reader.read(phrase).words for phrase in phrases))

    corrections: dict[str, tuple[tuple[str, ...], ...]] = {}
    for words in read(talk.corrections):
        corrections[words[0]] = (*corrections.get(words[0], ()), words)
    return Phrasebook(
        acts={words: act for act, phrases in talk.acts.items() for words in read(phrases)},
        corrections=corrections,
        fillers=talk.fillers,
        groups={concept: group for group, concepts in talk.facets.items() for concept in concepts},
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

    def is_act(self, message: Message) -> bool:
        """Whether a whole message is an act of talking, such as a choice."""
        return bool(self._act(message.words))

    def heeds(self, message: Message) -> bool:
        """Whether a whole message says that help was called, or that there was no danger."""
        return self._act(message.words) in (Act.CALLED, Act.FALSE_ALARM)

    def facets(self, message: Message, before: tuple[str, ...]) -> tuple[str, ...]:
        """Whom and what the talk is about after a message: what it names replaces what was said of the same group."""
        named = self._named(message)
        kept = dict(facet.split(":", 1) for facet in before)
        return tuple(f"{group}:{concept}" for group, concept in sorted({**kept, **named}.items()))

    def _other_facets(self, message: Message, before: tuple[str, ...]) -> tuple[str, ...]:
        """Facets of the talk, but for the groups of which the message names one itself."""
        named = self._named(message)
        return tuple(facet for facet in before if facet.partition(":")[0] not in named)

    def _named(self, message: Message) -> dict[str, str]:
        """Group of facets to the concept of it that a message names."""
        groups = self._book.groups
        return {groups[concept]: concept for concept in self._matcher.concepts(message) if concept in groups}

    def _act(self, words: Sequence[str]) -> str:
        """The act that a whole message is, fillers aside; empty when it is none."""
        found = self._book.acts.get(tuple(words))
        if found is None and len(words) <= LONGEST_ACT:
            found = self._book.acts.get(tuple(word for word in words if word not in self._book.fillers))
        return found or ""

    def _pick(self, message: Message, act: str, conversation: Conversation) -> Meaning | None:
        """A choice among the options of the last reply, or among the parts of the last answer."""
        choices = conversation.options or self._parts(conversation) or self._related(conversation)
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
        if conversation.options and (act == Act.UNSURE or place >= 0 or _is_number(words)):
            return Meaning(Act.UNSURE, note="chooses nothing that was offered")
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

    def _related(self, conversation: Conversation) -> tuple[str, ...]:
        """What was offered under the last answer."""
        found = (
            near for intent in conversation.shown if intent in self._intents for near in self._intents[intent].related
        )
        return tuple(dict.fromkeys(near for near in found if near not in conversation.shown))

    def _others(self, conversation: Conversation) -> tuple[str, ...]:
        """Options not shown last; without options, what was shown before; else the same answer again."""
        left = tuple(option for option in conversation.options if option not in conversation.shown)
        return left or conversation.shown

    def _ask(self, message: Message, conversation: Conversation) -> Meaning:
        """A question, on its own or leaning on what came before."""
        start = self._corrected(message.words)
        if start and self._matcher.knows(message):
            start = 0
        said = message.part(start, self._denied(message.words, start)) if start else message
        alone = self._matcher.rank(said)
        if conversation.options and not start and (picked := self._near_option(said, alone, conversation)):
            return Meaning(Act.PICK, (picked,), note="names one of the options")
        if alone.exact or not (conversation.shown or conversation.facets):
            return Meaning(Act.ASK, ranked=alone)
        facets = self._other_facets(said, conversation.facets)
        note = f"read after {', '.join((*conversation.shown[:1], *facets))}"
        ranked = self._matcher.rank_in_context(said, alone.features, conversation.shown, facets)
        return Meaning(Act.ASK, ranked=ranked, note=note)

    def _near_option(self, said: Message, ranked: Ranked, conversation: Conversation) -> str:
        """The option that a message names in its own words, if it clearly does."""
        chances = dict(ranked.intents)
        best = max(conversation.options, key=lambda option: chances.get(option, 0.0))
        if chances.get(best, 0.0) >= 0.15 and chances[best] * 2 >= ranked.intents[0][1]:
            return best
        if len(said.words) > LONGEST_NAMING or chances.get(ranked.intents[0][0], 0.0) >= SURE_OF_ANOTHER:
            return ""
        alike = sorted(
            ((self._matcher.nearest(option, ranked.features)[1], option) for option in conversation.options),
            reverse=True,
        )
        return alike[0][1] if alike[0][0] >= ALIKE and alike[0][0] > alike[1][0] else ""

    def _corrected(self, words: Sequence[str]) -> int:
        """Words of a correction at the start of a message, if more follows."""
        for phrase in self._book.corrections.get(words[0], ()):
            if tuple(words[: len(phrase)]) == phrase and len(words) > len(phrase):
                return len(phrase)
        return 0

    def _denied(self, words: Sequence[str], start: int) -> int:
        """Where a correction goes on to what is not meant ("NOMID, not RA"); else the end of the message."""
        for place in range(start + 2, len(words)):
            if words[place] == "not":
                return place
        return len(words)


def _is_number(words: Sequence[str]) -> bool:
    return len(words) == 1 and words[0].isdigit() and len(words[0]) == 1
