"""What of a message counts as evidence: stems, concepts, numbers with their unit, and neighbouring pairs.

A feature is a string: `w:` a stem, `#` a concept of the lexicon, `n:` a number with its unit, `k:` the first letters
of a word, `p:` a pair of neighbours. docs/matching.md holds the measurements behind each kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kineret_bot.remembering import Remembering, WhileAlive, remembered
from kineret_bot.spelling import Speller
from kineret_bot.text import Message

MOST_WORDS = 300
"""Words of a message that are read for matching; of a longer one the first and last halves of this."""

STORY_WEIGHT = 0.4
"""How much a sentence that asks nothing counts beside one that asks (docs/matching.md, `story`)."""

SHORTEST_NAME = 7
"""Letters of a word that may be a medicine by its ending alone."""
OTHER_MEDICINE = ("other_medicine",)

BEGINNING = 4
"""Letters of a word that count by themselves: what kinship the stems miss (`breathless`, `breathtaking`)."""
WORDLESS = ("k", "p", "c")
"""First letters of features that are no word of their own: beginnings, pairs, and the answer before (`c:`)."""

_TERMS = 8192
"""Words and phrases whose evidence is kept at hand."""
_PAIR_WEIGHT = 0.7
_BEGINNING_WEIGHT = 0.5
_ENDINGS = ("ations", "ation", "ings", "ing", "edly", "ed", "ies", "ers", "er", "es", "ly", "s", "e")
OPENERS = frozenset(
    "what how when where who why which is are can could do does did will would should shall may might must has have "
    "if".split()
)
"""Words with which a question opens."""
_YEARS = frozenset({"year", "years", "yr", "yrs", "yo", "y"})
_INFANCY = frozenset({"month", "months", "mo", "mos", "week", "weeks", "wk", "wks", "day", "days"})
_UNITS = {
    **dict.fromkeys(("mg", "mgs", "milligram", "milligrams"), "mg"),
    **dict.fromkeys(("ml", "mls", "cc"), "ml"),
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "kilograms", "lb", "lbs", "pounds"), "kg"),
    **dict.fromkeys(("f", "c", "degrees"), "degrees"),
    **dict.fromkeys(("am", "pm", "oclock"), "clock"),
    **dict.fromkeys(("hour", "hours", "hrs"), "hours"),
    **dict.fromkeys(("x", "times"), "times"),
    "percent": "percent",
}


@dataclass(frozen=True, slots=True)
class Features:
    """Evidence in a message: each feature with its weight (1, less for pairs and for mere story)."""

    weights: Mapping[str, float]
    unknown: float
    """Total weight of words that the content does not know: they count against every intent."""


@dataclass(frozen=True, slots=True)
class _Term:
    """A word, or a phrase of the lexicon, and what it counts as wherever it stands."""

    evidence: Mapping[str, float]
    """Its features, each with its weight."""
    unit: str
    """What it is called in pairs of neighbours."""
    is_number: bool
    is_unknown: bool


class Featurizer(Remembering):
    """Turns messages into features. Built once from the lexicon; never changes."""

    def __init__(
        self,
        concepts: Mapping[str, Iterable[str]],
        names: frozenset[str],
        speller: Speller,
        medicine_endings: tuple[str, ...] = (),
    ) -> None:
        """`concepts`: id to its words and phrases; `names`: concepts that replace their words (medicines).

        A long word that nobody knows and that ends on one of `medicine_endings` counts as another medicine.
        """
        self._speller = speller
        self._names = names
        self._endings = medicine_endings
        self._concepts: dict[tuple[str, ...], tuple[str, ...]] = {}
        lengths: dict[str, set[int]] = {}
        for concept, phrases in concepts.items():
            for phrase in phrases:
                words = tuple(phrase.split())
                self._concepts[words] = (*self._concepts.get(words, ()), concept)
                lengths.setdefault(words[0], set()).add(len(words))
        self._lengths = {word: tuple(sorted(found - {1}, reverse=True)) for word, found in lengths.items()}
        self._remember()

    def _remember(self) -> None:
        self._term = remembered(_TERMS, self._make_term)
        # Triage, matching and the conversation ask for the features of a message one after the other.
        self.whole = WhileAlive(self._whole)
        self._told = WhileAlive(self._tell)

    def __call__(self, message: Message) -> Features:
        """Features of a whole message: a sentence of mere story counts less beside one that asks."""
        return self._told(message)

    def _tell(self, message: Message) -> Features:
        spans = message.sentences()
        asking = [mark == "?" or message.words[start] in OPENERS for start, _, mark in spans]
        story = STORY_WEIGHT if any(asking) else 1.0
        if (story == 1.0 or all(asking)) and len(message.words) <= MOST_WORDS:
            return self.whole(message)
        words = list(message.words)
        weights = [
            1.0 if asks else story
            for (start, end, _), asks in zip(spans, asking, strict=True)
            for _ in range(start, end)
        ]
        if len(words) > MOST_WORDS:
            half = MOST_WORDS // 2
            words, weights = words[:half] + words[-half:], weights[:half] + weights[-half:]
        return self._collect(words, weights)

    def _whole(self, message: Message) -> Features:
        """Features of a whole message, every sentence at full weight."""
        return self.part(message, 0, len(message.words))

    def part(self, message: Message, start: int, end: int) -> Features:
        """Features of the words from `start` up to `end` alone."""
        words = list(message.words[start:end][:MOST_WORDS])
        return self._collect(words, [1.0] * len(words))

    def concepts(self, message: Message) -> tuple[str, ...]:
        """Concepts that a message names, in order."""
        return tuple(name[1:] for name in self(message).weights if name[0] == "#")

    def _collect(self, typed: list[str], weights: list[float]) -> Features:
        words = [self._speller.repair(word) for word in typed]
        found: dict[str, float] = {}
        unknown = 0.0
        before, weight_before = "^", 1.0
        for place, term in self._terms(words):
            weight = weights[place]
            if weight == 1.0:
                found.update(term.evidence)
            else:
                for name, share in term.evidence.items():
                    found[name] = max(share * weight, found.get(name, 0.0))
            if term.is_unknown:
                unknown += weight
            unit = term.unit
            if term.is_number:
                unit = number(words, place)
                found[unit] = max(weight, found.get(unit, 0.0))
            pair = f"p:{before} {unit}"
            if pair not in found or weight == weight_before == 1.0:
                found[pair] = _PAIR_WEIGHT * min(weight, weight_before)
            before, weight_before = unit, weight
        found[f"p:{before} $"] = _PAIR_WEIGHT * weight_before
        return Features(found, unknown)

    def _terms(self, words: list[str]) -> Iterator[tuple[int, _Term]]:
        """Words and phrases one after the other, each with its place; the longest phrase of the lexicon wins."""
        end = 0
        for place, word in enumerate(words):
            if place < end:
                continue
            term = None
            for length in self._lengths.get(word, ()):
                phrase = tuple(words[place : place + length])
                if phrase in self._concepts:
                    term = self._term(phrase)
                    end = place + length
                    break
            if term is None:  # a word that nobody knows is not kept: it may be somebody's name
                term = self._term((word,)) if word in self._speller.vocabulary else self._make_term((word,))
            yield place, term

    def _make_term(self, words: tuple[str, ...]) -> _Term:
        concepts = self._concepts.get(words, ())
        if not concepts and self._is_another_medicine(words[0]):
            concepts = OTHER_MEDICINE
        evidence = dict.fromkeys(("#" + concept for concept in concepts), 1.0)
        for word in () if concepts and concepts[0] in self._names else words:
            evidence["w:" + stem(word)] = 1.0
            if len(word) >= BEGINNING and word.isalpha():
                evidence["k:" + word[:BEGINNING]] = _BEGINNING_WEIGHT
        is_number = not concepts and words[0][0].isdigit()
        return _Term(
            evidence=evidence,
            unit="#" + concepts[0] if concepts else stem(words[0]),
            is_number=is_number,
            is_unknown=not concepts and not is_number and words[0] not in self._speller.vocabulary,
        )

    def _is_another_medicine(self, word: str) -> bool:
        return len(word) >= SHORTEST_NAME and word.endswith(self._endings) and not self._speller.knows(word)


def stem(word: str) -> str:
    """A word without its most common English endings; three letters stay."""
    if len(word) < 4 or not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def number(words: list[str], place: int) -> str:
    """A number by its unit and, for ages, by stage of life; amounts themselves never count."""
    value = (
        float(words[place].replace(",", "."))
        if words[place].replace(",", ".", 1).replace(".", "", 1).isdigit()
        else -1.0
    )
    after = words[place + 1] if place + 1 < len(words) else ""
    if after in _YEARS and "ago" not in words[place + 1 : place + 4]:
        return "n:old" if value >= 65 else "n:child" if value < 18 else "n:adult"
    if after in _INFANCY and "old" in words[place + 2 : place + 3]:
        return "n:infant"
    if after in _UNITS:
        return "n:" + _UNITS[after]
    return "n:65to99" if 65 <= value < 100 else "n"
