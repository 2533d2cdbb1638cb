"""Where sentences and clauses end, with and without punctuation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

_ENDS = frozenset(".?!;\n")
_PAUSES = frozenset(",:")
_LINKS = frozenset("it its they theyre both all which and or but like cant wont now just not".split())
"""A sentence that starts so goes on with the one before it."""
_TURNS = frozenset(
    (
        "but however though although yet except because cuz coz bc cos also anyway plus meanwhile pero porque "
        "tambien unless whereas then btw"
    ).split()
)
"""A clause starts here."""
_ASKS = frozenset({"what", "whats", "how", "why", "can", "should"})
_LEADS = frozenset(
    (
        "know about idea me tell explain understand see sure and that or wondering ask asked asking to with "
        "wonder matter on for remember no"
    ).split()
)
"""After these a question word goes on with what was said."""
_FEARS = frozenset(
    (
        "worried afraid scared fear terrified nervous anxious sign signs symptom symptoms risk chance "
        "possible likely case mean means says"
    ).split()
)
"""After these `that` starts no clause of its own."""
_JOINS = frozenset("and so now since while as y e when after".split())
"""A clause starts here when a person comes next."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Finds the words at which a new clause begins although no punctuation says so."""

    words: list[str]
    people: frozenset[int]
    """Places at which a person is named; a filler such as `i` stands where the next word stands."""
    thats: frozenset[int]
    """Places before which `that` stands."""

    def at(self, place: int) -> bool:
        """Whether a clause begins at a place."""
        word = self.words[place]
        if word in _TURNS or (word in _JOINS and place + 1 in self.people):
            return True
        if not place:
            return False
        if word in _ASKS and self._asks_anew(place):
            return True
        return place in self.thats and place in self.people and self.words[place - 1] not in _FEARS

    def _asks_anew(self, place: int) -> bool:
        if self.words[place] in ("can", "should"):
            return place + 1 in self.people and place not in self.people
        return self.words[place - 1] not in _LEADS


class Division(NamedTuple):
    """For each word of a message a number, the same for all words that belong together."""

    sentences: list[int]
    clauses: list[int]
    segments: list[int]
    """Like sentences, with very short and linked ones joined: no wording reaches beyond them."""


def divide(words: list[str], stops: list[str], turns: Turns) -> Division:
    """Where the sentences, clauses and segments of a message are."""
    sentence = clause = segment = 0
    started = 0
    found = Division([], [], [])
    for place, word in enumerate(words):
        stop = stops[place - 1] if place else ""
        if stop in _ENDS and stop:
            sentence += 1
            clause += 1
            short = place - started <= 2 or _ends_soon(stops, place)
            if not (short or word in _LINKS):
                segment += 1
            started = place
        elif (stop and stop in _PAUSES) or turns.at(place):
            clause += 1
        for target, number in zip(found, (sentence, clause, segment), strict=True):
            target.append(number)
    return found


def _ends_soon(stops: list[str], place: int) -> bool:
    return any(stop in _ENDS for stop in stops[place : place + 2] if stop) or place + 2 >= len(stops)
