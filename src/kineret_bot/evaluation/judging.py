"""One word for how good a reply is."""

from __future__ import annotations

from enum import StrEnum

from kineret_bot.evaluation.cases import Labelled
from kineret_bot.model import Form, Kind, Level, Reply


class Verdict(StrEnum):
    """How a reply compares with its label, the best first."""

    RIGHT = "right"
    HIT = "hit"
    """An alarm card of the right level."""
    ACCEPTED = "accepted"
    """Another kind of reply, and fine."""
    UNCHECKED = "unchecked"
    """Answered, and the label does not say which intent is right."""
    OFFERED = "offered"
    """Asked back, and one of the options is right."""
    OVER = "over"
    """A card of a higher level than needed."""
    DECLINED = "declined"
    ALARMED = "alarmed"
    """A card where none belongs."""
    OFFERED_WRONG = "offered_wrong"
    WRONG = "wrong"
    UNDER = "under"
    """A card of a lower level than needed."""
    LINE_ONLY = "line_only"
    """Only the line where a card belongs."""
    SILENT = "silent"
    """Neither card nor line where a card belongs: the one that must never happen."""


GOOD = (Verdict.RIGHT, Verdict.HIT, Verdict.ACCEPTED)
BADNESS = {
    **dict.fromkeys((*GOOD, Verdict.UNCHECKED), 0),
    Verdict.OFFERED: 1,
    Verdict.OVER: 1,
    Verdict.DECLINED: 2,
    Verdict.ALARMED: 3,
    Verdict.OFFERED_WRONG: 3,
    Verdict.WRONG: 4,
    Verdict.UNDER: 5,
    Verdict.LINE_ONLY: 5,
    Verdict.SILENT: 6,
}
"""The higher, the more harm; what `--compare` goes by."""

_URGENCY = {Level.EMERGENCY: 3, Level.CRISIS: 2, Level.POISON: 2, Level.URGENT: 1}


def judge(case: Labelled, reply: Reply) -> Verdict:
    """How good `reply` is."""
    if case.outcome is Kind.ESCALATE:
        return _judge_alarm(case, reply)
    if reply.kind is Kind.ESCALATE:
        return Verdict.ACCEPTED if Kind.ESCALATE in case.accept else Verdict.ALARMED
    offered = tuple(option.intent for option in reply.suggestions) if reply.kind is Kind.CLARIFY else ()
    return verdict(case, reply.kind, tuple(answer.intent for answer in reply.answers), offered)


def verdict(case: Labelled, kind: Kind, answered: tuple[str, ...], offered: tuple[str, ...]) -> Verdict:
    """How good a reply without an alarm is to a message that needs none."""
    wanted = set(case.intents)
    if kind is Kind.ANSWER and (case.outcome in (Kind.ANSWER, Kind.CLARIFY) or Kind.ANSWER in case.accept):
        if not wanted:
            return Verdict.UNCHECKED
        return Verdict.RIGHT if wanted.intersection(answered) else Verdict.WRONG
    if kind is case.outcome:
        return Verdict.RIGHT
    if kind in case.accept:
        return Verdict.ACCEPTED
    if kind is Kind.CLARIFY:
        return Verdict.OFFERED if wanted.intersection(offered) else Verdict.OFFERED_WRONG
    return Verdict.DECLINED if kind is Kind.DECLINE else Verdict.WRONG


def _judge_alarm(case: Labelled, reply: Reply) -> Verdict:
    alert = reply.alert
    if alert is None:
        return Verdict.SILENT
    if alert.form is Form.LINE:
        return Verdict.ACCEPTED if reply.kind in case.accept else Verdict.LINE_ONLY
    if not case.levels or alert.level in case.levels:
        return Verdict.HIT
    lower = _URGENCY[alert.level] < _URGENCY[Level(case.levels[0])]
    return Verdict.UNDER if lower else Verdict.OVER
