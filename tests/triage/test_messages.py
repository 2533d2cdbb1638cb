"""Measured on messages of all voices: few are missed, few ordinary ones alarm."""

from __future__ import annotations

from triage_cases import LEVELS, Ask, card_rank, messages

from kineret_bot.model import Form


def test_nobody_is_left_without_a_card(ask: Ask) -> None:
    """
    At most one in a hundred gets only a line, nobody gets nothing, none gets too low a card.
    """
    wanted = [each for each in messages() if "level" in each]
    found = [(each, ask(each["q"])) for each in wanted]

    assert [each["q"] for each, finding in found if finding is None] == []
    assert [each["q"] for each, finding in found if 0 < card_rank(finding) < LEVELS[each["level"]]] == []
    lines = [each["q"] for each, finding in found if finding and finding.form is Form.LINE]
    assert len(lines) <= len(wanted) / 100, lines


def test_ordinary_questions_raise_no_card(ask: Ask) -> None:
    """
    Cards on near misses stay below 3 in 100, on ordinary questions there is none.
    """
    near = [each["q"] for each in messages() if each.get("near_miss")]
    plain = [each["q"] for each in messages() if each.get("near_miss") is False]

    assert sum(card_rank(ask(text)) > 0 for text in near) <= len(near) * 0.03
    assert [text for text in plain if card_rank(ask(text))] == []
