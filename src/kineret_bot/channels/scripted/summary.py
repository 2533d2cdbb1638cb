"""Counts of a run, and the sentence that says them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kineret_bot.channels.scripted.runner import Outcome, Result

_WORDS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.XFAILED: "known to fail",
    Outcome.XPASSED: "marked as failing but passing",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """How a run came out."""

    counts: tuple[tuple[Outcome, int], ...]
    """Every outcome, in the order of the enumeration."""
    seconds: float
    skipped: int
    """Cases that were not run because an earlier one failed."""

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def good(self) -> bool:
        """Whether all is as it should be."""
        counts = dict(self.counts)
        return not counts[Outcome.FAILED] and not counts[Outcome.XPASSED]

    def __str__(self) -> str:
        parts = [f"{count:,} {_WORDS[outcome]}" for outcome, count in self.counts if count or outcome is Outcome.PASSED]
        if self.skipped:
            parts.append(f"{self.skipped:,} not run")
        return f"{self.total:,} phrasings: {', '.join(parts)}, in {self.seconds:.1f} s"


def summarise(results: Sequence[Result], seconds: float, planned: int) -> Summary:
    """The summary of the results of a run of `planned` cases."""
    counts = Counter(result.outcome for result in results)
    return Summary(tuple((outcome, counts[outcome]) for outcome in Outcome), seconds, planned - len(results))
