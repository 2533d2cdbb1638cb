"""Telephone numbers that may stand in a text, and how to find one.

The numbers of an emergency are the ones of `triage.numbers`; content and triage do not know each other,
so a test holds them equal.
"""

from __future__ import annotations

import re

EMERGENCY = "911"
CRISIS = "988"
POISON_CONTROL = "800-222-1222"
MEDWATCH = ("800-332-1088", "1-800-FDA-1088")

PLACEHOLDERS = {"emergency": EMERGENCY, "crisis": CRISIS, "poison_control": POISON_CONTROL}
"""What `{emergency}` and the like in a card become."""

ANYWHERE = (EMERGENCY, CRISIS, POISON_CONTROL)
"""Allowed in every answer, whatever it rests on."""

ALLOWED = (*ANYWHERE, *MEDWATCH)

_LONG = re.compile(r"(?<![\w-])\+?(?:\d[ .-]?)?(?:\(\d{3}\)|\d{3})[ .-]?\w{3}[ .-]\w{4}(?!\w)")
_SHORT = re.compile(
    r"\b(?:call|text|dial|phone|ring|or|number is)(?: or text)?:? (\d{3})\b(?![.,-]\d| ?(?:mg|mL|ml|kg|mcg)\b)", re.I
)


def telephones(text: str) -> tuple[str, ...]:
    """What looks like a telephone number in a text: ten digits or letters, or three digits that are to be called."""
    long = [match[0].strip() for match in _LONG.finditer(text)]
    return (*long, *_SHORT.findall(_LONG.sub(" ", text)))
