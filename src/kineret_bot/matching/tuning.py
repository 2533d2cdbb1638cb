"""Sets the thresholds by what errors cost: a sweep over rankings of questions that the weights never saw.

Nothing here reads files or learns; `kineret_bot.tune` gathers the evidence and this module weighs it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from kineret_bot.matching.compound import two_questions
from kineret_bot.matching.decision import Decision, Thresholds, decide
from kineret_bot.matching.matcher import Matcher, Ranked
from kineret_bot.model import Intent, Kind
from kineret_bot.text import Message

GRID: Mapping[str, tuple[float, ...]] = {
    "answer": tuple(step / 100 for step in range(16, 89, 8)),
    "margin": tuple(step / 100 for step in range(2, 59, 8)),
    "clarify": tuple(step / 100 for step in range(30, 91, 10)),
    "option": tuple(step / 100 for step in range(4, 25, 4)),
    "known": tuple(step / 100 for step in range(10, 61, 10)),
    "second": tuple(step / 100 for step in range(30, 96, 5)),
}
"""Values that the sweep tries for each threshold, rising. More than 0.6 for `known` would let a single word that
nobody knows decide over a short message; the curated questions, which hold hardly any, cannot show that."""
TOGETHER = (("answer", "margin"), ("clarify", "option"), ("known",), ("second",))
"""Thresholds that stand in for each other are tried in all combinations."""
MOST_ROUNDS = 8
NEVER = 2.0
"""For a message in which no two questions were found: above any threshold."""
NOISE = 0.005
"""Costs closer than this are equal: some thousands of questions cannot tell them apart."""


class Group(StrEnum):
    """What a person may ask for; each has its share of the messages in `costs.yaml`."""

    ANSWERABLE = "answerable"
    TWO = "two"
    """Two answerable questions in one message."""
    VAGUE = "vague"
    CHAT = "chat"
    KNOWN_KIND = "known_kind"
    """Not answered by the document, of a kind that the curators thought of."""
    NEW_KIND = "new_kind"
    """Not answered by the document, of a kind that nobody thought of."""


class Outcome(StrEnum):
    """What may come of a message; each but the first has its cost in `costs.yaml`."""

    FINE = "fine"
    WRONG = "wrong"
    """Another answer than the one asked for."""
    ANSWERED = "answered"
    """An answer to what the document does not answer."""
    EXTRA = "extra"
    """The right answer with another one."""
    HALF = "half"
    """One answer to two questions."""
    OFFERED = "offered"
    """Asked back, and the right one is among the options."""
    OFFERED_WRONG = "offered_wrong"
    """Asked back, and it is not."""
    GUESSED = "guessed"
    """One of several possible answers to a question that was too vague for one."""
    DECLINED = "declined"
    """A decline of what the document answers."""
    MISNAMED = "misnamed"
    """A right decline, but as another kind of question than the one asked."""
    CHATTED = "chatted"
    """Small talk in reply to a question."""
    MISSED_CHAT = "missed_chat"
    """Small talk taken for a question."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What is held against each outcome, and how often messages of each group come (`costs.yaml`)."""

    costs: Mapping[str, float]
    shares: Mapping[str, float]
    first_lines: int
    """Only so many lines of each intent are put to the test; the others only teach."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question that stood aside while the weights were learnt, and how they rank it."""

    group: Group
    intents: tuple[str, ...]
    """What it asks for: one intent, or two for Group.TWO."""
    ranked: Ranked
    both: tuple[str, ...]
    """The two intents that its halves seem to ask for, if any ..."""
    sure: float
    """... and the largest of the grid's values for `second` that lets them through; NEVER if none does."""


@dataclass(frozen=True, slots=True)
class Point:
    """Thresholds and what comes of them."""

    limits: Thresholds
    cost: float
    """Expected cost of one message."""
    outcomes: Mapping[Group, Mapping[Outcome, float]]
    """Share of each outcome within each group."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The thresholds of least cost, and what moving any one of them would cost."""

    best: Point
    rows: Mapping[str, tuple[Point, ...]]
    """For each threshold, every value of the grid with the others at their best."""


class _Remembering(Matcher):
    """A matcher that ranks each part of one message once."""

    def __init__(self, matcher: Matcher) -> None:
        self._inner = matcher
        self._parts: dict[tuple[int, int], Ranked] = {}

    def rank_part(self, message: Message, start: int, end: int) -> Ranked:
        if (start, end) not in self._parts:
            self._parts[start, end] = self._inner.rank_part(message, start, end)
        return self._parts[start, end]


def make_case(
    group: Group, wanted: tuple[str, ...], message: Message, matcher: Matcher, intents: Mapping[str, Intent]
) -> Case:
    """Rank a question, as a whole and by halves."""
    ranked = matcher.rank(message)
    halves = _Remembering(matcher)
    for second in reversed(GRID["second"]):
        if both := two_questions(halves, message, ranked, intents, _with_second(second)):
            return Case(group, wanted, ranked, both, second)
    return Case(group, wanted, ranked, (), NEVER)


def _with_second(second: float) -> Thresholds:
    return Thresholds(answer=0, margin=0, clarify=0, option=0, known=0, second=second)


