"""A message as triage sees it: words without fillers, where each class stands, where sentences and clauses end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kineret_bot.text import Message
from kineret_bot.triage.lexicon import Lexicon

Span = tuple[int, int]
"""First word and the place after the last, counted without fillers; a filler itself has no width."""

_ENDS = frozenset(".?!;\n")
_PAUSES = frozenset(",:")
_LINKS = frozenset({"it", "its", "they", "theyre", "both", "all", "which", "and", "or", "but", "like", "cant", "wont", "now", "just", "not"})
"""A sentence that starts so goes on with the one before it."""
_TURNS = frozenset(
    "but however though although yet except because cuz coz bc cos also anyway plus meanwhile pero porque tambien unless whereas then btw".split()
)
"""A clause starts here."""
_ASKS = frozenset({"what", "whats", "how", "why", "can", "should"})
_LEADS = frozenset(
    "know about idea me tell explain understand see sure and that or wondering ask asked asking to with wonder matter on for remember no".split()
)
"""After these a question word goes on with what was said."""
_FEARS = frozenset(
    "worried afraid scared fear terrified nervous anxious sign signs symptom symptoms risk chance possible likely case mean means says".split()
)
"""After these `that` starts no clause of its own."""
_JOINS = frozenset("and so now since while as y e when after".split())
"""A clause starts here when a person comes next."""


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

    def segment_at(self, place: int) -> int:
        return self.segment[place] if place < len(self.segment) else -1

    def sentence_at(self, place: int) -> int:
        return self.sentence[min(place, len(self.sentence) - 1)]

    def clause_at(self, place: int) -> int:
        return self.clause[min(place, len(self.clause) - 1)]


def build_scene(
    message: Message, lexicon: Lexicon, meant: Callable[[str], tuple[str, ...]], people: int, question_words: int
) -> Scene:
    """The scene of a message; `people` is the class of words for a person, which start clauses after `and`; so do `question_words`."""
    scene = Scene([], {}, [], [], [], [], set())
    at = scene.at
    thats: set[int] = set()
    last = -1
    for typed, stop in zip(message.words, message.stops, strict=True):
        choices = (typed,) if len(typed) < 4 else meant(typed)
        word = choices[0]
        rank = len(scene.words)
        numbers = lexicon.classes_of(word)
        if len(choices) > 1:
            if word == typed and not numbers:
                scene.slips.add(rank)
            numbers = tuple(dict.fromkeys(number for choice in choices for number in lexicon.classes_of(choice)))
        if rank != last and question_words in numbers:
            scene.asking.add(rank)
        last = rank
        if word == "that":
            thats.add(rank)
        width = 0 if word in lexicon.fillers else 1
        for number in numbers:
            at.setdefault(number, []).append((rank, rank + width))
        if width:
            scene.words.append(word)
            scene.stops.append(stop)
        elif stop and scene.stops:
            scene.stops[-1] = stop
    if scene.words:
        _find_phrases(scene, lexicon)
        _divide(scene, {span[0] for span in at.get(people, ())}, thats)
    return scene


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


def _divide(scene: Scene, people: set[int], thats: set[int]) -> None:
    sentence = clause = segment = 0
    started = 0
    words, stops = scene.words, scene.stops
    for place, word in enumerate(words):
        stop = stops[place - 1] if place else ""
        if stop in _ENDS and stop:
            sentence += 1
            clause += 1
            short = place - started <= 2 or _ends_soon(stops, place)
            if not (short or word in _LINKS):
                segment += 1
            started = place
        elif word in _ASKS and _asks_anew(words, people, place):
            clause += 1
        elif (stop in _PAUSES and stop) or word in _TURNS or (word in _JOINS and _person_next(people, place)):
            clause += 1
        elif place in thats and place in people and words[place - 1] not in _FEARS:
            clause += 1
        scene.sentence.append(sentence)
        scene.clause.append(clause)
        scene.segment.append(segment)


def _ends_soon(stops: list[str], place: int) -> bool:
    return any(stop in _ENDS for stop in stops[place : place + 2] if stop) or place + 2 >= len(stops)


def _asks_anew(words: list[str], people: set[int], place: int) -> bool:
    """Whether a question begins in the middle of what is written without punctuation."""
    if words[place] in ("can", "should"):
        return place + 1 in people and place not in people
    return words[place - 1] not in _LEADS


def _person_next(people: set[int], place: int) -> bool:
    return place + 1 in people
