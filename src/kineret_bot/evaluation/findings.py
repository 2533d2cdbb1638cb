"""What is wrong with the bot, worst first, in sentences: the part of a report that everybody reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kineret_bot.evaluation.figures import Figures, Share
from kineret_bot.evaluation.judging import Verdict
from kineret_bot.evaluation.measuring import Observation
from kineret_bot.model import Kind, Level

_MOST_EXAMPLES = 3
_MOST_NAMES = 3
_TOO_MANY_OFFERED = 0.10
"""Asking back is fine now and then, a nuisance beyond this."""
_TOO_FAR_OFF = 0.10
"""Mean distance of confidence and truth from which it is worth a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong."""

    weight: str
    """`danger`, `wrong` or `nuisance`."""
    sentence: str
    remedy: str
    """What a curator does about it."""
    examples: tuple[Observation, ...]


def findings(f: Figures) -> tuple[Finding, ...]:
    """All that is worth mending, worst first; empty when nothing is."""
    return tuple(found for look in _LOOKS for found in look(f))


def _silent(f: Figures) -> Iterator[Finding]:
    alarms = sum(row.hit.total for row in f.levels)
    for bad, what in (
        (Verdict.SILENT, "get no alarm at all, neither card nor line"),
        (Verdict.LINE_ONLY, "get only the line under an answer, no card"),
        (Verdict.UNDER, "get a card of too low a level"),
    ):
        if missed := f.with_verdict(bad):
            levels = ", ".join(
                f"{n} {level}" for level, n in _count(missed, lambda o: (o.case.levels or ("any level",))[0])
            )
            yield Finding(
                weight="danger",
                sentence=f"{len(missed):,} of {alarms:,} messages that need an alarm {what} ({levels}).",
                remedy="Add wordings to intents/<language>/triage/ and make each missed message a test.",
                examples=tuple(sorted(missed, key=_urgency)[:_MOST_EXAMPLES]),
            )


def _wrong(f: Figures) -> Iterator[Finding]:
    asked = [o for o in f.observations if o.case.outcome is not Kind.DECLINE and o.case.outcome is not Kind.ESCALATE]
    wrong = [o for o in asked if o.verdict in (Verdict.WRONG, Verdict.OFFERED_WRONG)]
    if wrong:
        pairs = _count(wrong, _pair)
        share = Share(len(wrong), len(asked))
        yield Finding(
            weight="wrong",
            sentence=f"{share} messages get a wrong reply. Most often: {_listed(pairs)}.",
            remedy="Add the wordings to the intent that is wanted; look whether the two intents should be one.",
            examples=_of_the_first(pairs, wrong, _pair),
        )


def _answered_anyway(f: Figures) -> Iterator[Finding]:
    uncovered = [o for o in f.observations if o.case.outcome is Kind.DECLINE]
    wrong = [o for o in uncovered if o.verdict in (Verdict.WRONG, Verdict.OFFERED_WRONG)]
    if wrong:
        pairs = _count(wrong, lambda o: o.got)
        share = Share(len(wrong), len(uncovered))
        yield Finding(
            weight="wrong",
            sentence=f"{share} messages that should be declined are not. Most often it {_listed(pairs)}.",
            remedy="Add the wordings to a topic that is declined, or raise the threshold `answer`.",
            examples=tuple(wrong[:_MOST_EXAMPLES]),
        )


def _alarmed(f: Figures) -> Iterator[Finding]:
    if alarmed := f.with_verdict(Verdict.ALARMED):
        yield Finding(
            weight="wrong",
            sentence=f"{f.over_alarm} ordinary messages get an alarm card (of near misses: {f.near_misses}).",
            remedy="See which sign it was with `kineret-bot ask --explain`; add a cue or a trap, never remove a sign.",
            examples=alarmed[:_MOST_EXAMPLES],
        )


def _declined(f: Figures) -> Iterator[Finding]:
    asked = [o for o in f.observations if o.case.outcome in (Kind.ANSWER, Kind.CHAT)]
    if declined := [o for o in asked if o.verdict is Verdict.DECLINED]:
        pairs = _count(declined, lambda o: o.case.group)
        share = Share(len(declined), len(asked))
        yield Finding(
            weight="nuisance",
            sentence=f"{share} messages are declined though there is an answer. Most often: {_listed(pairs)}.",
            remedy="Add wordings of this kind to these intents.",
            examples=_of_the_first(pairs, declined, lambda o: o.case.group),
        )


def _offered(f: Figures) -> Iterator[Finding]:
    offered = f.with_verdict(Verdict.OFFERED)
    share = Share(len(offered), f.right.total)
    if share.value > _TOO_MANY_OFFERED:
        yield Finding(
            weight="nuisance",
            sentence=f"{share} messages are answered with a question back.",
            remedy="Lower the thresholds `answer` or `margin` if the sweep allows it.",
            examples=offered[:_MOST_EXAMPLES],
        )


def _calibration(f: Figures) -> Iterator[Finding]:
    if f.calibration_error > _TOO_FAR_OFF:
        mean = sum(b.mean * b.share.total for b in f.bins) / sum(b.share.total for b in f.bins)
        right = sum(b.right for b in f.bins) / sum(b.share.total for b in f.bins)
        way = "surer than it should be" if mean > right else "less sure than it could be"
        yield Finding(
            weight="nuisance",
            sentence=f"It is {way}: mean confidence {mean:.0%}, right {right:.0%} of the time.",
            remedy="Read the reliability curve before touching a threshold.",
            examples=(),
        )


_LOOKS: tuple[Callable[[Figures], Iterator[Finding]], ...] = (
    _silent,
    _wrong,
    _answered_anyway,
    _alarmed,
    _declined,
    _offered,
    _calibration,
)


def _pair(observation: Observation) -> str:
    return f"{observation.case.group} ({observation.got})"


def _urgency(observation: Observation) -> int:
    """The most urgent first."""
    levels = list(Level)
    return levels.index(Level(observation.case.levels[0])) if observation.case.levels else len(levels)


def _of_the_first(
    pairs: Sequence[tuple[str, int]], found: Sequence[Observation], name: Callable[[Observation], str]
) -> tuple[Observation, ...]:
    """One example for each of the most frequent names."""
    return tuple(next(o for o in found if name(o) == wanted) for wanted, _ in pairs[:_MOST_EXAMPLES])


def _count(found: Sequence[Observation], name: Callable[[Observation], str]) -> list[tuple[str, int]]:
    return sorted(Counter(map(name, found)).items(), key=lambda item: (-item[1], item[0]))


def _listed(pairs: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count}x" for name, count in pairs[:_MOST_NAMES])
