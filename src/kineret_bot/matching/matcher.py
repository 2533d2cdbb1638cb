"""Ranks the intents for a message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kineret_bot.learning.features import Features, Featurizer
from kineret_bot.learning.scoring import Scorer
from kineret_bot.learning.weights import Weights, digest, learn, softmax
from kineret_bot.matching.context import after_strangers, in_context
from kineret_bot.matching.nearest import Questions, index_questions
from kineret_bot.text import Message

OFTEN = 4
"""Curated questions that use a word often enough for typos to be repaired into it."""
LONG = 8
"""Letters of a word of the lexicon that typos are repaired into even if no question uses it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Intents by how probable it is that a message asks for them."""

    intents: tuple[tuple[str, float], ...]
    """(intent, probability), the most probable first; at most ten."""
    known: float
    """Share of the message's information that the content knows, 0 to 1."""
    features: Features
    size: int
    """Words of the message."""
    exact: bool = False
    """Whether the message is one of the curated questions, word for word."""


@dataclass(frozen=True, slots=True)
class Index:
    """What matching needs of the content; made once, kept in the cache."""

    weights: Weights
    questions: Questions
    exact: Mapping[str, str]
    """Words of each curated question to its intent."""


class Matcher:
    """Ranks intents; immutable, shared by all conversations."""

    def __init__(self, index: Index, featurizer: Featurizer) -> None:
        self._scorer = Scorer(index.weights)
        self._classes = index.weights.classes
        self._questions = index.questions
        self._exact = index.exact
        self._featurizer = featurizer

    def rank(self, message: Message) -> Ranked:
        """Intents that the message as a whole asks for."""
        features = self._featurizer(message)
        intent = self._exact.get(" ".join(message.words))
        if intent is not None:
            return Ranked(((intent, 1.0),), 1.0, features, len(message.words), exact=True)
        return self._rank(features, message)

    def knows(self, message: Message) -> bool:
        """Whether a message is one of the curated questions, word for word."""
        return " ".join(message.words) in self._exact

    def rank_part(self, message: Message, start: int, end: int) -> Ranked:
        """Intents that the words from `start` up to `end` ask for."""
        return self._rank(self._featurizer.part(message, start, end), message)

    def rank_in_context(self, message: Message, said: Features, shown: Sequence[str], facets: Sequence[str]) -> Ranked:
        """Intents for a message (its features: `said`) after the answers `shown`, in a talk with these facets."""
        ranked = self._rank(in_context(said, shown, facets), message)
        return replace(ranked, features=in_context(said, shown))  # a veto word counts only where it is said

    def nearest(self, intent: str, features: Features) -> tuple[str, float]:
        """The curated question of an intent that comes closest, and how close, 0 to 1."""
        return self._questions.nearest(intent, features)

    def concepts(self, message: Message) -> tuple[str, ...]:
        """Concepts of the lexicon that a message names."""
        return self._featurizer.concepts(message)

    def evidence(self, features: Features, intent: str, other: str) -> list[tuple[str, float]]:
        """For each feature how much it speaks for `intent` rather than `other`, the strongest first."""
        mine, theirs = self._classes.index(intent), self._classes.index(other)
        found = []
        for name, weight in features.weights.items():
            if row := self._scorer.evidence(name):
                found.append((name, weight * (row[mine] - row[theirs])))
        return sorted(found, key=lambda item: (-abs(item[1]), item[0]))

    def _rank(self, features: Features, message: Message) -> Ranked:
        scores, known = self._scorer.scores(features)
        chances = softmax(scores)
        best = sorted(range(len(chances)), key=chances.__getitem__, reverse=True)[:10]
        intents = tuple([(self._classes[n], chances[n]) for n in best])
        return Ranked(intents, 0.0 if message.code else known, features, len(message.words))


def build_index(
    questions: Sequence[tuple[str, str]],
    follow_ups: Sequence[tuple[str, str, str]],
    answers: Sequence[str],
    read: Callable[[str], Message],
    featurizer: Featurizer,
    stored: Weights | None,
    notice: Callable[[str], None],
) -> Index:
    """Everything that matching needs, from (intent, question) and (answer before, intent, follow-up).

    Learns the weights, after a notice, unless the `stored` ones were learnt from just these.
    """
    features = [(intent, text, featurizer(read(text))) for intent, text in questions]
    examples = [(intent, found) for intent, _, found in features]
    examples += [
        *after_strangers(examples, answers),
        *((intent, in_context(featurizer(read(text)), (after,))) for after, intent, text in follow_ups),
    ]
    if stored is None or stored.learnt_from != digest(examples):
        notice(f"Learning from {len(questions) + len(follow_ups):,} questions; this takes some minutes, once.")
        stored = learn(examples)
    information = dict(zip(stored.places, stored.information, strict=True))
    exact = {" ".join(read(text).words): intent for intent, text in reversed(questions)}
    return Index(stored, index_questions(features, information), exact)


def vocabulary(
    messages: Iterable[Message], phrases: Iterable[str], english: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Words that the content knows, and those of them that a typo may have meant.

    Known are all words of the lexicon, and of the curated questions all English ones and those that stand in
    two at least (a curator may write a misspelling on purpose, once). A typo means a word of the lexicon that
    the questions use, or one that they use often: what is rare is rarely what was meant.
    """
    counts = Counter(word for message in messages for word in set(message.words))
    lexicon = {word for phrase in phrases for word in phrase.split()}
    known = lexicon | {word for word, count in counts.items() if count > 1 or word in english}
    targets = (
        word for word in known if counts[word] >= OFTEN or (word in lexicon and (counts[word] or len(word) >= LONG))
    )
    return frozenset(known), frozenset(targets)
