"""Which classes a word or a short phrase belongs to: one dictionary lookup a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kineret_bot.policy import WordClass

_VOWELS = "aeiou"

NUMBER_CLASSES = {
    "hot_f": (100.4, 110.0),
    "decimal_c": (-2.0, -1.0),
    "hot_c": (38.0, 43.0),
    "two_to_thirty": (2.0, 30.0),
    "many": (10.0, 100_000.0),
    "over100": (100.5, 100_000.0),
    "low_oxygen": (40.0, 91.0),
    "low_pressure": (30.0, 90.0),
    "fast_pulse": (120.0, 260.0),
    "low_count": (0.0, 3.9),
    "year": (1930.0, 2100.0),
    "number": (0.0, 10_000_000.0),
}
"""Classes of written numbers, with the least and greatest number of each."""


class Lexicon:
    """All classes of a policy, ready for lookup; new ones are added while patterns are compiled."""

    def __init__(self, classes: Iterable[WordClass], fillers: Iterable[str]) -> None:
        self.fillers = frozenset(fillers)
        self._ids: dict[str, int] = {}
        self._entries: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, tuple[int, ...]] = {}
        self._phrases: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self.sizes: list[int] = []
        for name in NUMBER_CLASSES:
            self._new(f"<{name}>", ())
        self._bounds = tuple((self._ids[f"<{name}>"], *bounds) for name, bounds in NUMBER_CLASSES.items())
        written = {each.name: each.words for each in classes}
        for name in written:
            self._entries[name] = tuple(dict.fromkeys(self._expand(name, written, ())))
        for name, entries in self._entries.items():
            self._new(f"<{name}>", entries)

    def class_id(self, element: str) -> int:
        """Number of the class of a pattern element: `throat`, `<throat>` or `<throat>|neck`. KeyError when unknown."""
        if element not in self._ids:
            self._new(element, tuple(dict.fromkeys(self._union(element))))
        return self._ids[element]

    def named(self, name: str) -> int:
        """Number of a named class."""
        return self.class_id(f"<{name}>")

    def classes_of(self, word: str) -> tuple[int, ...]:
        """Classes of one word, numbers included."""
        found = self._words.get(word, ())
        if word[0].isdigit():
            value = _number(word)
            if value is not None:
                if "." in word and 37.9 <= value <= 43:
                    found += (self._ids["<decimal_c>"],)
                found += tuple(number for number, least, most in self._bounds if least <= value <= most)
        return found

    def phrases_in(self, words: list[str]) -> Iterator[tuple[tuple[int, int], int]]:
        """Phrases that stand in a text, each with its first word and the place after its last, and its class."""
        for place, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                for number in self._phrases.get(tuple(words[place : place + length]), ()):
                    yield (place, place + length), number

    def vocabulary(self) -> frozenset[str]:
        """Every word that some class or phrase knows."""
        return self.fillers.union(self._words, *self._phrases)

    def words_of(self, classes: set[int]) -> frozenset[str]:
        """Words of some classes, those of their phrases too."""
        words = {word for word, numbers in self._words.items() if classes.intersection(numbers)}
        return frozenset(words.union(*(phrase for phrase, numbers in self._phrases.items() if classes & set(numbers))))

    def _union(self, element: str) -> Iterator[str]:
        for written in element.split("|"):
            piece = written.replace("_", " ")
            if piece.startswith("<"):
                if written[1:-1] in NUMBER_CLASSES:
                    yield written
                else:
                    yield from self._entries[written[1:-1]]
            else:
                yield from inflected(piece)

    def _expand(self, name: str, written: dict[str, tuple[str, ...]], above: tuple[str, ...]) -> Iterator[str]:
        for word in written[name]:
            if word.startswith("<"):
                inner = word[1:-1]
                if inner in NUMBER_CLASSES:
                    yield word
                elif inner not in above:
                    yield from self._expand(inner, written, (*above, name))
            else:
                yield from inflected(word)

    def _new(self, name: str, entries: tuple[str, ...]) -> None:
        number = self._ids[name] = len(self.sizes)
        numeric = sum(entry.startswith("<") for entry in entries) + (name[1:-1] in NUMBER_CLASSES)
        self.sizes.append(max(1, len(entries)) + 50 * numeric)
        for entry in entries:
            if entry.startswith("<"):
                self._bounds = (*self._bounds, (number, *NUMBER_CLASSES[entry[1:-1]]))
                continue
            words = tuple(word for word in entry.split() if word not in self.fillers) or tuple(entry.split())
            if len(words) == 1:
                self._words[words[0]] = (*self._words.get(words[0], ()), number)
            else:
                self._phrases[words] = (*self._phrases.get(words, ()), number)
                self._lengths[words[0]] = tuple(sorted({*self._lengths.get(words[0], ()), len(words)}))


def inflected(entry: str) -> Iterator[str]:
    """The entry, and for `swell~` its regular forms; forms in -ing bring their spoken form in -in."""
    stem, mark, rest = entry.partition("~")
    yield from _spoken(stem + rest)
    if mark:
        yield from (form + rest for form in _regular(stem))


def _regular(stem: str) -> Iterator[str]:
    short = len(stem) <= 5 and stem[-1] not in _VOWELS + "wxy" and stem[-2] in _VOWELS and stem[-3] not in _VOWELS
    root = stem + stem[-1] if short else stem[:-1] if stem.endswith("e") and not stem.endswith("ee") else stem
    yield stem + ("es" if stem.endswith(("s", "x", "ch", "sh")) else "s")
    if stem[-1] == "y" and stem[-2] not in _VOWELS:
        yield stem[:-1] + "ies"
        yield stem[:-1] + "ied"
    else:
        yield root + ("d" if root.endswith("e") else "ed")
    yield from _spoken(root + "ing")


def _spoken(word: str) -> Iterator[str]:
    yield word
    if word.endswith("ing") and len(word) > 6 and " " not in word:
        yield word[:-1]


def _number(word: str) -> float | None:
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return None
