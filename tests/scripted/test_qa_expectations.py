"""Holding a reply against `expect`."""

from __future__ import annotations

import pytest

from kineret_bot.channels.scripted.cases import Expect, ExpectedAlert
from kineret_bot.channels.scripted.expectations import mismatches

REPLY = {
    "kind": "answer",
    "text": "Keep it cold.",
    "alert": {"level": "urgent", "form": "line", "numbers": ["911"]},
    "answers": [{"intent": "storage", "confidence": 0.6, "sections": ["How to Take Kineret"]}],
    "suggestions": [{"intent": "needles", "label": "Needles?"}],
}
WRONG = {
    "kind: expected `decline` or `chat`, got `answer`": Expect(kinds=("decline", "chat")),
    "intent: expected `needles` or `shaking`, got `storage`": Expect(intents=("needles", "shaking")),
    "not_intent: expected anything but `storage`, got it": Expect(not_intents=("storage",)),
    "alert: expected none, got `urgent` as a line": Expect(alert=ExpectedAlert(absent=True)),
    "alert: expected `crisis`, got `urgent` as a line": Expect(alert=ExpectedAlert(levels=("crisis",))),
    "alert: expected any level as a card, got `urgent` as a line": Expect(alert=ExpectedAlert(form="card")),
    "contains: expected `911`, got “Keep it cold.”": Expect(contains=("911",)),
    "not_contains: expected no `cold`, got “Keep it cold.”": Expect(not_contains=("cold",)),
    "equals: expected “Keep it.”, got “Keep it cold.”": Expect(equals="Keep it."),
    "matches: expected /^it/, got “Keep it cold.”": Expect(matches=("^it",)),
    "min_confidence: expected at least 0.7, got 0.6": Expect(min_confidence=0.7),
    "suggests: expected `shaking`, got `needles`": Expect(suggests=("needles", "shaking")),
    "sections: expected `Warnings`, got `How to Take Kineret`": Expect(sections=("Warnings",)),
}
RIGHT = Expect(
    kinds=("answer",),
    intents=("needles", "storage"),
    not_intents=("needles",),
    alert=ExpectedAlert(levels=("urgent",), form="line"),
    contains=("cold",),
    not_contains=("warm",),
    equals="Keep it cold. ",
    matches=("^Keep.*\\.$",),
    min_confidence=0.6,
    suggests=("needles",),
    sections=("How to Take Kineret",),
)


@pytest.mark.parametrize("sentence", WRONG)
def test_what_is_wrong_is_said_with_expected_and_got(sentence):
    """
    Each field says in one sentence what was expected and what came.
    """
    assert mismatches(WRONG[sentence], REPLY) == (sentence,)


def test_a_reply_as_expected_has_no_mismatch():
    """
    All fields together pass when all hold.
    """
    assert mismatches(RIGHT, REPLY) == ()


def test_no_alarm_where_one_is_expected():
    """
    A missing alarm is a mismatch.
    """
    wanted = Expect(alert=ExpectedAlert(levels=("emergency",), form="card"))

    found = mismatches(wanted, {**REPLY, "alert": None})

    assert found == ("alert: expected `emergency` as a card, got none",)
