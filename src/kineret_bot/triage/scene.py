"""A message as triage sees it: words without fillers, where each class stands, where sentences and clauses end."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kineret_bot.text import Message
from kineret_bot.triage.clauses import Division, Turns, divide
from kineret_bot.triage.lexicon import Lexicon

Span = tuple[int, int]
"""First word and the place after the last, counted without fillers; a filler itself has no width."""

_SHORT = 4
"""Words with fewer letters are never repaired."""
_FAR = 60
"""Words of a sentence without end that are looked at."""


@dataclass(slots=True)
class Scene:
    """Built once for a message, then only read.

    Most messages hold no sign at all, so where classes stand and where clauses end is worked out when first asked for.
    """

    people: int
    """The class of people."""
    words: list[str] = field(default_factory=list)
    """Repaired words without fillers."""
    stops: list[str] = field(default_factory=list)
    """Punctuation after each word."""
    heard: list[tuple[Span, tuple[int, ...]]] = field(default_factory=list)
    """Each word of the message, fillers too: where it stands, and its classes."""
    phrases: list[tuple[Span, int]] = field(default_factory=list)
    """Each phrase of the lexicon that was found, and its class."""
    present: set[int] = field(default_factory=set)
    """Classes that stand in the message."""
    asking: set[int] = field(default_factory=set)
    """Words that begin with a question word, counting the fillers before them."""
    thats: set[int] = field(default_factory=set)
    """Words before which `that` stands."""
    at: dict[int, list[Span]] = field(default_factory=dict)
    """Where each of the located classes stands, in order."""
    masked: set[int] = field(default_factory=set)
    """Words inside a trap."""
    slips: set[int] = field(default_factory=set)
    """Correct words that may be a slip for one of ours; they count only beside another word."""
    _division: Division | None = None

    def locate(self, classes: Iterable[int]) -> None:
        """Work out where these classes stand, all in one pass: a message may be very long."""
        wanted = {number for number in classes if number in self.present and number not in self.at}
        if not wanted:
            return
        found: dict[int, list[Span]] = {number: [] for number in wanted}
        for span, numbers in self.heard:
            for number in wanted.intersection(numbers):
                found[number].append(span)
        for span, number in self.phrases:
            if number in wanted:
                insort(found[number], span)
        self.at.update(found)

    def places(self, number: int) -> list[int]:
        """Where a class stands, in order."""
        self.locate((number,))
        return [span[0] for span in self.at.get(number, ())]

    @property
    def division(self) -> Division:
        """Sentences, clauses and segments."""
        if self._division is None:
            turns = Turns(self.words, frozenset(self.places(self.people)), frozenset(self.thats))
            self._division = divide(self.words, self.stops, turns)
        return self._division

    def clause_start(self, place: int) -> int:
        """First word of the clause of `place`."""
        return _first(self.division.clauses, place)

    def sentence_span(self, place: int) -> Span:
        """The sentence of `place`; of one without end only the words around count."""
        sentences = self.division.sentences
        begin = _first(sentences, place)
        end = begin
        while end < len(sentences) and sentences[end] == sentences[begin] and end - begin < _FAR:
            end += 1
        return begin, end

    def segment_at(self, place: int) -> int:
        segments = self.division.segments
        return segments[min(place, len(segments) - 1)]

    def sentence_at(self, place: int) -> int:
        sentences = self.division.sentences
        return sentences[min(place, len(sentences) - 1)]

    def clause_at(self, place: int) -> int:
        clauses = self.division.clauses
        return clauses[min(place, len(clauses) - 1)]


def build_scene(
    message: Message, lexicon: Lexicon, meant: Callable[[str], tuple[str, ...]], people: int, question_words: int
) -> Scene:
    """The scene of a message; `people` and `question_words` are classes of words that start clauses."""
    scene = Scene(people)
    last = -1
    for typed, stop in zip(message.words, message.stops, strict=True):
        rank = len(scene.words)
        choices = (typed,) if len(typed) < _SHORT else meant(typed)
        numbers = _add_word(scene, choices, typed, lexicon)
        if rank != last and question_words in numbers:
            scene.asking.add(rank)
        if typed == "that":
            scene.thats.add(rank)
        last = rank
        if stop and scene.stops:
            scene.stops[-1] = stop
    scene.phrases.extend(lexicon.phrases_in(scene.words))
    scene.present.update(*(numbers for _, numbers in scene.heard), (number for _, number in scene.phrases))
    return scene


def _add_word(scene: Scene, choices: tuple[str, ...], typed: str, lexicon: Lexicon) -> tuple[int, ...]:
    """Put one word, with all that it may have been meant to be, at the end of the scene; its classes."""
    word = choices[0]
    rank = len(scene.words)
    numbers = lexicon.classes_of(word)
    if len(choices) > 1:
        if word == typed and not numbers:
            scene.slips.add(rank)
        numbers = tuple(dict.fromkeys(number for choice in choices for number in lexicon.classes_of(choice)))
    width = 0 if word in lexicon.fillers else 1
    if numbers:
        scene.heard.append(((rank, rank + width), numbers))
    if width:
        scene.words.append(word)
        scene.stops.append("")
    return numbers


def _first(numbers: list[int], place: int) -> int:
    """First place with the same number, or far enough back: a message without a full stop stays cheap."""
    place = min(place, len(numbers) - 1)
    last = max(0, place - _FAR)
    while place > last and numbers[place - 1] == numbers[place]:
        place -= 1
    return place
