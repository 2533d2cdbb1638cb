"""What came before as evidence: a message in a conversation has the answer before it, and what the talk is about, as
features of its own, so that what they mean is learnt like the meaning of words.

Follow-ups teach what people want after each answer; curated questions, put after answers that have nothing to do with
them, teach that a question which stands on its own does so anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

from kineret_bot.learning import Features

AFTER = "c:"
"""First letters of the feature that stands for the answer before."""
FACET_WEIGHT = 0.6
"""How much a facet of the talk counts beside a concept that the message names itself."""
STRANGERS = 3
"""Every how manieth curated question is also put after a stranger."""


def in_context(features: Features, shown: Sequence[str], facets: Iterable[str] = ()) -> Features:
    """The features of a message that follows an answer, in a talk with these facets (`who:child`)."""
    weights = {f"#{facet.partition(':')[2]}": FACET_WEIGHT for facet in facets}
    weights.update(features.weights)
    weights.update((AFTER + intent, 1.0) for intent in shown[:1])
    return Features(weights, features.unknown)


def after_strangers(examples: Sequence[tuple[str, Features]], answers: Sequence[str]) -> Iterator[tuple[str, Features]]:
    """Some of the examples again, each after an answer drawn by lot; the same ones every time."""
    lot = random.Random(1)
    for intent, features in examples[::STRANGERS]:
        yield intent, in_context(features, (lot.choice(answers),))
