"""Every wording of the policy's concept table raises a card of its level or a higher one."""

from __future__ import annotations

import pytest
from triage_cases import LEVELS, Ask, card_rank, wordings

from kineret_bot.model import Form, Level
from kineret_bot.triage import Triage

SOFT = {"can you die from too much anakinra"}
"""The policy allows a line here, provided 988 and Poison Control stand in it."""


@pytest.mark.parametrize(("concept", "level", "text"), [each for each in wordings() if each[2] not in SOFT])
def test_wording_raises_its_card(ask: Ask, concept: str, level: str, text: str) -> None:
    """
    The wording alone is enough.
    """
    finding = ask(text)

    assert card_rank(finding) >= LEVELS[level], concept


@pytest.mark.parametrize("text", sorted(SOFT))
def test_soft_wording_keeps_its_numbers(ask: Ask, text: str) -> None:
    """
    Where a line is allowed, it carries 988 and Poison Control.
    """
    finding = ask(text)

    assert finding is not None
    assert {"988", "800-222-1222"} <= set(finding.numbers)


def test_table_is_whole() -> None:
    """
    All 320 wordings of the policy are here.
    """
    levels = [level for _, level, _ in wordings()]

    assert {level: levels.count(level) for level in LEVELS} == {
        "emergency": 164,
        "crisis": 40,
        "poison": 56,
        "urgent": 60,
    }


def test_line_of_every_level(triage: Triage) -> None:
    """
    Only the line for self-harm adds 988.
    """
    assert [level for level in Level if "988" in triage.line(level)] == [Level.CRISIS]


def test_evidence_never_quotes_the_person(ask: Ask) -> None:
    """
    An explanation shows curated wordings, not what was typed.
    """
    finding = ask("zebra my throte is clossing zebra")

    assert finding is not None
    assert finding.form is Form.CARD
    assert not any("zebra" in each.wording or "throte is" in each.wording for each in finding.evidence)
