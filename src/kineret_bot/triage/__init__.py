"""Triage: notices an emergency in a message, before and without any matching of questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kineret_bot.model import Form, Level
from kineret_bot.policy import Concept, Cue, Policy
from kineret_bot.text import Message
from kineret_bot.triage.cards import Cards
from kineret_bot.triage.context import Context, Mark
from kineret_bot.triage.finding import Evidence, Finding
from kineret_bot.triage.index import Index, Sight
from kineret_bot.triage.lexicon import Lexicon
from kineret_bot.triage.numbers import FAILSAFE, numbers_in
from kineret_bot.triage.people import CLASSES
from kineret_bot.triage.recogniser import Recogniser
from kineret_bot.triage.repair import Repairer
from kineret_bot.triage.scene import Scene, build_scene

__all__ = ["FAILSAFE", "Evidence", "Finding", "Triage"]

_RANK = {Level.EMERGENCY: 4, Level.CRISIS: 3, Level.POISON: 2, Level.URGENT: 1, None: 0}


class Triage:
    """Built once from a policy, never changes; safe to share between threads."""

    def __init__(self, policy: Policy, english: frozenset[str], recogniser: Recogniser | None = None) -> None:
        """`english`: correctly spelt words, which are not repaired into words of the policy."""
        lexicon = Lexicon(policy.classes, policy.fillers)
        self._lexicon = lexicon
        self._concepts = policy.concepts
        self._by_id = {concept.id: concept for concept in policy.concepts}
        self._combinations = policy.combinations
        self._cues = policy.cues
        self._cards = Cards(policy)
        self._classes = {name: lexicon.named(name) for name in CLASSES}
        self._people = lexicon.class_id("<me>|<others>")
        self._traps = Index(((0, "trap", wording) for wording in policy.traps), lexicon)
        self._signs = Index(_sign_wordings(policy.concepts), lexicon, exact=False)
        self._marks = Index(_cue_wordings(policy.cues), lexicon)
        self.vocabulary = lexicon.vocabulary()
        """Every word that triage knows; a Reader that takes messages for it should know them too."""
        self._repair = Repairer(self.vocabulary, english, self._signs.words(lexicon))
        self.recogniser = recogniser
        """Notices by example what no rule holds; None when nothing was learnt."""

    def assess(self, message: Message, recent: tuple[str, ...] = ()) -> Finding | None:
        """What the message calls for; `recent` are concepts noted over the last turns of the conversation."""
        happening, lowered = self._look(message)
        self._weigh(message, happening, lowered)
        if not happening and not lowered:
            return None
        self._combine(happening, recent)
        return self._finding(happening, lowered)

    def _look(self, message: Message) -> tuple[dict[str, Evidence], dict[str, Evidence]]:
        """Concepts that the rules find happening, and concepts that they find only named."""
        scene = build_scene(message, self._lexicon, self._repair.meant, self._people, self._classes["starts_question"])
        for trap in self._traps.sights(scene):
            if not any(scene.stops[trap.start : trap.end - 1]):
                scene.masked.update(place for span in trap.spans for place in range(*span))
        sights = self._without_absorbed(scene, tuple(self._signs.sights(scene)))
        happening, lowered = self._sort(scene, sights) if sights else ({}, {})
        return happening, lowered

    def saw(self, message: Message) -> tuple[str, ...]:
        """What the rules see in a message, as names of evidence for the recogniser."""
        return _saw(*self._look(message))

    def _weigh(self, message: Message, happening: dict[str, Evidence], lowered: dict[str, Evidence]) -> None:
        """Weigh words and rules together: may add an alarm, raise its level, or put a lone card in doubt (a line)."""
        if self.recogniser is None or not message.words:
            return
        judged = self.recogniser.judge(message, _saw(happening, lowered))
        limits = self.recogniser.limits
        if judged.alarm < limits.doubt and len(happening) == 1:
            self._doubt(happening, lowered)
            return
        levels: dict[Level | None, float] = {}
        for id_, chance in judged.concepts.items():
            level = self._by_id[id_].level
            levels[level] = levels.get(level, 0.0) + chance
        level = max(levels, key=lambda each: (levels[each], _RANK[each]))
        concept = next(self._by_id[id_] for id_ in judged.concepts if self._by_id[id_].level is level)
        wording = f"like the examples of {concept.name}, {judged.alarm:.0%} sure"
        found = max((_RANK[each.level] for each in happening.values()), default=0)
        if found:
            raised = _RANK[level] > found and levels[level] >= limits.higher
        else:
            raised = judged.alarm >= limits.card
        if raised:
            happening.setdefault(concept.id, _evidence(concept, wording, "", "by example"))
        elif judged.alarm >= limits.line and not found:
            lowered.setdefault(concept.id, _evidence(concept, wording, "not sure enough", "by example"))

    def _doubt(self, happening: dict[str, Evidence], lowered: dict[str, Evidence]) -> None:
        """A lone card in a message that is like no example of an emergency becomes a line; never self-harm."""
        ((id_, sure),) = happening.items()
        if sure.level is not Level.CRISIS:
            del happening[id_]
            lowered.setdefault(id_, replace(sure, lowered_by="unlike any example", why="in doubt"))

    def line(self, level: Level) -> str:
        """The line under an answer for a level."""
        return self._cards.line(level is Level.CRISIS)

    def _without_absorbed(self, scene: Scene, sights: tuple[Sight, ...]) -> tuple[Sight, ...]:
        """The sights without those that are part of a longer wording whose concept absorbs them."""
        takers = [sight for sight in sights if self._concepts[sight.owner].absorbs and _in_one_clause(scene, sight)]
        if not takers:
            return sights
        taken: dict[str, list[frozenset[int]]] = {}
        for taker in takers[:200]:
            for id_ in self._concepts[taker.owner].absorbs:
                taken.setdefault(id_, []).append(taker.places)
        return tuple(
            sight
            for sight in sights
            if not any(sight.places < places for places in taken.get(self._concepts[sight.owner].id, ()))
        )

    def _sort(self, scene: Scene, sights: tuple[Sight, ...]) -> tuple[dict[str, Evidence], dict[str, Evidence]]:
        """Concepts that are happening, and concepts that are only named; none is in both."""
        context = Context(scene, self._cue_marks(scene), sights, self._classes)
        happening: dict[str, Evidence] = {}
        lowered: dict[str, Evidence] = {}
        for sight in sights:
            concept = self._concepts[sight.owner]
            if concept.id in happening:
                continue
            if sight.mode == "soft":
                lowered.setdefault(concept.id, _evidence(concept, sight.wording, "soft wording", "soft"))
            elif (mark := context.lowers(sight, concept)) is not None:
                lowered.setdefault(concept.id, _evidence(concept, sight.wording, mark.cue, mark.kind.value))
            else:
                happening[concept.id] = _evidence(concept, sight.wording, "", "happening")
                lowered.pop(concept.id, None)
        return happening, lowered

    def _cue_marks(self, scene: Scene) -> Iterable[Mark]:
        for sight in self._marks.sights(scene):
            cue = self._cues[sight.owner]
            if not any(scene.stops[sight.start : sight.end - 1]):
                yield Mark(sight.start, sight.end, cue.kind, cue.id)

    def _combine(self, happening: dict[str, Evidence], recent: tuple[str, ...]) -> None:
        for rule in self._combinations:
            if rule.result in happening:
                continue
            known = [*happening, *recent]
            chosen = [next((id_ for id_ in known if id_ in part), None) for part in rule.parts]
            if all(chosen) and any(id_ in happening for id_ in chosen if id_):
                wording = " + ".join(dict.fromkeys(id_ for id_ in chosen if id_))
                happening[rule.result] = _evidence(self._by_id[rule.result], wording, "", "combined")

    def _finding(self, happening: dict[str, Evidence], lowered: dict[str, Evidence]) -> Finding:
        order = {concept.id: place for place, concept in enumerate(self._concepts)}
        concepts = tuple(sorted(happening, key=order.__getitem__))
        named = tuple(sorted({*happening, *lowered}, key=order.__getitem__))
        evidence = tuple(each[id_] for each in (happening, lowered) for id_ in sorted(each, key=order.__getitem__))
        highest = max(happening.values(), key=lambda each: _RANK[each.level], default=None)
        if highest is not None and highest.level is not None:
            level = highest.level
            topic = next(self._by_id[id_].topic for id_ in concepts if self._by_id[id_].level is level)
            text = self._cards.card(level, concepts, topic)
            section = self._cards.section(topic) if level is Level.EMERGENCY else ""
            return _found(level, Form.CARD, text, concepts, named, section, evidence)
        level = max((each.level for each in lowered.values()), key=_RANK.__getitem__, default=None) or Level.URGENT
        text = self._cards.line(self._cards.selfharm(named))
        return _found(level, Form.LINE, text, concepts, named, "", evidence)


def _saw(happening: Mapping[str, Evidence], lowered: Mapping[str, Evidence]) -> tuple[str, ...]:
    """What the rules found: that they found something, each concept, and each cue."""
    forms = [f"r:{form}" for form, found in (("card", happening), ("line", lowered)) if found]
    levels = [f"r:{found.level} {bool(found.lowered_by)}" for found in (*happening.values(), *lowered.values())]
    cards = [f"r:{id_} card" for id_ in happening]
    lines = [f"r:{id_} line" for id_ in lowered]
    cues = [f"r:cue {found.lowered_by}" for found in lowered.values()]
    return tuple(dict.fromkeys((*forms, *levels, *cards, *lines, *cues)))


def _in_one_clause(scene: Scene, sight: Sight) -> bool:
    return scene.clause_at(sight.start) == scene.clause_at(sight.end - 1)


def _found(
    level: Level,
    form: Form,
    text: str,
    concepts: tuple[str, ...],
    named: tuple[str, ...],
    section: str,
    evidence: tuple[Evidence, ...],
) -> Finding:
    return Finding(
        level=level, form=form, text=text, numbers=numbers_in(text), concepts=concepts, named=named, section=section,
        evidence=evidence,
    )  # fmt: skip


def _evidence(concept: Concept, wording: str, lowered_by: str, why: str) -> Evidence:
    return Evidence(
        concept=concept.id, name=concept.name, level=concept.level, wording=wording, lowered_by=lowered_by, why=why
    )


def _sign_wordings(concepts: tuple[Concept, ...]) -> Iterable[tuple[int, str, str]]:
    for owner, concept in enumerate(concepts):
        for mode, wordings in _wordings_of(concept):
            for wording in wordings:
                yield owner, mode, wording


def _wordings_of(concept: Concept) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("stated", concept.stated),
        ("untrapped", concept.untrapped),
        ("mention" if concept.named_only else "plain", concept.wordings),
        ("mention", concept.mentions),
        ("soft", concept.soft),
    )


def _cue_wordings(cues: tuple[Cue, ...]) -> Iterable[tuple[int, str, str]]:
    for owner, cue in enumerate(cues):
        for wording in cue.wordings:
            yield owner, cue.kind.value, wording
