"""The project's own dialogues: every intent has some, in words that are not in its own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kineret_bot import load_bot
from kineret_bot.channels.scripted.cases import SUFFIX
from kineret_bot.channels.scripted.loader import load, load_file
from kineret_bot.model import Kind, Level

DIALOGUES = Path(__file__).parents[1] / "dialogues"
LEAST = 5
"""Phrasings that each intent is tested with."""
MOST_BY_CHANCE = 0.05
"""Share of the messages that people who did not know of each other wrote alike."""


@pytest.fixture(scope="module")
def library():
    return load_bot().library


@pytest.fixture(scope="module")
def cases():
    return load([str(DIALOGUES)])


def test_every_answer_has_its_dialogue_file(library):
    """
    tests/dialogues/<topic>/<intent>.qa.yaml stands there for every intent with an answer.
    """
    wanted = {f"{intent.topic}/{intent.id}{SUFFIX}" for intent in library.intents if intent.kind is Kind.ANSWER}

    missing = sorted(name for name in wanted if not (DIALOGUES / name).is_file())

    assert missing == []


def test_every_answer_is_asked_for_often_enough(library):
    """
    Each has at least five phrasings that want it.
    """
    short = []
    for intent in (intent for intent in library.intents if intent.kind is Kind.ANSWER):
        found = load_file(DIALOGUES / intent.topic / f"{intent.id}{SUFFIX}")
        asked = sum(
            step.expect is not None and intent.id in step.expect.intents for case in found for step in case.steps
        )
        short += [intent.id] * (asked < LEAST)

    assert short == []


def test_every_topic_is_tested(library):
    """
    Topics of small talk and of what is not covered are tested by kind of question, five phrasings an intent on average.
    """
    short = []
    for topic in (topic for topic in library.topics if topic.kind in (Kind.CHAT, Kind.DECLINE)):
        intents = sum(intent.topic == topic.id for intent in library.intents)
        asked = len(load([str(DIALOGUES / topic.id)]))
        short += [topic.id] * (asked < LEAST * intents)

    assert short == []


def test_every_alarm_level_is_tested(cases):
    """
    Cards of all four levels are expected somewhere, and somewhere none is.
    """
    alerts = [step.expect.alert for case in cases for step in case.steps if step.expect and step.expect.alert]

    assert {level for alert in alerts for level in alert.levels} == {level.value for level in Level}


def test_every_kind_of_reply_is_tested(cases):
    """
    Answers, questions back, declines, alarms, small talk, and conversations.
    """
    kinds = {kind for case in cases for step in case.steps if step.expect for kind in step.expect.kinds}

    assert kinds == {kind.value for kind in Kind}
    assert any(len(case.steps) > 1 for case in cases)


def test_dialogues_hardly_repeat_the_phrase_bank(library, cases):
    """
    Few messages of four words or more are curated questions, and those by chance: else a test proves nothing.
    """
    curated = {_plain(question) for intent in library.intents for question in intent.questions}
    long = [step.text for case in cases for step in case.steps if len(step.text.split()) >= 4]

    repeated = [text for text in long if _plain(text) in curated]

    assert len(repeated) <= MOST_BY_CHANCE * len(long), repeated


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
