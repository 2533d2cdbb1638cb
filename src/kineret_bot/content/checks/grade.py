"""How hard a text is to read: the Flesch-Kincaid grade, with a syllable counter for English."""

from __future__ import annotations

import re

PLAIN = 2
"""Syllables of a hard word that cannot be avoided: about those of the average word, rounded up."""

_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?]+[\")']*(?:\s|$)")
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_APART = re.compile(r"i[aou]|ua|[aeouy]ing|[iu]er\b|^react|^area|^idea|creat|rhea|nausea|neous")
"""Vowels side by side that are said apart."""
_TOGETHER = re.compile(r"(?:[tscx]i|gi)(?:on|ous|al|an)|(?:ll|n)ion|qua|gua")
"""Of those the ones that are not."""
_SILENT = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[gq]u)e$"
    r"|(?<=[^aeiouysczxgl])(?<![cs]h)es$|(?<=[aeiouy]l)es$|(?<=[^aeiouytd])ed$"
    r"|(?<=[^aeiouy])e(?=ly$|less$|ful|ment|where|one$|thing$)"
)
"""An e that is not said."""


def grade(text: str, plain: frozenset[str] = frozenset()) -> float:
    """School grade that a text asks for; `plain` are lower-case words that count as plain ones."""
    found = _WORD.findall(text)
    if not found:
        return 0.0
    sentences = sum(1 for part in _SENTENCE_END.split(text) if _WORD.search(part))
    spoken = sum(_in_text(word.lower().replace("’", "'"), plain) for word in found)
    return 0.39 * len(found) / sentences + 11.8 * spoken / len(found) - 15.59


def syllables(word: str) -> int:
    """Syllables of one English word in lower case; about one word in twenty is off by one."""
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word))
    return max(1, count - len(_TOGETHER.findall(word)) - len(_SILENT.findall(word)))


def _in_text(word: str, plain: frozenset[str]) -> int:
    """Syllables of a word as it stands, hyphens and all."""
    word = word.removesuffix("'s")
    if word in plain:
        return PLAIN
    if any(letter.isdigit() for letter in word.partition("-")[0]):
        return 1
    parts = (part for part in word.split("-") if not part.isdigit())
    return sum(PLAIN if part in plain else syllables(part.replace("'", "")) for part in parts)
