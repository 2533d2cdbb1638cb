"""How a sign is meant: happening, or asked about, denied, supposed, long past, quoted, told of others.

Context only ever says "lower this one"; it knows no level and can silence nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from kineret_bot.model import Level
from kineret_bot.policy import Concept, CueKind
from kineret_bot.triage.index import Sight
from kineret_bot.triage.scene import Scene, Span

_BEFORE = 30
_AFTER = 14
_CHAIN = 9
_OPEN = frozenset({"why", "what", "how"})
_FAR = 60
_NEAR = 5
_BARE = 4
"""Words of a message so short that naming a sign is all it does."""
_QUESTIONS = frozenset({CueKind.ASKING, CueKind.WONDERING, CueKind.HYPOTHETICAL, CueKind.PERMISSION})
_NOT_FOR_FIRM = _QUESTIONS | {CueKind.RESOLVED}
_PRESENT = frozenset({CueKind.NOW, CueKind.CONFIRMED})
_FRAMES = frozenset({CueKind.STORY, CueKind.STUDY, CueKind.QUOTED})


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A cue found in a scene."""

    start: int
    end: int
    kind: CueKind
    cue: str
    """Id of the cue."""


class Context:
    """All cues of one message."""

    def __init__(
        self, scene: Scene, marks: Iterable[Mark], sights: tuple[Sight, ...], classes: dict[str, int]
    ) -> None:
        self._scene = scene
        found = sorted(set(marks))
        unsure = [mark for mark in found if mark.kind is CueKind.UNSURE]
        self._marks = _without_cancelled(found, unsure)
        self._starts = [mark.start for mark in self._marks]
        self._me = _places(scene, classes["me"])
        self._people = sorted(self._me + _places(scene, classes["others"]))
        self._mine = sorted(self._me + _places(scene, classes["relatives"]) + _places(scene, classes["third"]))
        self._possessives = _places(scene, classes["possessive"])
        self._having = _places(scene, classes["has"])
        self._drugs = _places(scene, classes["kineret"])
        self._body = {span[0] for span in scene.at.get(classes["bodypart"], ())}
        self._definites = _places(scene, classes["definite"])
        self._bridges = {span[0] for span in scene.at.get(classes["bridge"], ())}
        self._or = {span[0] for span in scene.at.get(classes["or"], ())}
        self._covered = {place for sight in sights for span in sight.spans for place in range(*span)}
        self._sign_starts = sorted({sight.start for sight in sights})
        self._before = next((mark for mark in self._marks if mark.kind is CueKind.BEFORE), None)
        self._frames = tuple(mark for mark in self._marks if mark.kind in _FRAMES)[:50]

    def lowers(self, sight: Sight, concept: Concept) -> Mark | None:
        """The cue that makes the sign less than happening, or None."""
        near = self._near(sight)
        own = {place for span in sight.spans for place in range(*span)}
        near = [mark for mark in near if mark.kind in _PRESENT or not own.issuperset(range(mark.start, mark.end))]
        now = [mark for mark in near if mark.kind in _PRESENT and self._touches(mark, sight)]
        for mark in near:
            if mark.kind in _PRESENT or (concept.firm and mark.kind in _NOT_FOR_FIRM):
                continue
            if (mark.kind is CueKind.WELL and not concept.unless_well) or mark.kind is CueKind.BEFORE:
                continue
            if (concept.deed or mark.kind is not CueKind.PERMISSION) and self._applies(mark, sight, now):
                return mark
        if (frame := self._framed(sight, now)) is not None:
            return frame
        if self._before is not None and concept.level is Level.URGENT:
            return self._before
        if sight.mode == "mention" and not now and not self._somebody_has(sight, concept.deed):
            return Mark(sight.start, sight.end, CueKind.NAMED, "nobody_has_it")
        if sight.mode == "plain" and not concept.firm and not now and self._general_question(sight):
            return Mark(sight.start, sight.end, CueKind.NAMED, "general_question")
        return None

    def _general_question(self, sight: Sight) -> bool:
        """A question that is about nobody: `do swollen lips mean allergy`."""
        scene = self._scene
        first = self._clause_start(sight.start)
        return (
            first in scene.asking
            and scene.words[first] not in _OPEN
            and not self._person_in_sentence(sight)
            and not self._definite(sight)
        )

    def _clause_start(self, place: int) -> int:
        return self._first(self._scene.clause, place)

    @staticmethod
    def _first(numbers: list[int], place: int) -> int:
        """First place with the same number, or far enough back: a message without a full stop stays cheap."""
        place = min(place, len(numbers) - 1)
        last = max(0, place - _FAR)
        while place > last and numbers[place - 1] == numbers[place]:
            place -= 1
        return place

    def _somebody_has(self, sight: Sight, deed: bool) -> bool:
        """Whether a sign that is only named belongs to somebody, or is all that the message says."""
        scene = self._scene
        begin = self._sentence_start(sight.start)
        if self._length(begin) <= _BARE and not self._asks(sight) and (deed or not self._drug_from(begin)):
            return True
        own = self._any_in_clause(self._mine, sight.start, None)
        if not self._asks(sight):
            first = not self._question(begin) and sight.start - self._clause_start(sight.start) <= 1
            return own or first or (not self._drug_from(begin) and self._has_before(sight))
        if any(sight.start - 2 <= place <= sight.start for place in self._possessives):
            return True
        first = bisect_left(self._mine, sight.start - _BEFORE)
        last = bisect_left(self._mine, sight.start + 1)
        clause = scene.clause_at(sight.start)
        people = [place for place in self._mine[first:last] if scene.clause_at(place) == clause]
        return any(
            people and people[0] <= place <= sight.start and place - self._sentence_start(sight.start) > 0
            for place in self._having[bisect_left(self._having, sight.start - _NEAR) : bisect_left(self._having, sight.end)]
            if scene.clause_at(place) == clause
        )

    def _length(self, begin: int) -> int:
        """Words of the sentence that begins there, as far as it matters."""
        return self._end(begin) - begin

    def _end(self, begin: int) -> int:
        numbers = self._scene.sentence
        end = begin
        while end < len(numbers) and numbers[end] == numbers[begin] and end - begin < _FAR:
            end += 1
        return end

    def _question(self, begin: int) -> bool:
        """Whether the sentence ends in a question mark."""
        return self._scene.stops[self._end(begin) - 1] == "?"

    def _drug_from(self, begin: int) -> bool:
        """Whether the sentence names the medicine."""
        first = bisect_left(self._drugs, begin)
        return first < len(self._drugs) and self._drugs[first] < self._end(begin)

    def _has_before(self, sight: Sight) -> bool:
        scene = self._scene
        first = bisect_left(self._having, sight.start - _BEFORE)
        last = bisect_left(self._having, sight.end)
        return any(scene.sentence_at(place) == scene.sentence_at(sight.start) for place in self._having[first:last])

    def _sentence_start(self, place: int) -> int:
        scene = self._scene
        return self._first(scene.sentence, place)

    def _asks(self, sight: Sight) -> bool:
        """Whether the sign stands in a question."""
        scene = self._scene
        sentence = scene.sentence_at(sight.start)
        clause = scene.clause_at(sight.start)
        for place in range(sight.start, min(len(scene.words), sight.end + _BEFORE)):
            if scene.sentence_at(place) != sentence or scene.clause_at(place) != clause:
                break
            if scene.stops[place] == "?":
                return True
        return self._clause_start(sight.start) in scene.asking

    def _applies(self, mark: Mark, sight: Sight, now: list[Mark]) -> bool:
        kind = mark.kind
        if kind is CueKind.DENIED:
            return self._denied(mark, sight)
        if kind is CueKind.PAST and sight.start <= mark.start and mark.end <= sight.end:
            return False
        if kind is CueKind.WELL or kind is CueKind.BEFORE:
            return True
        if kind is CueKind.RESOLVED:
            return self._resolved(mark, sight)
        if kind in _FRAMES or not self._governs(mark, sight):
            return False
        if sight.mode == "stated" and kind in (CueKind.WONDERING, CueKind.PERMISSION):
            return False
        if kind is CueKind.ASKING:
            return not any(self._person(each.start) or self._person(sight.start) for each in now if each.start > mark.start)
        if kind is CueKind.WONDERING:
            return not now and not self._person_in_sentence(sight) and not self._definite(sight)
        if kind is CueKind.HYPOTHETICAL or kind is CueKind.PERMISSION:
            return mark.start < sight.end and not any(each.start > mark.start for each in now)
        sentence = self._scene.sentence_at(sight.start)
        return kind is CueKind.PAST and not any(self._scene.sentence_at(each.start) == sentence for each in now)

    def _denied(self, mark: Mark, sight: Sight) -> bool:
        if sight.start <= mark.start < sight.end:
            return True
        return mark.end <= sight.start and self._chain(mark.end, sight.start)

    def _chain(self, place: int, goal: int) -> bool:
        """Whether only helping words, other signs and `or` stand between a denial and a sign."""
        scene = self._scene
        if goal - place > _CHAIN or scene.sentence_at(place - 1) != scene.sentence_at(goal):
            return False
        for step in range(place, goal + 1):
            if scene.clause_at(step) != scene.clause_at(step - 1) and not self._list_goes_on(step):
                return False
            if step < goal and step not in self._bridges and step not in self._covered:
                return False
        return True

    def _list_goes_on(self, place: int) -> bool:
        return any(step in self._or for step in range(place, place + 6))

    def _resolved(self, mark: Mark, sight: Sight) -> bool:
        if mark.start < sight.end:
            return False
        between = bisect_left(self._sign_starts, sight.end)
        other = between < len(self._sign_starts) and self._sign_starts[between] < mark.start
        return not other and self._scene.sentence_at(mark.start) - self._scene.sentence_at(sight.start) <= 1

    def _governs(self, mark: Mark, sight: Sight) -> bool:
        """Whether a cue reaches the sign: the same clause, or a later one in which nobody new comes in."""
        scene = self._scene
        if scene.sentence_at(mark.start) != scene.sentence_at(sight.start):
            return False
        if mark.kind is CueKind.PAST:
            return abs(scene.clause_at(mark.start) - scene.clause_at(sight.start)) <= 1
        same = scene.clause_at(mark.start) == scene.clause_at(sight.start)
        if mark.start >= sight.start:
            return same and not self._person(sight.start, sight.end)
        return same or not self._person(sight.start)

    def _framed(self, sight: Sight, now: list[Mark]) -> Mark | None:
        scene = self._scene
        for mark in self._frames:
            away = scene.sentence_at(sight.start) - scene.sentence_at(mark.start)
            same = scene.clause_at(mark.start) == scene.clause_at(sight.start)
            if mark.kind is CueKind.STUDY:
                inside = same or not self._me_in(sight)
            else:
                reach = 1 if mark.kind is CueKind.STORY else 0
                inside = (same and not now) or (0 <= away <= reach and not now and not self._me_in(sight))
            if inside and (away >= 0 or mark.kind is CueKind.STUDY or same):
                return mark
        return None

    def _near(self, sight: Sight) -> list[Mark]:
        first = bisect_left(self._starts, sight.start - _BEFORE)
        last = bisect_left(self._starts, sight.end + _AFTER)
        return self._marks[first:last]

    def _touches(self, mark: Mark, sight: Sight) -> bool:
        scene = self._scene
        if mark.kind is CueKind.CONFIRMED:
            return 0 <= scene.sentence_at(mark.start) - scene.sentence_at(sight.start) <= 1 and mark.start >= sight.end
        return (
            scene.segment_at(mark.start) == scene.segment_at(sight.start)
            and abs(scene.clause_at(mark.start) - scene.clause_at(sight.start)) <= 2
        )

    def _person(self, place: int, end: int | None = None) -> bool:
        """Whether somebody stands in the clause of `place` (up to `end`)."""
        return self._any_in_clause(self._people, place, end)

    def _definite(self, sight: Sight) -> bool:
        """Whether it is said of one that is there: `the wheezing`, `this rash`."""
        if sight.start in self._body:
            return any(sight.start - 1 <= place <= sight.start for place in self._possessives)
        return any(sight.start - 1 <= place <= sight.start for place in self._definites[bisect_left(self._definites, sight.start - 1) :][:2])

    def _me_in(self, sight: Sight) -> bool:
        return self._any_in_clause(self._me, sight.start, None)

    def _person_in_sentence(self, sight: Sight) -> bool:
        scene = self._scene
        sentence = scene.sentence_at(sight.start)
        first = bisect_left(self._people, sight.start - _BEFORE)
        last = bisect_left(self._people, sight.end + _AFTER)
        return any(scene.sentence_at(place) == sentence for place in self._people[first:last])

    def _any_in_clause(self, places: list[int], place: int, end: int | None) -> bool:
        scene = self._scene
        clause = scene.clause_at(place)
        first = bisect_left(places, place - _BEFORE)
        last = bisect_left(places, place + _AFTER if end is None else end)
        return any(scene.clause_at(each) == clause for each in places[first:last])


def _places(scene: Scene, number: int) -> list[int]:
    return [span[0] for span in scene.at.get(number, ())]


def _without_cancelled(marks: list[Mark], unsure: list[Mark]) -> list[Mark]:
    """The marks without those inside a phrase that only looks like a denial or a maybe."""
    taken: set[int] = set()
    for mark in unsure:
        taken.update(range(mark.start, mark.end))
    cancelled = (CueKind.DENIED, CueKind.HYPOTHETICAL, CueKind.ASKING)
    return [
        mark
        for mark in marks
        if mark.kind is not CueKind.UNSURE
        and not (mark.kind in cancelled and taken.intersection(range(mark.start, mark.end)))
    ]


__all__ = ["Context", "Mark", "Span"]
