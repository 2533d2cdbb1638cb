"""The bot: one message in, one finished reply out. Triage speaks first, always; only this module decides order."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from kineret_bot.compiled import Compiled
from kineret_bot.content.library import Library
from kineret_bot.conversation import Conversation
from kineret_bot.matching import Decision, Matcher, Ranked, Thresholds, decide
from kineret_bot.matching.compound import two_questions
from kineret_bot.model import Alert, Answer, Form, Intent, Kind, Level, Reply, Suggestion
from kineret_bot.text import Message
from kineret_bot.triage import FAILSAFE, Finding, Triage

MOST_SUGGESTIONS = 3
"""Questions offered beside an answer or after a decline."""

NEW = Conversation()

_log = logging.getLogger("kineret_bot")


@dataclass(frozen=True, slots=True)
class Thought:
    """How a reply came about; for `--explain`."""

    finding: Finding | None
    ranked: Ranked | None
    decision: Decision


class Bot:
    """Answers messages. Immutable after it is made: share one among all threads and conversations."""

    def __init__(self, compiled: Compiled) -> None:
        library = compiled.library
        self.library: Library = library
        self.thresholds = Thresholds(**library.thresholds)
        self.matcher = Matcher(compiled.index, compiled.featurizer())
        self._triage = Triage(library.policy, library.english)
        self._reader = compiled.reader()
        self._intents = library.by_id

    def reply(self, text: str, conversation: Conversation = NEW) -> Reply:
        """The reply to any string whatever. Never raises: a failure inside is a reply with the emergency numbers."""
        try:
            return self._reply(self._reader.read(text))
        except Exception as error:
            _log.error("reply failed: %s", type(error).__name__)  # never the text: it is somebody's health
            return failsafe()

    def think(self, text: str) -> Thought:
        """How the reply to a text comes about."""
        message = self._reader.read(text)
        finding = self._triage.assess(message)
        ranked = self.matcher.rank(message) if message.words else None
        return Thought(finding, ranked, self._decide(message, ranked))

    def _reply(self, message: Message) -> Reply:
        finding = self._triage.assess(message)
        try:
            ranked = self.matcher.rank(message) if message.words else None
            decision = self._decide(message, ranked)
            if finding is None:
                return self._plain(decision, ranked, message)
            return self._alarmed(finding, decision, ranked)
        except Exception as error:
            _log.error("matching failed: %s", type(error).__name__)
            return failsafe() if finding is None else _bare_alarm(finding)

    def _decide(self, message: Message, ranked: Ranked | None) -> Decision:
        if ranked is None:
            return Decision(Kind.DECLINE, (), "no words")
        decision = decide(ranked, self._intents, self.thresholds)
        if decision.kind in (Kind.ANSWER, Kind.CLARIFY) and not ranked.exact:
            both = two_questions(self.matcher, message, ranked, self._intents, self.thresholds)
            if both:
                return Decision(Kind.ANSWER, both, "asks two things")
        return decision

    def _plain(self, decision: Decision, ranked: Ranked | None, message: Message) -> Reply:
        """A reply without an alarm."""
        if ranked is None:
            return Reply(kind=Kind.DECLINE, text=self._text("empty"), suggestions=self._starters())
        if decision.kind in (Kind.ANSWER, Kind.CHAT):
            answers = self._answers(decision, ranked)
            text = "\n\n".join(answer.text for answer in answers)
            return Reply(kind=decision.kind, text=text, answers=answers, suggestions=self._related(decision.intents))
        if decision.kind is Kind.CLARIFY:
            options = self._suggest(decision.intents, most=len(decision.intents))
            return Reply(kind=Kind.CLARIFY, text=_listed(self._text("clarify"), options, numbered=True), suggestions=options)
        return self._declined(decision, ranked)

    def _declined(self, decision: Decision, ranked: Ranked) -> Reply:
        refused = self._intents[decision.intents[0]] if decision.intents else None
        text = refused.answer if refused else self._text("unknown")
        near = [intent for intent, _ in ranked.intents if self._intents[intent].kind is Kind.ANSWER]
        offered = self._suggest([*(refused.related if refused else ()), *near])
        answers = self._answers(decision, ranked) if refused else ()
        return Reply(kind=Kind.DECLINE, text=_listed(f"{text} {self._text('offer')}", offered), answers=answers, suggestions=offered)

    def _alarmed(self, finding: Finding, decision: Decision, ranked: Ranked | None) -> Reply:
        """A reply with an alarm: a card above everything, a line under the answer unless that could soothe."""
        alert = Alert(level=finding.level, form=finding.form, numbers=finding.numbers)
        card = finding.form is Form.CARD
        answered = decision.kind in (Kind.ANSWER, Kind.CHAT) and ranked is not None and not (card and decision.kind is Kind.CHAT)
        answers = self._answers(decision, ranked) if answered and ranked else ()
        rest = [answer.text for answer in answers]
        related = self._related(decision.intents) if answers else self._starters()
        if card:
            return Reply(kind=Kind.ESCALATE, text="\n\n".join([finding.text, *rest]), alert=alert, answers=answers, suggestions=related)
        plain = self._plain(decision, ranked, Message((), ()))
        soothing = any(self._intents[intent].soothing for intent in decision.intents)
        parts = [finding.text, plain.text] if soothing else [plain.text, finding.text]
        return Reply(kind=plain.kind, text="\n\n".join(parts), alert=alert, answers=plain.answers, suggestions=plain.suggestions)

    def _answers(self, decision: Decision, ranked: Ranked) -> tuple[Answer, ...]:
        chances = dict(ranked.intents)
        found = []
        for identifier in decision.intents:
            intent = self._intents[identifier]
            matched, _ = self.matcher.nearest(identifier, ranked.features)
            found.append(
                Answer(
                    intent=identifier,
                    title=intent.title,
                    text=intent.answer,
                    sections=intent.sections,
                    matched=matched,
                    confidence=round(chances.get(identifier, 0.0), 2),
                )
            )
        return tuple(found)

    def _related(self, intents: Sequence[str]) -> tuple[Suggestion, ...]:
        return self._suggest([near for intent in intents for near in self._intents[intent].related if near not in intents])

    def _starters(self) -> tuple[Suggestion, ...]:
        """What to offer somebody who has asked nothing yet: the first questions of the first topics."""
        return self._suggest(("what_is", "how_often", "common_side_effects"))

    def _suggest(self, intents: Sequence[str], most: int = MOST_SUGGESTIONS) -> tuple[Suggestion, ...]:
        known = [self._intents[intent] for intent in dict.fromkeys(intents) if intent in self._intents]
        return tuple(Suggestion(intent=intent.id, label=intent.title) for intent in known[:most])

    def _text(self, name: str, turn: int = 0) -> str:
        texts = self.library.texts[name]
        return texts[turn % len(texts)]


def failsafe() -> Reply:
    """What is shown when anything inside fails."""
    alert = Alert(level=Level.EMERGENCY, form=Form.LINE, numbers=("911", "800-222-1222", "988"))
    return Reply(kind=Kind.DECLINE, text=f"Something went wrong here, so I can't answer. {FAILSAFE}", alert=alert)


def _bare_alarm(finding: Finding) -> Reply:
    kind = Kind.ESCALATE if finding.form is Form.CARD else Kind.DECLINE
    text = finding.text if finding.form is Form.CARD else FAILSAFE
    return Reply(kind=kind, text=text, alert=Alert(level=finding.level, form=finding.form, numbers=finding.numbers))


def _listed(lead: str, options: Sequence[Suggestion], numbered: bool = False) -> str:
    """A text with questions under it, one a line."""
    lines = [f"{n}. {option.label}" if numbered else f"- {option.label}" for n, option in enumerate(options, 1)]
    return "\n".join([lead, *lines])


__all__ = ["Bot", "Intent", "Thought", "failsafe"]
