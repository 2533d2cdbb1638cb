"""Repair of single mistyped words against a closed vocabulary.

Whole sentences are never compared fuzzily (docs/matching.md says why); one word is, against the
words that the content knows. This is the only module that imports rapidfuzz.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kineret_bot.remembering import Remembering, remembered

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


_LONG = 8
"""Letters of a word that may be two edits from what was meant."""
AT_HAND = 64
"""Words that nobody knows and that are kept at hand: those of the message in work, hardly of the ones before it."""
_LENGTHS = 64
"""Lengths of words for which the places to look are kept at hand."""
ALIKE = 3
"""Edits between two words that sound alike."""

edits = OSA.distance
"""Letters to add, drop, change or swap with a neighbour to get from one word to another."""


@lru_cache(maxsize=AT_HAND)
def sound(word: str) -> str:
    """A rough key of how an English word sounds: `refrijerater` and `refrigerator` share one.

    The first letter (or `a` for any vowel) and the consonants after it, similar ones made equal.
    """
    for pattern, replacement in _REPLACED:
        word = pattern.sub(replacement, word)
    head = "a" if word[:1] in "aeiouy" else ""
    return _DOUBLED.sub(r"\1", head + _VOWELS.sub("", word))


class Neighbours(Remembering):
    """Words filed by their pieces, so that those a few edits away from a word are found among few, not among all.

    A word is filed under one piece more than there may be edits, and pieces do not touch, so that no swap of
    neighbours spoils two: at least one piece of it stands in every word that near (docs/matching.md, `speed`).
    """

    def __init__(self, words: Iterable[str], most: int) -> None:
        """`most` edits may be between a word and its neighbours: 1 or 2."""
        self._most = most
        filed: dict[tuple[int, int, str], list[str]] = {}
        for word in words:
            for place, (start, end) in enumerate(self._pieces(len(word))):
                filed.setdefault((len(word), place, word[start:end]), []).append(word)
        self._filed = {key: tuple(held) for key, held in filed.items()}
        self._remember()

    def _remember(self) -> None:
        self._drawers = remembered(_LENGTHS, self._find_drawers)

    def near(self, word: str) -> list[tuple[str, int]]:
        """The words at most so many edits from `word`, with their distances; `word` itself at 0 if it is one."""
        candidates: set[str] = set()
        for size, place, start, end in self._drawers(len(word)):
            candidates.update(self._filed.get((size, place, word[start:end]), ()))
        found = process.extract(word, candidates, scorer=edits, score_cutoff=self._most, limit=None)
        return [(near, int(distance)) for near, distance, _ in found]

    def _find_drawers(self, length: int) -> tuple[tuple[int, int, int, int], ...]:
        """Where to look for a word of so many letters: number of letters, piece, and where it starts and ends."""
        most = self._most
        drawers = []
        for size in range(length - most, length + most + 1):
            for place, (start, end) in enumerate(self._pieces(size)):
                # Before the first piece nothing can have shifted it, after the last one nothing else.
                shifts = (0,) if not place else (length - size,) if place == most else range(-most, most + 1)
                drawers += [(size, place, max(0, start + shift), end + shift) for shift in shifts]
        return tuple(drawers)

    def _pieces(self, size: int) -> list[tuple[int, int]]:
        """Where the pieces of a word of so many letters start and end."""
        most = self._most
        length = max(0, size - most) // (most + 1)
        return [(start, start + length) for start in (place * (size - length) // most for place in range(most + 1))]


class Soundalikes:
    """Words filed by how they sound."""

    def __init__(self, words: Iterable[str]) -> None:
        filed: dict[str, list[str]] = {}
        for word in words:
            filed.setdefault(sound(word), []).append(word)
        self._filed = {key: tuple(held) for key, held in filed.items()}

    def near(self, word: str, most: int = ALIKE) -> list[tuple[str, int]]:
        """The words that sound like `word` and are at most so many edits from it, with their distances."""
        alike = ((found, edits(word, found)) for found in self._filed.get(sound(word), ()))
        return [(found, distance) for found, distance in alike if distance <= most]


class Speller(Remembering):
    """Repairs words into `targets`; leaves alone every word of `known` and of `accepted` (correct, but not ours)."""

    def __init__(
        self, targets: Iterable[str], known: frozenset[str], accepted: frozenset[str], shortest: int = 4
    ) -> None:
        """`shortest` is the least number of letters of a word that is repaired at all."""
        self.vocabulary = known
        self._accepted = accepted
        self._shortest = shortest
        words = sorted(word for word in targets if len(word) >= shortest and word.isalpha())
        self._close = Neighbours(words, 1)
        self._farther = Neighbours((word for word in words if len(word) >= _LONG - 2), 2)
        self._alike = Soundalikes(words)
        self._remember()

    def _remember(self) -> None:
        self._nearest = remembered(AT_HAND, self._find_nearest)

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
        return self._nearest(word)

    def _find_nearest(self, word: str) -> str:
        near = self._close.near(word)
        if not near and len(word) >= _LONG:
            near = self._farther.near(word)
        near += [(found, max(1, distance - 1)) for found, distance in self._alike.near(word)]
        return min(((distance, found[0] != word[0], found) for found, distance in near), default=(0, False, word))[2]
