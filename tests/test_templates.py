"""Question templates: one line that stands for several questions."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kineret_bot.content.templates import MOST_EXPANSIONS, expand


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("a plain question", ("a plain question",)),
        ("keep it [cold]", ("keep it cold", "keep it")),
        ("(keep|store) it", ("keep it", "store it")),
        ("(keep|store) it [cold]", ("keep it cold", "keep it", "store it cold", "store it")),
        ("[how|where] to", ("how to", "where to", "to")),
        ("a (b|c [d|e]) f", ("a b f", "a c d f", "a c e f", "a c f")),
        ("dose(s|)", ("doses", "dose")),
        ("  too   many  spaces ", ("too many spaces",)),
        ("", ("",)),
    ],
)
def test_template_stands_for_its_texts_in_order(template: str, texts: tuple[str, ...]) -> None:
    """
    `[optional]` words and `(one|other)` choices, nested as one likes, the first choice first.
    """
    assert expand(template) == texts


def test_same_text_stands_once() -> None:
    """
    Two ways to the same text give it once.
    """
    assert expand("(a|a) [b] [b]") == ("a b b", "a b", "a")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("a (b", "`(` without its closing bracket"),
        ("a [b", "`[` without its closing bracket"),
        ("a b)", "`)` without its opening bracket"),
        ("a b]", "`]` without its opening bracket"),
        ("a | b", "`|` without its opening bracket"),
        ("(a]", "`(` closed by `]`"),
        ("[a)", "`[` closed by `)`"),
    ],
)
def test_mistake_is_named(template: str, message: str) -> None:
    """
    A bracket that does not match is told by what it is.
    """
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        expand(template)


def test_too_many_texts_are_refused() -> None:
    """
    Nobody can review a line that stands for more than 64 questions.
    """
    assert len(expand("(a|b) " * 6)) == MOST_EXPANSIONS

    with pytest.raises(ValueError, match=r"^stands for 128 texts, at most 64 are allowed$"):
        expand("(a|b) " * 7)


def test_other_limits_may_be_set() -> None:
    """
    Patterns about the talk itself may stand for more.
    """
    assert len(expand("(a|b) " * 7, 400)) == 128


def test_a_flood_is_refused_before_it_is_built() -> None:
    """
    A line that would stand for a million million texts costs no memory.
    """
    with pytest.raises(ValueError, match=r"^stands for more than 10000 texts$"):
        expand("(a|b) " * 40)


@given(st.text(alphabet="ab ()[]|", max_size=20))
def test_any_text_is_expanded_or_refused(template: str) -> None:
    """
    Whatever is written, the outcome is texts without brackets, or a ValueError and no other.
    """
    texts: tuple[str, ...] = ()

    with suppress(ValueError):
        texts = expand(template)

    assert not any(mark in text for text in texts for mark in "()[]|")
