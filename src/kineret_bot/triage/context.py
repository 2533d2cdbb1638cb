"""How a sign is meant: happening, or asked about, denied, supposed, long past, quoted, told of others.

Context only ever says "lower this one"; it knows no card and can silence nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from kineret_bot.model import Level
from kineret_bot.policy import Concept, CueKind
from kineret_bot.triage.index import Sight
from kineret_bot.triage.people import AFTER, BEFORE, People
from kineret_bot.triage.scene import Scene

_CHAIN = 9
"""Words over which a denial reaches."""
_MOST_FRAMES = 50
_QUESTIONS = frozenset({CueKind.ASKING, CueKind.WONDERING, CueKind.HYPOTHETICAL, CueKind.PERMISSION})
_PRESENT = frozenset({CueKind.NOW, CueKind.CONFIRMED})
_FRAMES = frozenset({CueKind.STORY, CueKind.STUDY, CueKind.QUOTED})
_CANCELLED = frozenset({CueKind.DENIED, CueKind.HYPOTHETICAL, CueKind.ASKING})
"""What a phrase that only looks like a denial or a maybe takes away."""


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

    def __init__(self, scene: Scene, marks: Iterable[Mark], sights: tuple[Sight, ...], classes: dict[str, int]) -> None:
        self._scene = scene
        self._people = People(scene, classes)
        self._marks = _without_cancelled(sorted(set(marks)))
        self._starts = [mark.start for mark in self._marks]
        self._bridges = frozenset(scene.places(classes["bridge"]))
        self._or = frozenset(scene.places(classes["or"]))
        self._covered = {place for sight in sights for place in sight.places}
        self._sign_starts = sorted({sight.start for sight in sights})
        self._before = next((mark for mark in self._marks if mark.kind is CueKind.BEFORE), None)
        self._frames = tuple(mark for mark in self._marks if mark.kind in _FRAMES)[:_MOST_FRAMES]

    def lowers(self, sight: Sight, concept: Concept) -> Mark | None:
        """The cue that makes the sign less than happening, or None."""
        near = self._near(sight)
        now = [mark for mark in near if mark.kind in _PRESENT and self._touches(mark, sight)]
        for mark in near:
            if _concerns(mark, concept) and self._applies(mark, sight, now):
                return mark
        if (frame := self._framed(sight, now)) is not None:
            return frame
        if self._before is not None and concept.level is Level.URGENT:
            return self._before
        if not now and self._only_named(sight, concept):
            return Mark(sight.start, sight.end, CueKind.NAMED, "nobody_has_it")
        return None

    def _near(self, sight: Sight) -> list[Mark]:
        """Cues around the sign that are more than a part of its own wording."""
        first = bisect_left(self._starts, sight.start - BEFORE)
        last = bisect_left(self._starts, sight.end + AFTER)
        own = sight.places
        return [
            mark
            for mark in self._marks[first:last]
            if mark.kind in _PRESENT or not own.issuperset(range(mark.start, mark.end))
        ]

    def _only_named(self, sight: Sight, concept: Concept) -> bool:
        if sight.mode == "mention":
            return not self._people.has(sight, concept.deed)
        return sight.mode == "plain" and not concept.firm and self._people.general_question(sight)

    def _applies(self, mark: Mark, sight: Sight, now: list[Mark]) -> bool:
        match mark.kind:
            case CueKind.DENIED:
                return self._denied(mark, sight)
            case CueKind.RESOLVED:
                return self._resolved(mark, sight)
            case CueKind.WELL:
                return True
            case CueKind.HABIT:
                same = self._scene.clause_at(mark.start) == self._scene.clause_at(sight.start)
                return same and not now and not (sight.start <= mark.start and mark.end <= sight.end)
            case CueKind.PAST:
                return self._past(mark, sight, now)
        if sight.mode == "stated" and mark.kind in (CueKind.WONDERING, CueKind.PERMISSION):
            return False
        return self._governs(mark, sight) and self._questions(mark, sight, now)

    def _questions(self, mark: Mark, sight: Sight, now: list[Mark]) -> bool:
        """Whether a question or a supposition holds against what says that it is happening."""
        people = self._people
        if mark.kind is CueKind.WONDERING:
            return not (now or people.in_sentence(sight) or people.definite(sight))
        later = [each for each in now if each.start > mark.start]
        if mark.kind is CueKind.ASKING:
            return not any(people.in_clause(each.start) or people.in_clause(sight.start) for each in later)
        return mark.start < sight.end and not later

    def _past(self, mark: Mark, sight: Sight, now: list[Mark]) -> bool:
        scene = self._scene
        sentence = scene.sentence_at(sight.start)
        if scene.sentence_at(mark.start) != sentence or (sight.start <= mark.start and mark.end <= sight.end):
            return False
        apart = abs(scene.clause_at(mark.start) - scene.clause_at(sight.start))
        return apart <= 1 and not any(scene.sentence_at(each.start) == sentence for each in now)

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
        """Whether what is over is this sign: nothing else was named in between."""
        if mark.start < sight.end:
            return False
        between = bisect_left(self._sign_starts, sight.end)
        other = between < len(self._sign_starts) and self._sign_starts[between] < mark.start
        return not other and self._scene.sentence_at(mark.start) - self._scene.sentence_at(sight.start) <= 1

    def _governs(self, mark: Mark, sight: Sight) -> bool:
        """Whether a cue reaches the sign: the same clause, or a later one in which nobody new comes in."""
        scene = self._scene
        if mark.kind in _FRAMES or scene.sentence_at(mark.start) != scene.sentence_at(sight.start):
            return False
        same = scene.clause_at(mark.start) == scene.clause_at(sight.start)
        if mark.start >= sight.start:
            return same and not self._people.in_clause(sight.start, sight.end)
        return same or not self._people.in_clause(sight.start)

    def _framed(self, sight: Sight, now: list[Mark]) -> Mark | None:
        """The story, lesson or leaflet that the sign belongs to; what happens now to the writer breaks out of it."""
        scene = self._scene
        for mark in self._frames:
            away = scene.sentence_at(sight.start) - scene.sentence_at(mark.start)
            same = scene.clause_at(mark.start) == scene.clause_at(sight.start)
            lesson = mark.kind is CueKind.STUDY
            if same and (lesson or not now):
                return mark
            reach = range(-1, 2) if lesson else range(2 if mark.kind is CueKind.STORY else 1)
            if away in reach and not self._people.me_in_clause(sight.start) and not (now and (away or not lesson)):
                return mark
        return None

    def _touches(self, mark: Mark, sight: Sight) -> bool:
        """Whether a word of the present speaks of the sign."""
        scene = self._scene
        if mark.kind is CueKind.CONFIRMED:
            return 0 <= scene.sentence_at(mark.start) - scene.sentence_at(sight.start) <= 1 and mark.start >= sight.end
        return (
            scene.segment_at(mark.start) == scene.segment_at(sight.start)
            and abs(scene.clause_at(mark.start) - scene.clause_at(sight.start)) <= 2
        )


def _concerns(mark: Mark, concept: Concept) -> bool:
    """Whether a cue of this kind can lower this concept at all."""
    match mark.kind:
        case CueKind.NOW | CueKind.CONFIRMED | CueKind.BEFORE:
            return False
        case CueKind.WELL:
            return concept.unless_well
        case CueKind.PERMISSION:
            return concept.deed and not concept.firm
        case CueKind.RESOLVED:
            return not concept.firm
    return not (concept.firm and mark.kind in _QUESTIONS)


def _without_cancelled(marks: list[Mark]) -> list[Mark]:
    """The marks without those inside a phrase that only looks like a denial or a maybe."""
    taken = {place for mark in marks if mark.kind is CueKind.UNSURE for place in range(mark.start, mark.end)}
    return [
        mark
        for mark in marks
        if mark.kind is not CueKind.UNSURE
        and not (mark.kind in _CANCELLED and taken.intersection(range(mark.start, mark.end)))
    ]
