"""How hard a text is to read."""

from __future__ import annotations

import pytest

from kineret_bot.content.checks.grade import grade, syllables

SYLLABLES = {
    1: "life tongue breathe source changed wounds takes hives once used blue eye whole skin please",
    2: "doses people needles changes healthcare doctor patient question special vaccine trial able social "
    "being going trying value million language agree disease",
    3: "provider infection syringes diseases continue serious various reaction nausea opinion medicine idea usual",
    4: "diarrhea emergency usually actually information diagnosis bacteria available material",
    5: "refrigerator tuberculosis individual",
}


@pytest.mark.parametrize(
    ("count", "word"), [(count, word) for count, many in SYLLABLES.items() for word in many.split()]
)
def test_syllables_are_counted_as_spoken(count: int, word: str) -> None:
    """
    Silent letters do not count, and vowels said apart count apart.
    """
    found = syllables(word)

    assert found == count


def test_grade_follows_the_formula() -> None:
    """
    0.39 words a sentence + 11.8 syllables a word - 15.59.
    """
    found = grade("The cat sat on the mat. It was a big cat.")

    assert found == pytest.approx(0.39 * 11 / 2 + 11.8 * 11 / 11 - 15.59)


def test_hard_word_that_is_listed_counts_as_a_plain_one() -> None:
    """
    A name that cannot be avoided weighs two syllables, with or without its 's.
    """
    found = grade("Anakinra's use", frozenset({"anakinra"}))

    assert found == pytest.approx(0.39 * 2 + 11.8 * 3 / 2 - 15.59)


def test_figures_count_as_one_syllable() -> None:
    """
    Telephone numbers and doses are seen, not spelt.
    """
    found = grade("Call 800-222-1222.")

    assert found == pytest.approx(0.39 * 2 + 11.8 * 2 / 2 - 15.59)


def test_short_forms_end_no_sentence() -> None:
    """
    The point in E. coli is not the end of a sentence; a bracket after a full stop is.
    """
    found = grade("It has E. coli. (So it is.)")

    assert found == pytest.approx(grade("It has E coli. So it is."))


def test_text_without_words_has_no_grade() -> None:
    """
    Nothing to read is not hard to read.
    """
    assert grade("...") == 0
