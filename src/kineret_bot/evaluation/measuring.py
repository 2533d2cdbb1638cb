"""Puts labelled messages to the bot and notes all that the figures need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kineret_bot.bot import Bot
from kineret_bot.channels.scripted.runner import in_a_word
from kineret_bot.conversation import Conversation
from kineret_bot.evaluation.cases import Labelled
from kineret_bot.evaluation.judging import Verdict, judge
from kineret_bot.matching import Ranked
from kineret_bot.model import Kind
from kineret_bot.wire import reply_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One labelled message and what came of it."""

    case: Labelled
    verdict: Verdict
    got: str
    """The reply in a word or two, such as `answers storage`."""
    alarmed: bool
    """Whether it shows a card."""
    noticed: bool
    """Whether it shows a card or a line."""
    ranked: Ranked | None
    """What matching alone made of the message; None when it holds no words, or goes with an earlier one."""
    top_right: bool
    """Whether the most probable intent is a right one, whatever was then done."""

    @property
    def confidence(self) -> float:
        """Probability of the most probable intent."""
        return self.ranked.intents[0][1] if self.ranked else 0.0


def observe(cases: Iterable[Labelled], bot: Bot, done: Callable[[], None] = lambda: None) -> Iterator[Observation]:
    """One observation for each case, in order; `done` is called after each."""
    for case in cases:
        conversation = Conversation()
        for text in case.before:
            conversation = bot.reply(text, conversation).conversation
        reply = bot.reply(case.text, conversation)
        # The most probable intent of a follow-up such as `why?` says nothing about matching.
        ranked = None if case.before else bot.think(case.text).ranked
        yield Observation(
            case=case,
            verdict=judge(case, reply),
            got=in_a_word(reply_json(reply)),
            alarmed=reply.kind is Kind.ESCALATE,
            noticed=reply.alert is not None,
            ranked=ranked,
            top_right=ranked is not None and _is_right(ranked.intents[0][0], case, bot),
        )
        done()


def _is_right(name: str, case: Labelled, bot: Bot) -> bool:
    """Whether an intent is one that is wanted, or asks back with one that is."""
    intent = bot.library.by_id[name]
    if not case.intents:
        return intent.kind is case.outcome
    return bool(set(case.intents).intersection((name, *intent.options)))
