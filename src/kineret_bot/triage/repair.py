"""Mistyped words back to words of the triage vocabulary: all that may have been meant, the weighty ones first.

Where `spelling.Speller` settles on one word, here a word may stand for several, and a word that is spelt right may
still be a slip of the finger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kineret_bot.remembering import Remembering, remembered
from kineret_bot.spelling import ALIKE, AT_HAND, Neighbours, Soundalikes

_SHORTEST = 5
_LONG = 8
_LONGEST = 24
_MOST = 8
_REMEMBERED = 8192
"""Correct words whose likely slips are kept at hand."""
_NO_WORD = re.compile(r"[^aeiouy]{7}|[aeiou]{5}")
"""No word, however mistyped."""


class Repairer(Remembering):
    """Finds what was meant by words of five letters or more: one edit, two from eight letters on, or the same sound."""

    def __init__(self, vocabulary: Iterable[str], accepted: frozenset[str], weighty: frozenset[str]) -> None:
        """`accepted` are words that are spelt right and stay as they are; `weighty` ones win over the others."""
        self._weighty = weighty
        self._vocabulary = frozenset(vocabulary)
        self._accepted = accepted
        words = sorted(word for word in self._vocabulary if len(word) >= _SHORTEST and word.isalpha())
        self._close = Neighbours(words, 1)
        self._farther = Neighbours((word for word in words if len(word) >= _LONG), 2)
        self._alike = Soundalikes(words)
        self._remember()

    def _remember(self) -> None:
        self._meant_by_known = remembered(_REMEMBERED, self._meant)
        self._meant_by_stranger = remembered(AT_HAND, self._meant)

    def meant(self, word: str) -> tuple[str, ...]:
        """The words that may have been meant, the likeliest first; the word itself alone when it is spelt right."""
        known = word in self._accepted or word in self._vocabulary
        return self._meant_by_known(word) if known else self._meant_by_stranger(word)

    def _meant(self, word: str) -> tuple[str, ...]:
        """What `meant` promises.

        A word of four letters may only have lost one. A word that is ours but no English word (slang, a listed
        misspelling) stands for itself and for what it may be a typo of.
        """
        length = len(word)
        if not _SHORTEST - 1 <= length <= _LONGEST or not word.isalpha() or _NO_WORD.search(word):
            return (word,)
        if word in self._accepted:
            return (word, *self._slips(word))
        known = word in self._vocabulary
        best = _nearest(word, [each for each in self._close.near(word) if len(each[0]) > length or length > 4])
        if not best and length >= _LONG:
            best = _nearest(word, self._farther.near(word))
        if not best and not known and length > 4:
            best = _nearest(word, self._alike.near(word, min(ALIKE, length // 2)))
        best = tuple(found for found in best if found in self._weighty) or best
        if known:
            return (word, *(found for found in best if found in self._accepted))
        return best or (word,)

    def _slips(self, word: str) -> tuple[str, ...]:
        """Weighty words that this correct word may be a slip of (`cheat` for `chest`), when it means nothing itself."""
        if word in self._vocabulary:
            return ()
        near = [each for each in self._close.near(word) if each[0] in self._weighty]
        return tuple(
            found
            for found in _nearest(word, near)
            if found[0] == word[0] and not (len(word) == 5 and found[-1] == word[-1] == "s")
        )


def _nearest(word: str, near: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Those of the (word, edits) with the fewest edits: the same letters first, then the same first letter."""
    scored = sorted(
        (distance, sorted(found) != sorted(word), found[0] != word[0], found) for found, distance in near if distance
    )
    return tuple(found for distance, _, _, found in scored if distance == scored[0][0])[:_MOST]
