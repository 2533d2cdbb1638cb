"""The nouns that every layer shares: frozen values without behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kineret_bot.conversation import Conversation


class Kind(StrEnum):
    """What a reply is."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    DECLINE = "decline"
    ESCALATE = "escalate"
    CHAT = "chat"


class Level(StrEnum):
    """How urgent an alarm is, the most urgent first."""

    EMERGENCY = "emergency"
    """Call 911 now."""
    CRISIS = "crisis"
    """Thoughts or acts of self-harm: 988, with 911."""
    POISON = "poison"
    """Too much medicine, no danger sign: Poison Control, 800-222-1222."""
    URGENT = "urgent"
    """Call the healthcare team right away."""


class Form(StrEnum):
    """How an alarm is shown."""

    CARD = "card"
    """First, above every answer."""
    LINE = "line"
    """One line under the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alarm as it is shown."""

    level: Level
    form: Form
    numbers: tuple[str, ...]
    """Telephone numbers in the text, most urgent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One curated answer, or question back, and the ways in which people ask for it."""

    id: str
    topic: str
    kind: Kind
    """`answer`, `chat`, `decline`, or `clarify`: too vague, so that the person is asked back."""
    title: str
    """A question that this intent answers when asked."""
    answer: str
    """Empty for `clarify`."""
    questions: tuple[str, ...]
    """Curated phrasings, templates expanded, the title among them."""
    sections: tuple[str, ...] = ()
    """Headings of the source document that the answer rests on; none for chat and declines."""
    related: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    """For `clarify`: the intents that may be meant."""
    parts: tuple[str, ...] = ()
    """Intents of the things that the answer lists, in its order ("the second one")."""
    not_with: tuple[str, ...] = ()
    """Veto: concepts of the lexicon that rule this intent out when a message names one of them ..."""
    unless: tuple[str, ...] = ()
    """... unless it names one of these as well."""
    about: tuple[str, ...] = ()
    """Concepts of other medicines that the answer speaks of: a question about any other never gets it."""
    soothing: bool = False
    """Whether the answer could calm somebody in danger: beside an alarm it never stands first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One curated answer inside a reply."""

    intent: str
    title: str
    text: str
    sections: tuple[str, ...]
    matched: str
    """The curated question that came closest."""
    confidence: float
    """0 to 1, higher is surer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A question that the bot can answer, offered for one click."""

    intent: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Everything a channel needs to draw; `text` alone is complete."""

    kind: Kind
    text: str
    alert: Alert | None = None
    answers: tuple[Answer, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    conversation: Conversation = field(default=Conversation(), repr=False)
    """What to pass in with the next message of the same chat."""
