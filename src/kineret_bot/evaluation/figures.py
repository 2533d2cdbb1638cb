"""The figures: counts, confusions, calibration, thresholds, and recall of alarms with its bounds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kineret_bot.evaluation.cases import Labelled
from kineret_bot.evaluation.judging import GOOD, Verdict, verdict
from kineret_bot.evaluation.measuring import Observation
from kineret_bot.matching import Thresholds, decide
from kineret_bot.model import Intent, Kind, Level

BINS = 10
SWEEP = tuple(step / 20 for step in range(1, 20))
"""Thresholds that the sweep tries."""
COLUMNS = ("right", "offered", "declined", "wrong", "alarmed")
"""What can become of a message that is no emergency."""
_COLUMN = {
    **dict.fromkeys((*GOOD, Verdict.UNCHECKED), "right"),
    Verdict.OFFERED: "offered",
    Verdict.DECLINED: "declined",
    Verdict.OFFERED_WRONG: "wrong",
    Verdict.WRONG: "wrong",
    Verdict.ALARMED: "alarmed",
}


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the bounds of what that shows (Wilson, 95%)."""

    count: int
    total: int

    @property
    def value(self) -> float:
        return self.count / self.total if self.total else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        return wilson(self.count, self.total)

    def __str__(self) -> str:
        low, high = self.bounds
        return f"{self.count:,} of {self.total:,} ({self.value:.1%}; 95% bounds {low:.1%} to {high:.1%})"


@dataclass(frozen=True, slots=True)
class Bin:
    """Messages whose most probable intent is about equally probable."""

    low: float
    high: float
    right: int
    wrong: int
    mean: float
    """Mean confidence of these."""

    @property
    def share(self) -> Share:
        return Share(self.right, self.right + self.wrong)


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Alarms of one level."""

    level: str
    hit: Share
    """A card of the right level."""
    counts: Mapping[Verdict, int]


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """What would become of the messages if an answer needed this much confidence."""

    threshold: float
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything that the reports show."""

    observations: tuple[Observation, ...]
    ordinary: Mapping[str, int]
    """Messages that are no emergency, by COLUMNS."""
    groups: tuple[tuple[str, Mapping[str, int]], ...]
    """The same by intent, the worst first."""
    confusions: tuple[tuple[str, str, int], ...]
    """(wanted, got instead, how often), the most frequent first."""
    bins: tuple[Bin, ...]
    calibration_error: float
    """Mean distance between confidence and share of right ones, weighted by size of the bins."""
    sweep: tuple[SweepPoint, ...]
    threshold: float
    """The threshold for an answer as it stands."""
    levels: tuple[LevelRow, ...]
    over_alarm: Share
    """Cards among messages that are no emergency."""
    near_misses: Share
    """Cards among those of them that use the words of one."""

    @property
    def right(self) -> Share:
        """Ordinary messages that are dealt with rightly at once."""
        return Share(self.ordinary["right"], sum(self.ordinary.values()))

    def with_verdict(self, *verdicts: Verdict) -> tuple[Observation, ...]:
        return tuple(o for o in self.observations if o.verdict in verdicts)


def figures(observations: Sequence[Observation], intents: Mapping[str, Intent], limits: Thresholds) -> Figures:
    """All figures on a list of observations."""
    ordinary = [o for o in observations if o.case.outcome is not Kind.ESCALATE]
    alarms = [o for o in observations if o.case.outcome is Kind.ESCALATE]
    ranked = [
        o for o in ordinary if o.ranked and not o.alarmed and (o.case.intents or o.case.outcome is not Kind.ANSWER)
    ]
    bins = _bins(ranked)
    near = [o for o in ordinary if o.case.near_miss]
    return Figures(
        observations=tuple(observations),
        ordinary=_columns(ordinary),
        groups=_groups(ordinary),
        confusions=_confusions(ordinary),
        bins=bins,
        calibration_error=_calibration_error(bins),
        sweep=tuple(
            SweepPoint(threshold, _swept(ranked, intents, replace(limits, answer=threshold))) for threshold in SWEEP
        ),
        threshold=limits.answer,
        levels=tuple(_level(level, alarms) for level in Level if any(_of_level(o.case) == level for o in alarms)),
        over_alarm=Share(sum(o.alarmed for o in ordinary), len(ordinary)),
        near_misses=Share(sum(o.alarmed for o in near), len(near)),
    )


def wilson(count: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Bounds of a share, 95% with the usual z; (0, 1) when there is nothing to go by."""
    if not total:
        return 0.0, 1.0
    share = count / total
    middle = share + z * z / (2 * total)
    reach = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    size = 1 + z * z / total
    return max(0.0, (middle - reach) / size), min(1.0, (middle + reach) / size)


def _columns(observations: Iterable[Observation]) -> dict[str, int]:
    counts = Counter(_COLUMN[o.verdict] for o in observations)
    return {column: counts[column] for column in COLUMNS}


def _groups(observations: Iterable[Observation]) -> tuple[tuple[str, Mapping[str, int]], ...]:
    by_group: dict[str, list[Observation]] = {}
    for observation in observations:
        by_group.setdefault(observation.case.group, []).append(observation)
    rows = [(group, _columns(members)) for group, members in by_group.items()]
    return tuple(sorted(rows, key=lambda row: (row[1]["right"] - sum(row[1].values()), row[0])))


def _confusions(observations: Iterable[Observation]) -> tuple[tuple[str, str, int], ...]:
    bad = (Verdict.WRONG, Verdict.ALARMED)
    counts = Counter((o.case.group, o.got) for o in observations if o.verdict in bad)
    return tuple((wanted, got, n) for (wanted, got), n in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _bins(observations: Sequence[Observation]) -> tuple[Bin, ...]:
    found = []
    for number in range(BINS):
        inside = [o for o in observations if min(BINS - 1, int(o.confidence * BINS)) == number]
        right = sum(o.top_right for o in inside)
        mean = sum(o.confidence for o in inside) / len(inside) if inside else (number + 0.5) / BINS
        found.append(Bin(number / BINS, (number + 1) / BINS, right, len(inside) - right, mean))
    return tuple(found)


def _calibration_error(bins: Sequence[Bin]) -> float:
    total = sum(b.share.total for b in bins)
    return sum(b.share.total * abs(b.mean - b.share.value) for b in bins) / total if total else 0.0


def _swept(observations: Sequence[Observation], intents: Mapping[str, Intent], limits: Thresholds) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for observation in observations:
        if observation.ranked:
            decision = decide(observation.ranked, intents, limits)
            offered = decision.intents if decision.kind is Kind.CLARIFY else ()
            counts[_COLUMN[verdict(observation.case, decision.kind, decision.intents, offered)]] += 1
    return {column: counts[column] for column in COLUMNS if column != "alarmed"}


def _of_level(case: Labelled) -> str:
    return case.levels[0] if case.levels else Level.EMERGENCY.value


def _level(level: Level, alarms: Iterable[Observation]) -> LevelRow:
    members = [o for o in alarms if _of_level(o.case) == level]
    counts = Counter(o.verdict for o in members)
    return LevelRow(level.value, Share(sum(counts[good] for good in GOOD), len(members)), counts)
