"""The bot: one message in, one finished reply out. Triage speaks first, always; only this module decides order."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, replace

from kineret_bot.compiled import Compiled
from kineret_bot.compose import Composer, failsafe
from kineret_bot.content.library import Library
from kineret_bot.conversation import Conversation
from kineret_bot.dialogue import Act, Dialogue, Meaning
from kineret_bot.matching import Decision, Matcher, Ranked, Thresholds, decide
from kineret_bot.matching.compound import two_questions
from kineret_bot.model import Form, Kind, Reply
from kineret_bot.text import Message
from kineret_bot.triage import Finding, Triage

REMINDED = 3
"""Turns for which the number of an alarm stays in sight."""
SIGN_TURNS = 4
"""Turns for which a danger sign is remembered, so that signs over several messages add up."""
_MOST_SIGNS = 8
_NEW = Conversation()

_log = logging.getLogger("kineret_bot")


@dataclass(frozen=True, slots=True)
class Thought:
    """How a reply came about; for `--explain`."""

    finding: Finding | None
    ranked: Ranked | None
    decision: Decision
    note: str
    """What the conversation made of the message, if anything."""


class Bot:
    """Answers messages. Immutable after it is made: share one among all threads and conversations."""

    def __init__(self, compiled: Compiled) -> None:
        library = compiled.library
        self.library: Library = library
        self.thresholds = Thresholds(**library.thresholds)
        self.matcher = Matcher(compiled.index, compiled.featurizer)
        self._triage: Triage = compiled.triage
        self._reader = compiled.reader
        self._intents = library.by_id
        self._dialogue = Dialogue(compiled.phrasebook, self.matcher, self._intents)
        self._composer = Composer(library, self.matcher)

    def reply(self, text: str, conversation: Conversation = _NEW) -> Reply:
        """The reply to any string whatever, after `conversation` (a new one unless given).

        Never raises: whatever fails inside, the reply holds the emergency numbers.
        """
        finding = None
        try:
            conversation = self._known(conversation)
            message = self._reader.read(text)
            finding = self._triage.assess(message, _signs(conversation))
            return self._reply(message, self._news(finding, message, conversation), conversation)
        except Exception as error:
            with contextlib.suppress(Exception):  # a log that fails must not cost the reply
                _log.error("reply failed: %s", type(error).__name__)  # never the text: it is somebody's health
            return failsafe(finding, conversation)

    def think(self, text: str, conversation: Conversation = _NEW) -> Thought:
        """How the reply to a text comes about."""
        conversation = self._known(conversation)
        message = self._reader.read(text)
        finding = self._news(self._triage.assess(message, _signs(conversation)), message, conversation)
        if not message.words:
            return Thought(finding, None, Decision(Kind.DECLINE, (), "no words"), "")
        meaning = self._dialogue.understand(message, conversation)
        if meaning.ranked is None:
            return Thought(finding, None, Decision(Kind.ANSWER, meaning.intents, meaning.note), meaning.note)
        return Thought(finding, meaning.ranked, self._decide(message, meaning.ranked, conversation), meaning.note)

    def _news(self, finding: Finding | None, message: Message, conversation: Conversation) -> Finding | None:
        """The finding, unless the whole message says that the alarm before was heeded (its number stays in sight), or
        is a choice in which no rule sees a sign."""
        if finding and conversation.alarm and self._dialogue.heeds(message):
            return None
        if finding and conversation.options and finding.only_by_example and self._dialogue.is_act(message):
            return None
        return finding

    def _known(self, conversation: Conversation) -> Conversation:
        """The state without intents that this content does not have: it may come from an older version."""
        lists = {name: getattr(conversation, name) for name in ("shown", "before", "options", "refused")}
        if all(intent in self._intents for listed in lists.values() for intent in listed):
            return conversation
        kept = {name: tuple(intent for intent in listed if intent in self._intents) for name, listed in lists.items()}
        return replace(
            conversation, shown=kept["shown"], before=kept["before"], options=kept["options"], refused=kept["refused"]
        )

    def _reply(self, message: Message, finding: Finding | None, conversation: Conversation) -> Reply:
        """Body of the reply, alarm around it, then what to remember."""
        if finding and finding.form is Form.CARD and not message.words:
            raise AssertionError("an alarm without words")
        body = self._body(message, conversation)
        if finding is not None:
            reply = self._composer.alarmed(finding, body)
        elif conversation.alarm:
            reply = self._composer.reminded(conversation.alarm, body)
        else:
            reply = body
        return replace(reply, conversation=self._remember(message, finding, body, conversation))

    def _body(self, message: Message, conversation: Conversation) -> Reply:
        """The reply as it would be without an alarm."""
        composer = self._composer
        if not message.words:
            return composer.said("empty", Kind.DECLINE, conversation, starters=True)
        meaning = self._dialogue.understand(message, conversation)
        if meaning.act is Act.PICK:
            return composer.answer(meaning.intents, None)
        if meaning.act is Act.REPEAT:
            return composer.answer(meaning.intents, None)
        if meaning.act is Act.MORE:
            return composer.restated(meaning.intents, conversation)
        if meaning.act is Act.NEITHER:
            return composer.said("neither", Kind.DECLINE, conversation, starters=True)
        if meaning.act is Act.UNSURE:
            return composer.unclear(conversation)
        if meaning.act is not Act.ASK:
            return composer.said(_TEXT_OF[meaning.act], Kind.CHAT, conversation)
        return self._answered(message, meaning, conversation)

    def _answered(self, message: Message, meaning: Meaning, conversation: Conversation) -> Reply:
        ranked = meaning.ranked
        if ranked is None:
            raise AssertionError("a question without a ranking")
        decision = self._decide(message, ranked, conversation)
        if decision.kind in (Kind.ANSWER, Kind.CHAT):
            return self._composer.answer(decision.intents, ranked)
        if decision.kind is Kind.CLARIFY:
            return self._composer.clarify(decision.intents)
        if conversation.options and not decision.intents:
            return self._composer.unclear(conversation)
        return self._composer.decline(decision.intents, ranked, conversation)

    def _decide(self, message: Message, ranked: Ranked, conversation: Conversation) -> Decision:
        decision = decide(ranked, self._intents, self.thresholds)
        if decision.kind is not Kind.CHAT and not ranked.exact:
            both = two_questions(self.matcher, message, ranked, self._intents, self.thresholds)
            if both:
                return Decision(Kind.ANSWER, both, "asks two things")
        if decision.kind is Kind.CLARIFY and set(decision.intents) & set(conversation.options):
            return Decision(Kind.DECLINE, (), "asked back once already")
        return decision

    def _remember(self, message: Message, finding: Finding | None, body: Reply, before: Conversation) -> Conversation:
        """The state after this turn."""
        shown = tuple(answer.intent for answer in body.answers if self._intents[answer.intent].kind is Kind.ANSWER)
        options = tuple(suggestion.intent for suggestion in body.suggestions) if body.kind is Kind.CLARIFY else ()
        if body.kind is Kind.ANSWER and set(shown) & set(before.options):
            options = before.options  # still there for "the other one"
        meant = self._dialogue.understand(message, before).act if message.words and before.alarm else Act.ASK
        card = finding is not None and finding.form is Form.CARD
        turns = REMINDED if card else max(0, before.alarm_turns - 1)
        if meant is Act.FALSE_ALARM and not card:
            turns = 0
        level = finding.level.value if finding is not None and card else before.alarm
        return Conversation(
            shown=shown or before.shown,
            before=(before.shown + before.before)[:4] if shown and shown != before.shown else before.before,
            options=options,
            facets=self._dialogue.facets(message, before.facets),
            signs=() if meant is Act.FALSE_ALARM else _later_signs(before, finding),
            alarm=level if turns else "",
            alarm_turns=turns,
            refused=self._refused(body, before),
            declines=before.declines + 1 if body.kind is Kind.DECLINE else 0,
            said=(before.said + 1) % 1000,
        )

    def _refused(self, body: Reply, before: Conversation) -> tuple[str, ...]:
        """Kinds of question declined of late."""
        refused = tuple(answer.intent for answer in body.answers) if body.kind is Kind.DECLINE else ()
        return tuple(dict.fromkeys((*refused, *before.refused)))[:3]


_TEXT_OF = {
    Act.NUMBER: "numbers",
    Act.CALLED: "called",
    Act.FALSE_ALARM: "false_alarm",
    Act.NOTHING_YET: "nothing_yet",
}


def _signs(conversation: Conversation) -> tuple[str, ...]:
    """Concepts of danger noted over the last turns."""
    return tuple(sign.partition(":")[2] for sign in conversation.signs)


def _later_signs(before: Conversation, finding: Finding | None) -> tuple[str, ...]:
    """Signs to remember, each as `turns left:concept`."""
    left = {sign.partition(":")[2]: int(sign.partition(":")[0]) - 1 for sign in before.signs}
    left.update(dict.fromkeys(finding.concepts if finding else (), SIGN_TURNS))
    return tuple(f"{turns}:{concept}" for concept, turns in left.items() if turns > 0)[-_MOST_SIGNS:]
