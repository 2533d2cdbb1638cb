"""The whole content as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kineret_bot.model import Intent, Kind
from kineret_bot.policy import Examples, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A folder of intents."""

    id: str
    title: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document that every answer rests on."""

    title: str
    publisher: str
    sha256: str
    reviewed: str
    """Day on which people last compared content and document, as YYYY-MM-DD."""
    review_by: str
    """Day by which they have to do so again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What people say about the talk itself (`dialogue.yaml`)."""

    acts: Mapping[str, tuple[str, ...]]
    """Act to the phrases that are it when nothing else is said."""
    corrections: tuple[str, ...]
    """First words of a message that corrects the one before."""
    fillers: frozenset[str]
    """Words that change nothing."""
    facets: Mapping[str, tuple[str, ...]]
    """Who and what a talk is about: group to its concepts."""
    after_card: Mapping[str, tuple[str, ...]]
    """Level of an alarm card to the intents offered under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What somebody says right after an answer, and which answer they want then."""

    after: str
    """Intent of the answer before."""
    intent: str
    text: str
    line: int
    """Where it stands in the file of `after`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an intent's questions, with the questions that it stands for."""

    number: int
    field: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an intent stands, for the checks."""

    file: str
    keys: Mapping[str, int]
    """Line of each key."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Library:
    """Everything that curators wrote."""

    language: str
    source: Source
    sections: tuple[str, ...]
    topics: tuple[Topic, ...]
    intents: tuple[Intent, ...]
    follow_ups: tuple[FollowUp, ...]
    concepts: Mapping[str, tuple[str, ...]]
    """Lexicon: concept to its words and phrases."""
    names: frozenset[str]
    """Concepts that stand for names of medicines: the name itself is no evidence, what it names is."""
    medicine_endings: tuple[str, ...]
    """Endings by which a medicine is known whose name is in no concept."""
    shorthand: Mapping[str, str]
    english: frozenset[str]
    """Correctly spelt English words, so that they are not taken for misspellings of ours."""
    texts: Mapping[str, tuple[str, ...]]
    """Fixed texts of `replies.yaml`, by name."""
    thresholds: Mapping[str, float]
    talk: Talk
    policy: Policy
    examples: Examples
    places: Mapping[str, Place] = field(default_factory=dict)
    """By intent; empty in a library that was not read from YAML."""

    @cached_property
    def by_id(self) -> Mapping[str, Intent]:
        """Intents by id."""
        return {intent.id: intent for intent in self.intents}
