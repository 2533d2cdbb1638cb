"""Puts replies together out of curated texts; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kineret_bot.content.library import Library
from kineret_bot.conversation import Conversation
from kineret_bot.matching import Matcher, Ranked
from kineret_bot.model import Alert, Answer, Form, Kind, Level, Reply, Suggestion
from kineret_bot.triage import FAILSAFE, Finding
from kineret_bot.triage.cards import numbers_in
from kineret_bot.triage.numbers import ALL

MOST_SUGGESTIONS = 3
"""Questions offered beside an answer or after a decline."""
FITS = 0.6
"""Least confidence of an answer that may stand under an alarm card: nothing there may distract."""
PATIENCE = 3
"""From this many declines in a row on, the bot apologises and names a way out."""


class Composer:
    """Makes replies from intents and fixed texts. Immutable."""

    def __init__(self, library: Library, matcher: Matcher) -> None:
        self._texts = library.texts
        self._intents = library.by_id
        self._after_card = library.talk.after_card
        self._matcher = matcher
        firsts = {intent.topic: intent.id for intent in reversed(library.intents) if intent.kind is Kind.ANSWER}
        self._starters = tuple(firsts[topic.id] for topic in library.topics if topic.id in firsts)

    def answer(self, intents: Sequence[str], ranked: Ranked | None) -> Reply:
        """The answers of some intents (one kind all), one under the other, with related questions."""
        answers = self._answers(intents, ranked)
        text = "\n\n".join(answer.text for answer in answers)
        related = [near for intent in intents for near in self._intents[intent].related if near not in intents]
        return Reply(
            kind=self._intents[intents[0]].kind, text=text, answers=answers, suggestions=self._suggest(related)
        )

    def restated(self, intents: Sequence[str], conversation: Conversation) -> Reply:
        """The last answers again, for somebody who wants more: there is no more."""
        reply = self.answer(intents, None)
        return replace(reply, text=f"{self._text('restated', conversation)}\n\n{reply.text}")

    def clarify(self, intents: Sequence[str]) -> Reply:
        """A question back, its choices numbered."""
        options = self._suggest(intents, most=len(intents))
        lines = [f"{n}. {option.label}" for n, option in enumerate(options, 1)]
        return Reply(kind=Kind.CLARIFY, text="\n".join([self._texts["clarify"][0], *lines]), suggestions=options)

    def decline(self, intents: Sequence[str], ranked: Ranked, conversation: Conversation) -> Reply:
        """Says what it could not answer and whom to ask, and offers what is near."""
        refused = self._intents[intents[0]] if intents else None
        near = [intent for intent, _ in ranked.intents if self._intents[intent].kind is Kind.ANSWER]
        offered = self._suggest([*(refused.related if refused else ()), *near])
        if conversation.declines >= PATIENCE - 1:
            text = self._text("lost", conversation)
        elif refused and refused.id in conversation.refused:
            text = self._text("refused_again", conversation)
        else:
            text = refused.answer if refused else self._text("unknown", conversation)
        answers = self._answers(intents, ranked)
        return Reply(kind=Kind.DECLINE, text=self._offering(text, offered), answers=answers, suggestions=offered)

    def unclear(self, conversation: Conversation) -> Reply:
        """Asked back once and still not sure: offers the same choices, guesses nothing."""
        options = self._suggest(conversation.options, most=len(conversation.options))
        return Reply(kind=Kind.DECLINE, text=self._offering(self._texts["unclear"][0], options), suggestions=options)

    def said(self, name: str, kind: Kind, conversation: Conversation, starters: bool = False) -> Reply:
        """A fixed text, with first questions of some topics if asked for."""
        fresh = [intent for intent in self._starters if intent not in conversation.options]
        offered = self._suggest(fresh) if starters else ()
        text = self._text(name, conversation)
        return Reply(kind=kind, text=self._offering(text, offered), suggestions=offered)

    def alarmed(self, finding: Finding, body: Reply) -> Reply:
        """A card above everything; a line under the answer, or above it when the answer could soothe."""
        alert = Alert(level=finding.level, form=finding.form, numbers=finding.numbers)
        if finding.form is Form.CARD:
            fits = body.kind is Kind.ANSWER and finding.level is not Level.CRISIS
            answers = tuple(answer for answer in body.answers if fits and answer.confidence >= FITS)
            text = "\n\n".join([finding.text, *(answer.text for answer in answers)])
            shown = {answer.intent for answer in answers}
            near = [intent for intent in self._after_card.get(finding.level, ()) if intent not in shown]
            return Reply(kind=Kind.ESCALATE, text=text, alert=alert, answers=answers, suggestions=self._suggest(near))
        soothing = any(self._intents[answer.intent].soothing for answer in body.answers)
        parts = [finding.text, body.text] if soothing else [body.text, finding.text]
        return replace(body, text="\n\n".join(parts), alert=alert)

    def reminded(self, level: str, body: Reply) -> Reply:
        """Keeps the number of an earlier alarm in sight, above the answer."""
        reminder = self._texts[f"reminder_{level}"][0]
        if reminder in body.text:
            return body
        alert = Alert(level=Level(level), form=Form.LINE, numbers=numbers_in(reminder))
        return replace(body, text=f"{reminder}\n\n{body.text}", alert=alert)

    def _answers(self, intents: Sequence[str], ranked: Ranked | None) -> tuple[Answer, ...]:
        return tuple(self._answer(intent, ranked) for intent in intents)

    def _answer(self, identifier: str, ranked: Ranked | None) -> Answer:
        intent = self._intents[identifier]
        matched, confidence = intent.title, 1.0
        if ranked is not None:
            matched, _ = self._matcher.nearest(identifier, ranked.features)
            confidence = round(dict(ranked.intents).get(identifier, 0.0), 2)
        return Answer(
            intent=identifier,
            title=intent.title,
            text=intent.answer,
            sections=intent.sections,
            matched=matched,
            confidence=confidence,
        )

    def _suggest(self, intents: Sequence[str], most: int = MOST_SUGGESTIONS) -> tuple[Suggestion, ...]:
        known = [self._intents[intent] for intent in dict.fromkeys(intents) if intent in self._intents]
        return tuple(Suggestion(intent=intent.id, label=intent.title) for intent in known[:most])

    def _offering(self, text: str, offered: Sequence[Suggestion]) -> str:
        """A text with the offered questions under it, one a line."""
        if not offered:
            return text
        return "\n".join([f"{text} {self._texts['offer'][0]}", *(f"- {each.label}" for each in offered)])

    def _text(self, name: str, conversation: Conversation) -> str:
        """A fixed text; where there are several, another one than last time."""
        texts = self._texts[name]
        return texts[conversation.said % len(texts)]


def failsafe(finding: Finding | None = None, conversation: Conversation | None = None) -> Reply:
    """What is shown when anything inside fails: the alarm if one was found, else all the numbers."""
    state = conversation or Conversation()
    if finding is not None and finding.form is Form.CARD:
        alert = Alert(level=finding.level, form=finding.form, numbers=finding.numbers)
        return Reply(kind=Kind.ESCALATE, text=finding.text, alert=alert, conversation=state)
    alert = Alert(level=Level.EMERGENCY, form=Form.LINE, numbers=ALL)
    return Reply(
        kind=Kind.DECLINE,
        text=f"Something went wrong here, so I can't answer. {FAILSAFE}",
        alert=alert,
        conversation=state,
    )
