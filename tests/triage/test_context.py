"""Sections 4 to 6 of the policy: combinations, traps, and how a sign is meant."""

from __future__ import annotations

import pytest
from triage_cases import Ask

from kineret_bot.model import Form, Level

E, C, P, U = Level.EMERGENCY, Level.CRISIS, Level.POISON, Level.URGENT

CARDS = {
    # affirmed, third person, negative word inside the sign
    "my lips are swelling": E,
    "my friend can't wake up": E,
    "he took two": P,
    "not breathing": E,
    "won't wake": E,
    # a denial and another sign
    "no hives but throat is tight": E,
    "I don't have a rash but I can't breathe": E,
    "no fever, but my chest hurts": E,
    # unsure, double negative
    "not sure if my throat is closing": E,
    "can't rule out that she overdosed": P,
    "not only hives, my tongue is swelling": E,
    # possible, now
    "could this be anaphylaxis?": E,
    "am I overdosing?": P,
    # a question that hides an emergency
    "is it normal that my face doubled in size": E,
    "how long till the wheezing goes away": E,
    "should I mention chest pain that won't let up": E,
    "what do I do if he won't wake up": E,
    "what if I inject twice? because I did": P,
    "how do I store it? also my throat is swelling shut": E,
    # just past, minimised, refused
    "two hours ago I took two": P,
    "probably nothing, but my tongue is big": E,
    "my husband says I'm fine but my chest hurts": E,
    "I don't want to call 911": E,
    # wishes and amounts
    "I don't want to live": C,
    "how much would kill you": C,
    "this itch is killing me": U,
    # combinations that no list holds
    "windpipe squeezing": E,
    "his cheeks are ballooning": E,
    "I have hives and I am dizzy": E,
    "took an extra syringe and now a seizure": E,
    "double dosed because I want to die": C,
    "fever and she is confused": E,
}
LINES = [
    "I don't have trouble breathing",
    "what are the signs of an allergic reaction?",
    "is it possible to overdose?",
    "what if I inject twice?",
    "my friend asks what if he overdoses",
    "last year I had hives",
    "my chest hurt this morning, it stopped, I feel fine now",
    "I'm not suicidal",
    "the leaflet says difficulty breathing",
    "does Kineret cause seizures",
    "no fever, chills, or rash",
    "for my nursing class: symptoms of anaphylaxis",
    "my dog has a seizure",
    "I read about someone whose throat closed",
    "if I ever get swollen lips, whom do I call",
]
TRAPS = [
    "the price is killing me", "painkiller", "soap kills germs", "dying to know", "dead tired", "breathtaking",
    "take a breath", "double-check my dose", "two syringes in the box", "twice a day", "collapse the menu",
    "heart attack history in my family", "Still's disease", "shot record", "flu shot", "hang up", "pass out leaflets",
    "bees and hives", "beehive", "will it fit in the fridge", "blue cap", "whole box price", "emergency contact form",
    "overdose section link", "missed dose", "bye", "goodbye", "I give up on the form", "cracking up",
    "i laughed so hard i couldnt breathe 😂", "my phone is dead", "netflix and chills", "drop dead gorgeous nurse",
    "shot in the foot", "my boss will kill me", "the bill gave me a heart attack", "a shot in the dark",
    "familial Mediterranean fever", "the syringe fell on the floor",
]  # fmt: skip


@pytest.mark.parametrize(("text", "level"), CARDS.items())
def test_happening_is_a_card(ask: Ask, text: str, level: Level) -> None:
    """
    What is happening or has just happened is a card of its level.
    """
    finding = ask(text)

    assert finding is not None
    assert (finding.level, finding.form) == (level, Form.CARD)


@pytest.mark.parametrize("text", LINES)
def test_context_lowers_to_a_line(ask: Ask, text: str) -> None:
    """
    Asked about, denied, supposed, long past, quoted: one line, never silence.
    """
    finding = ask(text)

    assert finding is not None
    assert finding.form is Form.LINE


@pytest.mark.parametrize("text", TRAPS)
def test_traps_raise_no_card(ask: Ask, text: str) -> None:
    """
    Idioms and look-alikes get at most a line.
    """
    finding = ask(text)

    assert finding is None or finding.form is Form.LINE


def test_resolved_extra_dose_stays_poison(ask: Ask) -> None:
    """
    What is over is a line at the level of the event.
    """
    finding = ask("I took two but I feel fine now")

    assert finding is not None
    assert finding.level is P


def test_denied_intent_keeps_988(ask: Ask) -> None:
    """
    Who says not to be suicidal still sees the number.
    """
    finding = ask("I'm not suicidal")

    assert finding is not None
    assert "988" in finding.numbers


@pytest.mark.parametrize(
    ("earlier", "now"),
    [("i have hives on my arm", "now i am dizzy"), ("i feel dizzy", "and now hives on my belly"),
     ("i took two shots", "she is having a seizure")],
)  # fmt: skip
def test_signs_add_up_over_messages(ask: Ask, earlier: str, now: str) -> None:
    """
    A sign noted over the last turns counts together with the new one.
    """
    noted = ask(earlier)
    assert noted is not None

    finding = ask(now, noted.concepts)

    assert finding is not None
    assert (finding.level, finding.form) == (E, Form.CARD)


def test_noted_signs_alone_raise_nothing(ask: Ask) -> None:
    """
    What was noted earlier makes no card out of another question.
    """
    finding = ask("how do i store it", ("F1", "X1", "C4", "D1"))

    assert finding is None
