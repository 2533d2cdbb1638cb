"""The content that is shipped: without fault, and holding every fact of the document."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from content_copy import SHIPPED

from kineret_bot.content.checks import check, telephones
from kineret_bot.content.library import Library
from kineret_bot.model import Kind
from kineret_bot.triage import numbers

FACTS: dict[str, dict[str, object]] = yaml.safe_load((Path(__file__).parent / "facts.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def library() -> Library:
    """The shipped content on the day of its review; a problem in it fails every test here."""
    reviewed = yaml.safe_load((SHIPPED / "catalog.yaml").read_text(encoding="utf-8"))["source"]["reviewed"]
    return check(SHIPPED, date.fromisoformat(reviewed))


def test_shipped_content_has_no_problems(library: Library) -> None:
    """
    Whoever checks the content finds nothing.
    """
    assert len(library.intents) > 100


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_in_an_answer(library: Library, fact: str) -> None:
    """
    Each fact of the document is told in full by one answer at least.
    """
    patterns = [re.compile(str(pattern), re.I) for pattern in FACTS[fact]["must"]]  # type: ignore[attr-defined]

    owners = [
        intent.id
        for intent in library.intents
        if intent.kind is Kind.ANSWER and all(pattern.search(intent.answer) for pattern in patterns)
    ]

    assert owners


def test_emergency_numbers_are_those_of_triage() -> None:
    """
    Content and triage do not know each other, yet they mean the same telephones.
    """
    assert telephones.ANYWHERE == numbers.ALL
    assert telephones.PLACEHOLDERS == numbers.PLACEHOLDERS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("call (800-222-1222) or 911", ("800-222-1222", "911")),
        ("call 1-800-FDA-1088.", ("1-800-FDA-1088",)),
        ("call (800) 222-1222", ("(800) 222-1222",)),
        ("Call or text 988 now", ("988",)),
        ("+1 800 222 1222", ("+1 800 222 1222",)),
        ("the dose is 100 mg, or 200 mg", ()),
        ("interleukin-1 in 120 people", ()),
    ],
)
def test_telephones_are_told_from_other_numbers(text: str, found: tuple[str, ...]) -> None:
    """
    Ten digits or letters, or three digits that are to be called, are a telephone number.
    """
    assert telephones.telephones(text) == found
