"""Who is in a message, and whether somebody is said to have a sign."""

from __future__ import annotations

from bisect import bisect_left

from kineret_bot.triage.index import Sight
from kineret_bot.triage.scene import Scene

BEFORE = 30
AFTER = 14
"""Words before and after a sign that are looked at."""
_NEAR = 5
_BARE = 4
"""Words of a sentence so short that naming a sign is all it does."""
_OPEN = frozenset({"why", "what", "how"})

CLASSES = "me others relatives third mymine possessive definite bodypart has starts_question kineret bridge or".split()
"""Classes that the code itself asks for; every policy has to have them."""


class People:
    """Where persons, possessives and words of having stand in one scene."""

    def __init__(self, scene: Scene, classes: dict[str, int]) -> None:
        self._scene = scene
        self._me = scene.places(classes["me"])
        self._all = sorted(self._me + scene.places(classes["others"]))
        self._known = sorted(self._me + scene.places(classes["relatives"]) + scene.places(classes["third"]))
        self._possessives = scene.places(classes["possessive"])
        self._definites = scene.places(classes["definite"])
        self._having = scene.places(classes["has"])
        self._drugs = scene.places(classes["kineret"])
        self._body = frozenset(scene.places(classes["bodypart"]))

    def in_clause(self, place: int, end: int | None = None) -> bool:
        """Whether somebody stands in the clause of `place` (up to `end`)."""
        return self._any_in_clause(self._all, place, end)

    def me_in_clause(self, place: int) -> bool:
        """Whether the writer stands in the clause of `place`."""
        return self._any_in_clause(self._me, place, None)

    def in_sentence(self, sight: Sight) -> bool:
        """Whether somebody stands in the sentence of a sign."""
        sentence = self._scene.sentence_at(sight.start)
        return any(
            self._scene.sentence_at(place) == sentence
            for place in between(self._all, sight.start - BEFORE, sight.end + AFTER)
        )

    def definite(self, sight: Sight) -> bool:
        """Whether it is said of one that is there: `the wheezing`, `this rash`; `the throat` is anybody's."""
        words = self._possessives if sight.start in self._body else self._definites
        return bool(between(words, sight.start - 1, sight.start + 1))

    def general_question(self, sight: Sight) -> bool:
        """A question that is about nobody: `do swollen lips mean allergy`."""
        first = self._scene.clause_start(sight.start)
        return (
            first in self._scene.asking
            and self._scene.words[first] not in _OPEN
            and not self.in_sentence(sight)
            and not self.definite(sight)
        )

    def has(self, sight: Sight, deed: bool) -> bool:
        """Whether a sign that is only named belongs to somebody, or is all that its sentence says."""
        scene = self._scene
        begin, end = scene.sentence_span(sight.start)
        drug = bool(between(self._drugs, begin, end))
        asks = self._asks(sight)
        if end - begin <= _BARE and not asks and (deed or not drug):
            return True
        if asks:
            return self._has_in_question(sight)
        first = scene.stops[end - 1] != "?" and sight.start - scene.clause_start(sight.start) <= 1
        own = self._any_in_clause(self._known, sight.start, None)
        return own or first or (not drug and bool(between(self._having, max(begin, sight.start - BEFORE), sight.end)))

    def _has_in_question(self, sight: Sight) -> bool:
        """`is my fever high`, `can i inject, i have a rash`: somebody, then a word of having, then the sign."""
        if between(self._possessives, sight.start - 2, sight.start + 1):
            return True
        scene = self._scene
        clause = scene.clause_at(sight.start)
        people = [
            place
            for place in between(self._known, sight.start - BEFORE, sight.start + 1)
            if scene.clause_at(place) == clause
        ]
        begin = scene.sentence_span(sight.start)[0]
        return bool(people) and any(
            max(people[0], begin + 1) <= place <= sight.start and scene.clause_at(place) == clause
            for place in between(self._having, sight.start - _NEAR, sight.end)
        )

    def _asks(self, sight: Sight) -> bool:
        """Whether the clause of the sign is a question."""
        scene = self._scene
        clause = scene.clause_at(sight.start)
        for place in range(sight.start, min(len(scene.words), sight.end + BEFORE)):
            if scene.clause_at(place) != clause:
                break
            if scene.stops[place] == "?":
                return True
        return scene.clause_start(sight.start) in scene.asking

    def _any_in_clause(self, places: list[int], place: int, end: int | None) -> bool:
        clause = self._scene.clause_at(place)
        last = place + AFTER if end is None else end
        return any(self._scene.clause_at(each) == clause for each in between(places, place - BEFORE, last))


def between(places: list[int], first: int, end: int) -> list[int]:
    """The places from `first` up to, not with, `end`."""
    return places[bisect_left(places, first) : bisect_left(places, end)]
