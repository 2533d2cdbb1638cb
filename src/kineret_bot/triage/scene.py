"""A message as triage sees it: words without fillers, where each class stands, where sentences and clauses end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kineret_bot.text import Message
from kineret_bot.triage.clauses import Turns, divide
from kineret_bot.triage.lexicon import Lexicon

Span = tuple[int, int]
"""First word and the place after the last, counted without fillers; a filler itself has no width."""

_SHORT = 4
"""Words with fewer letters are never repaired."""
_FAR = 60
"""Words of a sentence without end that are looked at."""


@dataclass(slots=True)
class Scene:
    """Built once for a message, then only read."""

    words: list[str]
    """Repaired words without fillers."""
    at: dict[int, list[Span]]
    """Where each class stands, in order."""
    sentence: list[int]
    """Number of the sentence of each word."""
    clause: list[int]
    """Number of the clause of each word."""
    segment: list[int]
    """Like the sentence, with very short and linked sentences joined: no wording reaches beyond it."""
    stops: list[str]
    """Punctuation after each word."""
    asking: set[int]
    """Words that begin with a question word, counting the fillers before them."""
    masked: set[int] = field(default_factory=set)
    """Words inside a trap."""
    slips: set[int] = field(default_factory=set)
    """Correct words that may be a slip for one of ours; they count only beside another word."""

    def places(self, number: int) -> list[int]:
        """Where a class stands, in order."""
        return [span[0] for span in self.at.get(number, ())]

    def clause_start(self, place: int) -> int:
        """First word of the clause of `place`."""
        return _first(self.clause, place)

    def sentence_span(self, place: int) -> Span:
        """The sentence of `place`; of one without end only the words around count."""
        begin = _first(self.sentence, place)
        end = begin
        while end < len(self.sentence) and self.sentence[end] == self.sentence[begin] and end - begin < _FAR:
            end += 1
        return begin, end

    def segment_at(self, place: int) -> int:
        return self.segment[min(place, len(self.segment) - 1)]

    def sentence_at(self, place: int) -> int:
        return self.sentence[min(place, len(self.sentence) - 1)]

    def clause_at(self, place: int) -> int:
        return self.clause[min(place, len(self.clause) - 1)]


def build_scene(
    message: Message, lexicon: Lexicon, meant: Callable[[str], tuple[str, ...]], people: int, question_words: int
) -> Scene:
    """The scene of a message; `people` and `question_words` are classes of words that start clauses."""
    scene = Scene([], {}, [], [], [], [], set())
    thats: set[int] = set()
    last = -1
    for typed, stop in zip(message.words, message.stops, strict=True):
        rank = len(scene.words)
        choices = (typed,) if len(typed) < _SHORT else meant(typed)
        numbers = _add_word(scene, choices, typed, lexicon)
        if rank != last and question_words in numbers:
            scene.asking.add(rank)
        if typed == "that":
            thats.add(rank)
        last = rank
        if stop and scene.stops:
            scene.stops[-1] = stop
    if scene.words:
        _find_phrases(scene, lexicon)
        turns = Turns(scene.words, frozenset(scene.places(people)), frozenset(thats))
        scene.sentence, scene.clause, scene.segment = divide(scene.words, scene.stops, turns)
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
    for number in numbers:
        scene.at.setdefault(number, []).append((rank, rank + width))
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


def _find_phrases(scene: Scene, lexicon: Lexicon) -> None:
    words = scene.words
    longer: dict[int, list[Span]] = {}
    for place, word in enumerate(words):
        for rest, number in lexicon.phrases_from(word):
            end = place + 1 + len(rest)
            if words[place + 1 : end] == list(rest):
                longer.setdefault(number, []).append((place, end))
    for number, spans in longer.items():
        scene.at[number] = sorted(scene.at.get(number, []) + spans)
