"""Finds which of many wordings stand in a scene, looking only at those whose rarest word is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kineret_bot.remembering import Remembering, remembered
from kineret_bot.triage.lexicon import Lexicon
from kineret_bot.triage.pattern import Pattern, compile_wording
from kineret_bot.triage.scene import Scene, Span


class Entry(NamedTuple):
    """A pattern and whose it is."""

    pattern: Pattern
    owner: int
    mode: str
    beside: frozenset[int]
    """Its classes but for the anchor."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A wording found in a scene."""

    owner: int
    mode: str
    wording: str
    spans: tuple[Span, ...]

    @property
    def places(self) -> frozenset[int]:
        """Every word of the wording."""
        return frozenset(place for span in self.spans for place in range(*span))

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


_REMEMBERED = 8192
"""Words whose wordings are kept at hand."""
_UNMASKED = frozenset({"untrapped", "trap"})


class Index(Remembering):
    """Wordings by the class of their rarest word."""

    def __init__(self, wordings: Iterable[tuple[int, str, str]], lexicon: Lexicon, exact: bool = True) -> None:
        """`wordings`: owner, mode, wording; unless `exact`, one of several words may be a slip for another word."""
        self._exact = exact
        self._by_anchor: dict[int, list[Entry]] = {}
        for owner, mode, wording in wordings:
            for pattern in compile_wording(wording, lexicon):
                anchor = pattern.parts[pattern.anchor]
                entry = Entry(pattern, owner, mode, frozenset(pattern.parts) - {anchor})
                self._by_anchor.setdefault(anchor, []).append(entry)
        self._remember()

    def _remember(self) -> None:
        self._anchored = remembered(_REMEMBERED, self._find_anchored)

    def _find_anchored(self, classes: tuple[int, ...]) -> tuple[Entry, ...]:
        """The wordings whose rarest element is one of these classes."""
        return tuple(entry for number in classes for entry in self._by_anchor.get(number, ()))

    def _only_slips(self, slips: set[int], spans: tuple[Span, ...]) -> bool:
        places = [place in slips for span in spans for place in range(*span)]
        return any(places) if self._exact else all(places)

    def words(self, lexicon: Lexicon) -> frozenset[str]:
        """All words that some wording here looks at."""
        parts = {part for entries in self._by_anchor.values() for entry in entries for part in entry.pattern.parts}
        return lexicon.words_of(parts)

    def candidates(self, scene: Scene) -> list[Entry]:
        """The wordings of which every element stands somewhere in the scene."""
        present = scene.present
        near = [entry for _, numbers in scene.heard for entry in self._anchored(numbers) if entry.beside <= present]
        near += [entry for _, number in scene.phrases for entry in self._anchored((number,)) if entry.beside <= present]
        return list(dict.fromkeys(near))

    def sights(self, scene: Scene, candidates: list[Entry] | None = None) -> Iterator[Sight]:
        """Every wording that stands in the scene, outside traps; `candidates` if they are known already."""
        if candidates is None:
            candidates = self.candidates(scene)
        scene.locate(part for entry in candidates for part in entry.pattern.parts)
        masked, slips = scene.masked, scene.slips
        for entry in candidates:
            for spans in entry.pattern.found_in(scene):
                if slips and self._only_slips(slips, spans):
                    continue
                sight = Sight(entry.owner, entry.mode, entry.pattern.wording, spans)
                if not masked or entry.mode in _UNMASKED or masked.isdisjoint(sight.places):
                    yield sight
