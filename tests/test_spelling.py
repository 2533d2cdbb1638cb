"""Repair of single words: what was meant is found, what is right is left alone."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kineret_bot.spelling import Neighbours, Speller, edits, sound

TARGETS = [
    "kineret",
    "refrigerator",
    "injection",
    "breastfeeding",
    "pregnant",
    "dose",
    "needle",
    "syringe",
    "missed",
    "rash",
]
ENGLISH = frozenset(["those", "noodle", "injecting", "trash", "mixed", "regnant", "refrigerators"])
SPELLER = Speller(TARGETS, frozenset([*TARGETS, "ra", "mg"]), ENGLISH)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kinerett", "kineret"),
        ("kinret", "kineret"),
        ("kineert", "kineret"),
        ("kinerat", "kineret"),
        ("refridgerator", "refrigerator"),
        ("refrijerater", "refrigerator"),
        ("refrigartor", "refrigerator"),
        ("injecshun", "injection"),
        ("injektion", "injection"),
        ("brestfeeding", "breastfeeding"),
        ("preganant", "pregnant"),
        ("dsoe", "dose"),
        ("needel", "needle"),
        ("siringe", "syringe"),
        ("syrenge", "syringe"),
        ("mised", "missed"),
    ],
)
def test_typo_is_repaired(typed: str, meant: str) -> None:
    """
    A letter too many, too few, swapped or wrong, and what is written as it sounds.
    """
    assert SPELLER.repair(typed) == meant


@pytest.mark.parametrize("word", sorted(ENGLISH))
def test_correct_english_is_left_alone(word: str) -> None:
    """
    A word that is spelt right is not taken for a misspelling of ours.
    """
    assert SPELLER.repair(word) == word


@pytest.mark.parametrize("word", [*TARGETS, "ra", "mg"])
def test_own_words_are_left_alone(word: str) -> None:
    """
    A word of the vocabulary stays.
    """
    assert SPELLER.repair(word) == word


@pytest.mark.parametrize("word", ["ras", "dos", "100", "h4v3", "elephant", "kin", "这个药", "💉", ""])
def test_what_is_far_short_or_no_word_is_left_alone(word: str) -> None:
    """
    Three letters are too few to guess from; numbers and other alphabets are not guessed at.
    """
    assert SPELLER.repair(word) == word


def test_order_of_the_vocabulary_does_not_matter() -> None:
    """
    Which repair is chosen depends on the words alone, not on how they were stored.
    """
    words = ["mouse", "house", "louse"]
    repairs = {
        Speller(order, frozenset(order), frozenset()).repair("xouse") for order in (words, words[::-1], sorted(words))
    }

    assert repairs == {"house"}


def test_same_first_letter_is_preferred() -> None:
    """
    Among equally near words the one that begins alike is meant.
    """
    assert Speller(["bath", "path"], frozenset(["bath", "path"]), frozenset()).repair("patth") == "path"


def test_speller_survives_the_cache() -> None:
    """
    A stored speller repairs as before.
    """
    stored = pickle.loads(pickle.dumps(SPELLER))

    assert stored.repair("refridgerator") == "refrigerator"


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_word_has_a_repair(word: str) -> None:
    """
    Whatever the word, its repair is itself or a target, and is then at rest.
    """
    repaired = SPELLER.repair(word)

    assert repaired == word or repaired in TARGETS
    assert SPELLER.repair(repaired) == repaired


@pytest.mark.parametrize(("one", "other"), [("refrigerator", "refrijerater"), ("fone", "phone"), ("nee", "knee")])
def test_words_that_sound_alike_share_a_key(one: str, other: str) -> None:
    """
    The rough key is one for what sounds alike.
    """
    assert sound(one) == sound(other)


WORDS = st.text("abc", min_size=3, max_size=12)


@given(words=st.lists(WORDS, max_size=30), word=WORDS, most=st.sampled_from((1, 2)))
def test_neighbours_are_all_words_that_near(words: list[str], word: str, most: int) -> None:
    """
    Looking among few finds the same words, with the same distances, as comparing with every one of them.
    """
    near = {other: edits(word, other) for other in words if edits(word, other) <= most}

    assert dict(Neighbours(words, most).near(word)) == near
