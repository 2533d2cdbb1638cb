"""Triage: notices an emergency in a message, before and without any matching of questions."""

from __future__ import annotations

from collections.abc import Iterable

from kineret_bot.model import Form, Level
from kineret_bot.policy import Concept, Cue, Policy
from kineret_bot.text import Message
from kineret_bot.triage.cards import Cards
from kineret_bot.triage.context import Context, Mark
from kineret_bot.triage.finding import RANK, SOFT, Evidence, Finding, evidence_of
from kineret_bot.triage.index import Index, Sight
from kineret_bot.triage.lexicon import Lexicon
from kineret_bot.triage.numbers import FAILSAFE, numbers_in
from kineret_bot.triage.people import CLASSES
from kineret_bot.triage.recogniser import Recogniser
from kineret_bot.triage.repair import Repairer
from kineret_bot.triage.scene import Scene, build_scene
from kineret_bot.triage.weighing import saw, weigh

__all__ = ["FAILSAFE", "Evidence", "Finding", "Triage"]


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
        if self.recogniser is not None and message.words:
            weigh(self.recogniser, message, saw(happening, lowered), self._by_id, happening, lowered)
        if not happening and not lowered:
            return None
        self._combine(happening, recent)
        return self._finding(happening, lowered)

    def _look(self, message: Message) -> tuple[dict[str, Evidence], dict[str, Evidence]]:
        """Concepts that the rules find happening, and concepts that they find only named."""
        scene = build_scene(message, self._lexicon, self._repair.meant, self._people, self._classes["starts_question"])
        candidates = self._signs.candidates(scene)
        if not candidates:
            return {}, {}
        for trap in self._traps.sights(scene):
            if not any(scene.stops[trap.start : trap.end - 1]):
                scene.masked.update(place for span in trap.spans for place in range(*span))
        sights = self._without_absorbed(scene, tuple(self._signs.sights(scene, candidates)))
        return self._sort(scene, sights) if sights else ({}, {})

    def saw(self, message: Message) -> tuple[str, ...]:
        """What the rules see in a message, as names of evidence for the recogniser."""
        return saw(*self._look(message))

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
                lowered.setdefault(concept.id, evidence_of(concept, sight.wording, SOFT, "soft"))
            elif (mark := context.lowers(sight, concept)) is not None:
                lowered.setdefault(concept.id, evidence_of(concept, sight.wording, mark.cue, mark.kind.value))
            else:
                happening[concept.id] = evidence_of(concept, sight.wording, "", "happening")
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
                happening[rule.result] = evidence_of(self._by_id[rule.result], wording, "", "combined")

    def _finding(self, happening: dict[str, Evidence], lowered: dict[str, Evidence]) -> Finding:
        order = {concept.id: place for place, concept in enumerate(self._concepts)}
        concepts = tuple(sorted(happening, key=order.__getitem__))
        named = tuple(sorted({*happening, *lowered}, key=order.__getitem__))
        evidence = tuple(each[id_] for each in (happening, lowered) for id_ in sorted(each, key=order.__getitem__))
        highest = max(happening.values(), key=lambda each: RANK[each.level], default=None)
        if highest is not None and highest.level is not None:
            level = highest.level
            topic = next(self._by_id[id_].topic for id_ in concepts if self._by_id[id_].level is level)
            text = self._cards.card(level, concepts, topic)
            section = self._cards.section(topic) if level is Level.EMERGENCY else ""
            return _found(level, Form.CARD, text, concepts, named, section, evidence)
        level = max((each.level for each in lowered.values()), key=RANK.__getitem__, default=None) or Level.URGENT
        text = self._cards.line(self._cards.selfharm(named))
        return _found(level, Form.LINE, text, concepts, named, "", evidence)


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
