"""Labelled messages and what the tests read off a finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import yaml

from kineret_bot.model import Form, Level
from kineret_bot.triage import Finding, Triage

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "intents" / "en"
LEVELS = {"emergency": 4, "crisis": 3, "poison": 2, "urgent": 1}
RANK = {Level(name): rank for name, rank in LEVELS.items()}

Ask = Callable[..., Finding | None]


def card_rank(finding: Finding | None) -> int:
    """How high a card is; 0 for a line or nothing."""
    return RANK[finding.level] if finding and finding.form is Form.CARD else 0


def messages() -> list[dict[str, str]]:
    """Labelled messages of all voices, each written before the rules were tried on it."""
    lines = [line for path in sorted(HERE.glob("messages_*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def wordings() -> list[tuple[str, str, str]]:
    """Concept, level and text of every wording of the policy's table."""
    table = yaml.safe_load((HERE / "wordings.yaml").read_text("utf-8"))
    return [(each["id"], each["level"], text) for each in table["concepts"] for text in each["wordings"]]


def cards_of(triage: Triage) -> frozenset[str]:
    """Every text that a finding may show."""
    cards = triage._cards
    concepts = ((), ("C4",), ("D1",), ("C4", "D1"))
    texts = {cards.card(level, each, topic) for level in Level for each in concepts for topic in cards._topics}
    return frozenset(texts | {cards.line(crisis) for crisis in (True, False)})
