"""Repair of single mistyped words against a closed vocabulary.

Whole sentences are never compared fuzzily (docs/matching.md says why); one word is, against the
words that the content knows. This is the only module that imports rapidfuzz.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

_REPLACED = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^kn", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^gn", "n"), (r"mb$", "m"), (r"tch", "x"), (r"[cst]h", "x"),
        (r"[ts]io", "xo"), (r"[sc]ia", "xa"), (r"ph", "f"), (r"gh(?=t)", ""), (r"gh", "f"), (r"dg", "j"),
        (r"g(?=[eiy])", "j"), (r"s?c(?=[eiy])", "s"), (r"ck|cc|[cq]", "k"), (r"z", "s"), (r"w|h", ""),
    )
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")


def sound(word: str) -> str:
    """A rough key of how an English word sounds: `refrijerater` and `refrigerator` share one.

    The first letter (or `a` for any vowel) and the consonants after it, similar ones made equal.
    """
    for pattern, replacement in _REPLACED:
        word = pattern.sub(replacement, word)
    head = "a" if word[:1] in "aeiouy" else ""
    return _DOUBLED.sub(r"\1", head + _VOWELS.sub("", word))


def within(word: str, words: Sequence[str], most: int) -> tuple[str, ...]:
    """Those of `words` that are at most so many edits away; a swap of neighbours is one."""
    return tuple(
        found for found, _, _ in process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=None)
    )


class Speller:
    """Repairs words into `targets`; leaves alone every word of `known` and of `accepted` (correct, but not ours)."""

    def __init__(
        self, targets: Iterable[str], known: frozenset[str], accepted: frozenset[str], shortest: int = 4
    ) -> None:
        """`shortest` is the least number of letters of a word that is repaired at all."""
        self.vocabulary = known
        self._accepted = accepted
        self._shortest = shortest
        self._words = sorted(word for word in targets if len(word) >= shortest and word.isalpha())
        self._by_sound: dict[str, list[str]] = {}
        for word in self._words:
            self._by_sound.setdefault(sound(word), []).append(word)
        self._remembered = lru_cache(maxsize=4096)(self._nearest)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_remembered"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._remembered = lru_cache(maxsize=4096)(self._nearest)

    def knows(self, word: str) -> bool:
        """Whether a word is ours or spelt correctly."""
        return word in self.vocabulary or word in self._accepted

    def repair(self, word: str) -> str:
        """The word of the vocabulary that was meant, or the word itself when none is near enough.

        Near enough is one edit (two from eight letters on; a swap of neighbours is one), or the same
        sound and at most three edits. Ties go to the same first letter, then to the alphabet.
        """
        if self.knows(word) or len(word) < self._shortest or not word.isalpha():
            return word
        return self._remembered(word)

    def _nearest(self, word: str) -> str:
        allowed = 1 if len(word) < 8 else 2
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=allowed, limit=8)
        candidates = [(distance, candidate[0] != word[0], candidate) for candidate, distance, _ in near]
        for candidate in self._by_sound.get(sound(word), ()):
            distance = OSA.distance(word, candidate, score_cutoff=3)
            if distance <= 3:
                candidates.append((max(1, distance - 1), candidate[0] != word[0], candidate))
        return min(candidates)[2] if candidates else word
