"""The triage policy as frozen values: what editors write in `intents/<language>/triage/`, checked and whole.

Nothing here acts; `triage/` reads these values, `content/policy_loader.py` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kineret_bot.model import Level


class CueKind(StrEnum):
    """What a context cue says about the signs near it."""

    NOW = "now"
    """It is happening or has just happened; outweighs the questions and the maybes."""
    CONFIRMED = "confirmed"
    """Says that what was just asked about is so (`i just did that`); reaches the sentence before."""
    UNSURE = "unsure"
    """Looks like a denial and is none (`not sure if`, `can't rule out`)."""
    DENIED = "denied"
    """The sign is said to be absent."""
    ASKING = "asking"
    """Asks what the signs are, or what the medicine can do."""
    WONDERING = "wondering"
    """A question form that lowers only when nobody has the sign (`how long do ... last`)."""
    PERMISSION = "permission"
    """Asks whether something may be done (`can I take ...`); lowers deeds only."""
    HYPOTHETICAL = "hypothetical"
    """Supposed, feared or planned."""
    PAST = "past"
    """Long ago, or the history of a family."""
    HABIT = "habit"
    """Another cause, an old habit, an animal or a thing: only in the same clause."""
    RESOLVED = "resolved"
    """Over and gone."""
    BEFORE = "before"
    """The medicine has not been started yet; lowers only what the call to the team is about."""
    WELL = "well"
    """Says that all else is fine; lowers only concepts that are marked `unless_well`."""
    NAMED = "named"
    """Only named, in a question or in general; nobody is said to have it."""
    QUOTED = "quoted"
    """A leaflet, a page or a label is speaking."""
    STORY = "story"
    """News, films, pets, hearsay."""
    STUDY = "study"
    """School, work, posters, writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordClass:
    """Words and short phrases that may stand for one another in a wording."""

    name: str
    words: tuple[str, ...]
    """`close~` stands for its regular forms too; `<name>` takes in another class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """Something that may be happening to a person."""

    id: str
    name: str
    level: Level | None
    """None for a hint that raises nothing but a line alone and counts in combinations."""
    topic: str
    """Which sentence the card of this concept carries."""
    wordings: tuple[str, ...]
    """Patterns; context may lower them to a line."""
    stated: tuple[str, ...] = ()
    """Patterns that are questions themselves (`should i call 911`); no question form lowers them."""
    soft: tuple[str, ...] = ()
    """Patterns that are never more than a line."""
    absorbs: tuple[str, ...] = ()
    """Ids of concepts whose wordings do not count inside a longer wording of this one."""
    untrapped: tuple[str, ...] = ()
    """Patterns that count even inside a trap."""
    deed: bool = False
    """Something that a person does (takes, injects), so that asking for leave lowers it."""
    firm: bool = False
    """No question and no supposition lowers it."""
    mentions: tuple[str, ...] = ()
    """Patterns that only name the sign (`anaphylaxis`): they count when somebody is said to have it."""
    named_only: bool = False
    """All its patterns are of that kind."""
    unless_well: bool = False
    """Lowered when the person says that all else is fine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """Concepts that together mean another concept."""

    result: str
    parts: tuple[tuple[str, ...], ...]
    """One concept out of every part has to be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Wordings that say how the signs near them are meant."""

    id: str
    kind: CueKind
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One sentence for an emergency card, with the section of the source it rests on."""

    id: str
    sentence: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTexts:
    """The fixed texts of cards and lines; `{...}` stand for the telephone numbers."""

    emergency: str
    """Holds `{topic}`."""
    emergency_poison: str
    """Added below an emergency card when too much may have been taken."""
    emergency_crisis: str
    """Added below an emergency card when self-harm is in it."""
    poison: str
    crisis: str
    crisis_overdose: str
    urgent: str
    line: str
    line_crisis: str
    abroad: str
    """Ends every card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything that triage needs to know."""

    classes: tuple[WordClass, ...]
    fillers: tuple[str, ...]
    """Words that no pattern looks at (`the`, `really`)."""
    traps: tuple[str, ...]
    """Patterns whose words mean no sign (`dying to know`); they hide their words from every concept."""
    concepts: tuple[Concept, ...]
    combinations: tuple[Combination, ...]
    cues: tuple[Cue, ...]
    topics: tuple[Topic, ...]
    texts: CardTexts
    overdose: tuple[str, ...]
    """Ids of concepts about too much medicine: Poison Control stays on the card."""
    selfharm: tuple[str, ...]
    """Ids of concepts about self-harm: 988 stays on the card and in the line."""


NOTHING = "none"
"""What an example stands for that is no emergency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How probable an alarm has to be, words and rules weighed together, 0 to 1."""

    card: float
    """For a card where the rules saw nothing, or only a sign that is named."""
    line: float
    """For a line where the rules saw nothing."""
    doubt: float
    """Below this a lone card of the rules becomes a line: an emergency word in a message like no emergency."""
    higher: float
    """For a level above the one that the rules found: how probable that level has to be."""
    settled: float
    """For a level below it, likewise."""


NO_LIMITS = Limits(card=1.0, line=1.0, doubt=0.0, higher=1.0, settled=1.0)
"""Where nothing was learnt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Messages as people write them, from which triage learns what no rule holds."""

    messages: tuple[tuple[str, str], ...]
    """(kind of example, message)"""
    stands_for: Mapping[str, str]
    """Kind of example to the concept of the policy, or to `none`."""
    limits: Limits
