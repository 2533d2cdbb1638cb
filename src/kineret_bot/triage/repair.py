"""Mistyped words back to words of the triage vocabulary, at the cost of a few dictionary lookups each.

`spelling.Speller` compares a word with the whole vocabulary; a message of a million characters of
garbage would make that slow, so here every vocabulary word is filed under what is left of it when
letters are dropped, and a mistyped word is looked up the same way; two edits are looked for among the long words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from kineret_bot.spelling import sound, within

_SHORTEST = 5
_LONG = 8
_LONGEST = 24
_MOST = 8
_REMEMBERED = 8192
_NO_WORD = re.compile(r"[^aeiouy]{7}|[aeiou]{5}")
"""No word, however mistyped."""


class Repairer:
    """Finds what was meant by words of five letters or more: one edit, two from eight letters on, or the same sound."""

    def __init__(self, vocabulary: Iterable[str], accepted: frozenset[str], weighty: frozenset[str]) -> None:
        """`accepted` are words that are spelt right and stay as they are; `weighty` ones win over the others."""
        self._weighty = weighty
        self._vocabulary = frozenset(vocabulary)
        self._accepted = accepted
        self._near: dict[str, tuple[str, ...]] = {}
        self._sounds: dict[str, tuple[str, ...]] = {}
        self._long = tuple(sorted(word for word in self._vocabulary if len(word) >= _LONG and word.isalpha()))
        for word in sorted(word for word in self._vocabulary if len(word) >= _SHORTEST and word.isalpha()):
            _file(self._sounds, (sound(word),), word)
            _file(self._near, _shortened(word), word)
        self.meant = lru_cache(maxsize=_REMEMBERED)(self._meant)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "meant"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.meant = lru_cache(maxsize=_REMEMBERED)(self._meant)

    def _meant(self, word: str) -> tuple[str, ...]:
        """The words that may have been meant, the likeliest first; the word itself alone when it is spelt right.

        A word of four letters may only have lost one. A word that is ours but no English word (slang, a listed
        misspelling) stands for itself and for what it may be a typo of.
        """
        length = len(word)
        if not _SHORTEST - 1 <= length <= _LONGEST or not word.isalpha() or _NO_WORD.search(word):
            return (word,)
        if word in self._accepted:
            return (word, *self._slips(word))
        known = word in self._vocabulary
        near = {
            found for key in _shortened(word) for found in self._near.get(key, ()) if len(found) > length or length > 4
        }
        best = _nearest(word, near, 1)
        if not best and length >= _LONG:
            best = _nearest(word, within(word, self._long, 2), 2)
        if not best and not known and length > 4:
            best = _nearest(word, self._sounds.get(sound(word), ()), min(3, length // 2))
        best = tuple(found for found in best if found in self._weighty) or best
        if known:
            return (word, *(found for found in best if found in self._accepted))
        return best or (word,)

    def _slips(self, word: str) -> tuple[str, ...]:
        """Weighty words that this correct word may be a slip of (`cheat` for `chest`), when it means nothing itself."""
        if word in self._vocabulary:
            return ()
        near = {found for key in _shortened(word) for found in self._near.get(key, ()) if found in self._weighty}
        return tuple(
            found
            for found in _nearest(word, near, 1)
            if found[0] == word[0] and not (len(word) == 5 and found[-1] == word[-1] == "s")
        )


def _nearest(word: str, candidates: Iterable[str], most: int) -> tuple[str, ...]:
    """The candidates with the fewest edits, at most `most`: the same letters first, then the same first letter."""
    scored = sorted(
        (edits(word, found), sorted(found) != sorted(word), found[0] != word[0], found)
        for found in candidates
        if found != word
    )
    return tuple(found for distance, _, _, found in scored if distance == scored[0][0] and distance <= most)[:_MOST]


def edits(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with a neighbour to get from one word to the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        earlier, before, row = before, row, [i + 1]
        for j, wanted in enumerate(other):
            cost = min(before[j] + (letter != wanted), before[j + 1] + 1, row[j] + 1)
            if i and j and letter == other[j - 1] and one[i - 1] == wanted:
                cost = min(cost, earlier[j - 1] + 1)
            row.append(cost)
    return row[-1]


def _shortened(word: str) -> set[str]:
    """The word, and the word without any one of its letters."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def _file(drawer: dict[str, tuple[str, ...]], keys: Iterable[str], word: str) -> None:
    for key in keys:
        drawer[key] = (*drawer.get(key, ()), word)
