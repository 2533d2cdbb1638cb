"""Which fixed text an alarm shows, and the numbers that stand in it."""

from __future__ import annotations

from kineret_bot.model import Level
from kineret_bot.policy import Policy
from kineret_bot.triage import numbers
from kineret_bot.triage.numbers import numbers_in

__all__ = ["Cards", "numbers_in"]


class Cards:
    """The texts of a policy with the numbers filled in."""

    def __init__(self, policy: Policy) -> None:
        self._topics = {topic.id: topic for topic in policy.topics}
        self._texts = policy.texts
        self._overdose = frozenset(policy.overdose)
        self._selfharm = frozenset(policy.selfharm)

    def card(self, level: Level, concepts: tuple[str, ...], topic: str) -> str:
        """The card of a level; overdose and self-harm keep their numbers below 911."""
        texts = self._texts
        overdose = bool(self._overdose.intersection(concepts))
        selfharm = bool(self._selfharm.intersection(concepts))
        if level is Level.EMERGENCY:
            parts = [texts.emergency.replace("{topic}", self._topics[topic].sentence)]
            parts += [texts.emergency_poison] * overdose + [texts.emergency_crisis] * selfharm
        elif level is Level.CRISIS:
            parts = [texts.crisis_overdose if overdose else texts.crisis]
        else:
            parts = [texts.poison if level is Level.POISON else texts.urgent]
        return _filled(" ".join((*parts, texts.abroad)))

    def line(self, crisis: bool) -> str:
        """The one line that stands under an answer."""
        texts = self._texts
        return _filled(f"{texts.line} {texts.line_crisis}" if crisis else texts.line)

    def section(self, topic: str) -> str:
        """Heading of the source that a topic's sentence rests on."""
        return self._topics[topic].section

    def selfharm(self, concepts: tuple[str, ...]) -> bool:
        return bool(self._selfharm.intersection(concepts))


def _filled(text: str) -> str:
    for name, number in numbers.PLACEHOLDERS.items():
        text = text.replace("{" + name + "}", number)
    return text