def decide_case(case: Case, intents: Mapping[str, Intent], limits: Thresholds) -> Decision:
    """What the bot would do with it as the first message of a talk."""
    decision = decide(case.ranked, intents, limits)
    if decision.kind is not Kind.CHAT and not case.ranked.exact and case.both and limits.second <= case.sure:
        return Decision(Kind.ANSWER, case.both, "asks two things")
    return decision


def outcome(group: Group, asked: Sequence[str], decision: Decision, intents: Mapping[str, Intent]) -> Outcome:
    """What a decision is worth to a person who asked for these intents."""
    if group is Group.KNOWN_KIND and decision.kind is Kind.DECLINE:
        return Outcome.FINE if decision.intents in ((), tuple(asked)) else Outcome.MISNAMED
    if group in (Group.KNOWN_KIND, Group.NEW_KIND):
        return _UNANSWERABLE[decision.kind]
    if group is Group.CHAT:
        return _SMALL_TALK[decision.kind]
    if decision.kind is Kind.DECLINE:
        return Outcome.DECLINED
    if decision.kind is Kind.CHAT:
        return Outcome.CHATTED
    given = set(decision.intents)
    if group is Group.VAGUE:
        return _vague(decision, given, set(intents[asked[0]].options))
    wanted = set(asked)
    if not given & wanted:
        return Outcome.WRONG if decision.kind is Kind.ANSWER else Outcome.OFFERED_WRONG
    if decision.kind is Kind.CLARIFY:
        return Outcome.OFFERED
    if given - wanted:
        return Outcome.EXTRA
    return Outcome.FINE if given == wanted else Outcome.HALF


_UNANSWERABLE = {
    Kind.ANSWER: Outcome.ANSWERED,
    Kind.CLARIFY: Outcome.OFFERED_WRONG,
    Kind.DECLINE: Outcome.FINE,
    Kind.CHAT: Outcome.CHATTED,
}
_SMALL_TALK = {
    Kind.ANSWER: Outcome.ANSWERED,
    Kind.CLARIFY: Outcome.MISSED_CHAT,
    Kind.DECLINE: Outcome.MISSED_CHAT,
    Kind.CHAT: Outcome.FINE,
}


def _vague(decision: Decision, given: set[str], options: set[str]) -> Outcome:
    if decision.kind is Kind.CLARIFY:
        return Outcome.FINE if given & options else Outcome.OFFERED_WRONG
    return Outcome.GUESSED if given <= options else Outcome.WRONG


def weigh(cases: Iterable[Case], intents: Mapping[str, Intent], limits: Thresholds, costs: Costs) -> Point:
    """What thresholds cost on these cases."""
    came = (
        (case.group, outcome(case.group, case.intents, decide_case(case, intents, limits), intents)) for case in cases
    )
    outcomes = tally(came)
    return Point(limits, expected(outcomes, costs), outcomes)


def tally(came: Iterable[tuple[Group, Outcome]]) -> dict[Group, dict[Outcome, float]]:
    """The share of each outcome within each group."""
    counts: dict[Group, Counter[Outcome]] = {}
    for group, result in came:
        counts.setdefault(group, Counter())[result] += 1
    return {
        group: {name: count / counts[group].total() for name, count in sorted(counts[group].items())}
        for group in sorted(counts)
    }


def expected(outcomes: Mapping[Group, Mapping[Outcome, float]], costs: Costs) -> float:
    """The cost of an average message, each group counting by its share whatever its size."""
    total = sum(costs.shares[group] for group in outcomes)
    return sum(
        costs.shares[group] / total * share * costs.costs.get(name, 0.0)
        for group, shares in outcomes.items()
        for name, share in shares.items()
    )


def sweep(
    cases: Sequence[Case],
    intents: Mapping[str, Intent],
    start: Thresholds,
    costs: Costs,
    notice: Callable[[str], None] = lambda text: None,
) -> Sweep:
    """Try all values of some thresholds, keep the cheapest, go on with the next, until nothing gets cheaper.

    Of values whose costs the evidence cannot tell apart the middle one wins, so that a flat stretch does not end
    on its edge.
    """
    best = weigh(cases, intents, start, costs)
    for number in range(MOST_ROUNDS):
        before = best
        for names in TOGETHER:
            tried = (dict(zip(names, values, strict=True)) for values in product(*(GRID[name] for name in names)))
            best = _cheapest([weigh(cases, intents, replace(best.limits, **values), costs) for values in tried])
        notice(f"Round {number + 1}: {best.cost:.4f} a message")
        if best.limits == before.limits:
            break
    for name in GRID:
        best = _cheapest(_row(name, cases, intents, best.limits, costs), NOISE)
    return Sweep(best, {name: _row(name, cases, intents, best.limits, costs) for name in GRID})


def _row(
    name: str, cases: Sequence[Case], intents: Mapping[str, Intent], limits: Thresholds, costs: Costs
) -> tuple[Point, ...]:
    """Every value of one threshold; the others stay."""
    return tuple(weigh(cases, intents, replace(limits, **{name: value}), costs) for value in GRID[name])


def _cheapest(points: Sequence[Point], noise: float = 1e-9) -> Point:
    least = min(point.cost for point in points)
    equal = [point for point in points if point.cost <= least + noise]
    return equal[len(equal) // 2]
