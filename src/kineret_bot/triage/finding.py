"""What triage says about a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kineret_bot.model import Form, Level
from kineret_bot.policy import Concept

SOFT = "soft wording"
"""What lowers a wording that is soft by itself, whatever stands around it."""
BY_EXAMPLE = "by example"
"""Why a concept counts that no rule saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a concept was seen; never holds the person's own words."""

    concept: str
    name: str
    level: Level | None
    wording: str
    """The curated wording or rule that matched."""
    lowered_by: str
    """Id of the cue that lowers it to a line; empty when nothing does."""
    why: str
    """One word for the reason: `happening`, or the kind of the cue, or `combined`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An alarm, ready to show."""

    level: Level
    form: Form
    text: str
    """The whole card or line."""
    numbers: tuple[str, ...]
    """Telephone numbers in the text, in its order."""
    concepts: tuple[str, ...]
    """Ids of what is happening: what a conversation keeps."""
    named: tuple[str, ...]
    """Ids of all that the message names, happening or not."""
    section: str
    """Heading of the source that the card's sentence rests on; empty for a line."""
    evidence: tuple[Evidence, ...]

    @property
    def only_by_example(self) -> bool:
        """Whether no rule saw anything: the message is like the examples, no more."""
        return all(each.why == BY_EXAMPLE for each in self.evidence)

    @property
    def banned_alone(self) -> bool:
        """Whether an answer with a soothing fact may only stand below this text: always, once a sign is named."""
        return bool(self.named)


RANK: Mapping[Level | None, int] = {
    Level.EMERGENCY: 4, Level.CRISIS: 3, Level.POISON: 2, Level.URGENT: 1, None: 0,
}  # fmt: skip
"""The more urgent, the higher."""


def evidence_of(concept: Concept, wording: str, lowered_by: str, why: str) -> Evidence:
    """Evidence for a concept of the policy."""
    return Evidence(
        concept=concept.id, name=concept.name, level=concept.level, wording=wording, lowered_by=lowered_by, why=why
    )
