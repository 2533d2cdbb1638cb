"""Telephone numbers and the text of last resort: constants, so that no content mistake can lose them."""

from __future__ import annotations

import re

EMERGENCY = "911"
CRISIS = "988"
POISON_CONTROL = "800-222-1222"

PLACEHOLDERS = {"emergency": EMERGENCY, "crisis": CRISIS, "poison_control": POISON_CONTROL}
"""What `{emergency}` and the like in a card become."""

ALL = (EMERGENCY, CRISIS, POISON_CONTROL)
"""Most urgent first."""

FAILSAFE = (
    "If this is happening now, call 911. For too much medicine: 800-222-1222. "
    "If you might hurt yourself, call or text 988. Outside the US, call your local emergency number."
)
"""Shown when anything inside fails; needs no content."""

_NUMBER = re.compile(r"\b(?:911|988|800-222-1222)\b")


def numbers_in(text: str) -> tuple[str, ...]:
    """Telephone numbers of a text, in the order in which they first stand there."""
    return tuple(dict.fromkeys(_NUMBER.findall(text)))
