"""The figures for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kineret_bot.evaluation.figures import COLUMNS, Bin, Figures
from kineret_bot.evaluation.findings import findings
from kineret_bot.evaluation.folds import LeftOut
from kineret_bot.evaluation.records import Change, Comparison

_MOST_GROUPS = 15
_MOST_PAIRS = 12
_MOST_PHRASES = 2
_WIDTH = 30


def render(f: Figures, left_out: LeftOut | None, comparison: Comparison | None) -> str:
    """All of it, the most important first."""
    parts = [_headline(f), *_found(f), *_levels(f), *_groups(f), *_confusions(f), *_confidence(f), *_sweep(f)]
    if left_out:
        parts += _collisions(left_out)
    if comparison:
        parts += _compared(comparison)
    return "\n".join(parts)


def _headline(f: Figures) -> str:
    return f"{len(f.observations):,} messages. Right at once: {f.right} of those that are no emergency."


def _found(f: Figures) -> Iterator[str]:
    yield "\nWhat is wrong, worst first"
    found = findings(f)
    if not found:
        yield "  nothing that these messages show"
    for number, finding in enumerate(found, 1):
        yield f"  {number}. [{finding.weight}] {finding.sentence}"
        yield f"     {finding.remedy}"
        for o in finding.examples:
            yield f"     {o.case.place}: “{_line(o.case.text)}” {o.got}"


def _levels(f: Figures) -> Iterator[str]:
    if f.levels:
        yield "\nAlarms: card of the right level"
    for row in f.levels:
        others = ", ".join(
            f"{n} {verdict.value}" for verdict, n in sorted(row.counts.items()) if n and verdict.value != "hit"
        )
        yield f"  {row.level:<10} {row.hit}{f'; {others}' if others else ''}"
    yield f"\nCards where none belongs: {f.over_alarm}; of near misses {f.near_misses}"


def _groups(f: Figures) -> Iterator[str]:
    yield f"\nBy intent, the worst {min(_MOST_GROUPS, len(f.groups))} of {len(f.groups)}"
    width = max([len(group) for group, _ in f.groups[:_MOST_GROUPS]], default=0)
    yield f"  {'':<{width}} " + "".join(f"{column:>9}" for column in COLUMNS)
    for group, counts in f.groups[:_MOST_GROUPS]:
        yield f"  {group:<{width}} " + "".join(f"{counts[column] or '·':>9}" for column in COLUMNS)


def _confusions(f: Figures) -> Iterator[str]:
    if f.confusions:
        yield "\nTaken for something else"
    for wanted, got, count in f.confusions[:_MOST_PAIRS]:
        yield f"  {count:>3}x {wanted}: {got}"


def _confidence(f: Figures) -> Iterator[str]:
    yield f"\nConfidence of the most probable intent (calibration error {f.calibration_error:.1%})"
    most = max([b.share.total for b in f.bins], default=0) or 1
    for b in f.bins:
        yield f"  {b.low:4.0%} to {b.high:4.0%}  {_bar(b, most)}  {_truth(b)}"


def _bar(b: Bin, most: int) -> str:
    right, wrong = round(_WIDTH * b.right / most), round(_WIDTH * b.wrong / most)
    return f"{'█' * right + '░' * wrong:<{_WIDTH + 1}}"


def _truth(b: Bin) -> str:
    return f"{b.share.total:>5} messages, {b.share.value:4.0%} right, {b.mean:4.0%} sure" if b.share.total else "    -"


def _sweep(f: Figures) -> Iterator[str]:
    yield f"\nIf an answer needed this much confidence (now {f.threshold:.2f}; alarms and double questions left aside)"
    columns = COLUMNS[:-1]
    yield "        " + "".join(f"{column:>9}" for column in columns)
    for point in f.sweep[::2]:
        yield f"  {point.threshold:.2f}  " + "".join(f"{point.counts[column]:>9}" for column in columns)


def _collisions(left_out: LeftOut) -> Iterator[str]:
    share = left_out.right / left_out.total if left_out.total else 0.0
    ranked = f"Curated phrases ranked by the rest of the bank ({left_out.folds} folds)"
    yield f"\n{ranked}: {share:.1%} of {left_out.total:,} right. Collisions:"
    for collision in left_out.collisions[:_MOST_PAIRS]:
        phrases = "; ".join(f"“{text}” ({sure:.0%})" for text, sure in collision.phrases[:_MOST_PHRASES])
        yield f"  {len(collision.phrases):>3}x {collision.intent} looks like {collision.taken_for}: {phrases}"


def _compared(c: Comparison) -> Iterator[str]:
    counts = f"{len(c.better)} better, {len(c.worse)} worse, {len(c.other)} different"
    yield f"\nAgainst the older evaluation: {counts}, {c.added} new, {c.removed} gone"
    yield from _changes("worse", c.worse)
    yield from _changes("better", c.better)
    yield from _changes("different", c.other)


def _changes(name: str, changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        yield f"  {name}: “{_line(change.text)}” was {change.was}, now {change.now}"


def _line(text: str) -> str:
    """A message on one line, cut to what a line holds."""
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"
