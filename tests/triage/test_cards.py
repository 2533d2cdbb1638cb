"""Golden texts: what each card says, to the letter."""

from __future__ import annotations

import re

import pytest
from triage_cases import Ask

from kineret_bot.model import Form
from kineret_bot.triage import FAILSAFE
from kineret_bot.triage.numbers import ALL, numbers_in

ABROAD = "Outside the US, call your local emergency number."
EMERGENCY = "Call 911 now. I can't call for you. No one is watching this chat."
ALLERGY = "Kineret can cause a bad allergic reaction that puts your life at risk (from: Warnings)."
OVERDOSE = "Too much Kineret with a sign like this needs 911 at once (from: What Happens If I Overdose on Kineret?)."
POISON = (
    "Call Poison Control now: 800-222-1222. You can call your doctor or nurse instead. Call 911 if the person falls "
    "down, has a seizure, has trouble breathing, or can't be woken. If you can't get through, call 911."
)
CRISIS = "Call or text 988 now. Call 911 if anyone is in danger right now."
GOLDEN = {
    "my throat is closing": f"{EMERGENCY} {ALLERGY} {ABROAD}",
    "i took two shots today": f"{POISON} {ABROAD}",
    "i want to die": f"{CRISIS} If you took too much medicine, call 800-222-1222 too. {ABROAD}",
    "i took them all on purpose": f"{CRISIS} Call Poison Control too: 800-222-1222. {ABROAD}",
    "i have hives on my arm": f"Call your healthcare team right away. If it feels life-threatening, call 911. {ABROAD}",
    "what is an allergic reaction": "If this is happening now, call 911. For too much medicine: 800-222-1222.",
    "i am not suicidal": (
        "If this is happening now, call 911. For too much medicine: 800-222-1222. "
        "If you might hurt yourself, call or text 988."
    ),
}


@pytest.mark.parametrize("text", GOLDEN)
def test_golden(ask: Ask, text: str) -> None:
    """
    The text is fixed, byte for byte.
    """
    finding = ask(text)

    assert finding is not None
    assert finding.text == GOLDEN[text]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("he took three syringes and cant breathe", ("911", "800-222-1222")),
        ("i want to die and my chest hurts", ("911", "988")),
        ("i overdosed on purpose and now i cant breathe", ("911", "800-222-1222", "988")),
        ("what is a lethal dose", ("988", "911", "800-222-1222")),
        ("she took two by mistake", ("800-222-1222", "911")),
    ],
)
def test_ranking_drops_no_number(ask: Ask, text: str, numbers: tuple[str, ...]) -> None:
    """
    The highest level decides the card; the numbers of the others stay on it.
    """
    finding = ask(text)

    assert finding is not None
    assert finding.numbers == numbers


@pytest.mark.parametrize("text", [text for text in GOLDEN if not GOLDEN[text].startswith("If")])
def test_first_sentence_is_short_and_holds_the_number(ask: Ask, text: str) -> None:
    """
    At most eight words, with the number; only the card for the healthcare team has none to hold.
    """
    finding = ask(text)

    assert finding is not None
    first = re.split(r"(?<=[.!?]) ", finding.text)[0]
    assert len(first.split()) <= 8
    assert numbers_in(first) or finding.level.value == "urgent"


def test_grade_of_cards(ask: Ask) -> None:
    """
    Cards read at grade six or lower.
    """
    cards = {finding.text for text in GOLDEN if (finding := ask(text)) and finding.form is Form.CARD}

    assert max(map(grade, cards)) <= 6


def test_failsafe_has_all_numbers() -> None:
    """
    The text of last resort needs no content and holds every number.
    """
    assert set(numbers_in(FAILSAFE)) == set(ALL) == {"911", "988", "800-222-1222"}


def grade(text: str) -> float:
    """Flesch-Kincaid grade; telephone numbers and the name of a section count as one syllable each."""
    plain = re.sub(r"\(from: [^)]*\)", "", text).replace("800-222-1222", "it")
    sentences = [sentence for sentence in re.split(r"[.!?]", plain) if sentence.strip()]
    words = re.findall(r"[A-Za-z']+|\d+", plain)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, a silent e at the end not counted."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, groups - (word.endswith("e") and not word.endswith("le")))
