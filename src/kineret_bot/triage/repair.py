"""Mistyped words back to words of the triage vocabulary, at the cost of a few dictionary lookups each.

`spelling.Speller` compares a word with the whole vocabulary; a message of a million characters of
garbage would make that slow, so here every vocabulary word is filed under what is left of it when
letters are dropped, and a mistyped word is looked up the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations
from typing import Any

from kineret_bot.spelling import sound

_SHORTEST = 5
_LONG = 8
_LONGEST = 24
_NO_WORD = re.compile(r"[^aeiouy]{6}|[aeiou]{5}|[jqxz]{2}|q[^u]")
"""No word, however mistyped."""


class Repairer:
    """Repairs words of five letters or more: one edit, two from eight letters on, or the same sound."""

    def __init__(self, vocabulary: Iterable[str], accepted: frozenset[str]) -> None:
        """`accepted` are words that are spelt right and stay as they are."""
        self._vocabulary = frozenset(vocabulary)
        self._accepted = accepted
        self._near: dict[str, tuple[str, ...]] = {}
        self._far: dict[str, tuple[str, ...]] = {}
        self._sounds: dict[str, tuple[str, ...]] = {}
        for word in sorted(word for word in self._vocabulary if len(word) >= _SHORTEST and word.isalpha()):
            _file(self._sounds, (sound(word),), word)
            _file(self._near, _shortened(word, 1), word)
            if len(word) >= _LONG:
                _file(self._far, _shortened(word, 2), word)
        self.repair = lru_cache(maxsize=8192)(self._repair)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "repair"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.repair = lru_cache(maxsize=8192)(self._repair)

    def _repair(self, word: str) -> str:
        """The word that was meant, or the word itself; ties go to the fewest edits, then the same letters, then the same first letter."""
        length = len(word)
        if not _SHORTEST <= length <= _LONGEST or not word.isalpha() or self.knows(word) or _NO_WORD.search(word):
            return word
        near = {found for key in _shortened(word, 1) for found in self._near.get(key, ())}
        allowed = 1 if length < _LONG else 2
        if allowed == 2:
            near.update(found for key in _shortened(word, 2) for found in self._far.get(key, ()))
        scored = [(edits(word, found), sorted(found) != sorted(word), found[0] != word[0], found) for found in near]
        best = min((score for score in scored if score[0] <= allowed), default=None)
        if best is None:
            alike = [(edits(word, found), True, found[0] != word[0], found) for found in self._sounds.get(sound(word), ())]
            best = min((score for score in alike if score[0] <= 3 and score[0] * 2 <= length), default=None)
        return best[3] if best else word

    def knows(self, word: str) -> bool:
        """Whether the word is ours, or correct though not ours."""
        return word in self._vocabulary or word in self._accepted


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


def _shortened(word: str, most: int) -> set[str]:
    """The word, and the word without any one (or two) of its letters."""
    places = range(len(word))
    keys = {word} | {word[:i] + word[i + 1 :] for i in places}
    if most == 2:
        keys.update(word[:i] + word[i + 1 : j] + word[j + 1 :] for i, j in combinations(places, 2))
    return keys


def _file(drawer: dict[str, tuple[str, ...]], keys: Iterable[str], word: str) -> None:
    for key in keys:
        drawer[key] = (*drawer.get(key, ()), word)
