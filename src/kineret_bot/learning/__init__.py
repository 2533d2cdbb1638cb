"""Learning from curated examples: what counts as evidence in a message, and how much. Knows no intents, no alarms."""

from kineret_bot.learning.features import MOST_WORDS, OPENERS, Features, Featurizer, stem
from kineret_bot.learning.scoring import Scorer
from kineret_bot.learning.weights import Course, Weights, digest, learn, softmax

__all__ = [
    "MOST_WORDS",
    "OPENERS",
    "Course",
    "Features",
    "Featurizer",
    "Scorer",
    "Weights",
    "digest",
    "learn",
    "softmax",
    "stem",
]
