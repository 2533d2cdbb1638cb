"""Matching: which curated answer a message asks for, with the evidence. Knows nothing of alarms."""

from kineret_bot.learning import Featurizer
from kineret_bot.matching.decision import Decision, Thresholds, decide
from kineret_bot.matching.matcher import Index, Matcher, Ranked, build_index, vocabulary

__all__ = ["Decision", "Featurizer", "Index", "Matcher", "Ranked", "Thresholds", "build_index", "decide", "vocabulary"]
