"""An evaluation as JSON, to keep and to compare a later one with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kineret_bot.errors import KineretBotError
from kineret_bot.evaluation.figures import Figures
from kineret_bot.evaluation.folds import LeftOut
from kineret_bot.evaluation.judging import BADNESS, Verdict

VERSION = 1


class RecordError(KineretBotError):
    """A file that no evaluation wrote."""


@dataclass(frozen=True, slots=True)
class Change:
    """A message whose reply is another than it was."""

    id: str
    text: str
    was: str
    """Verdict and reply of the older evaluation."""
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two evaluations, case by case."""

    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    other: tuple[Change, ...]
    """As good as before, and different."""
    added: int
    removed: int


def to_json(f: Figures, left_out: LeftOut | None) -> dict[str, Any]:
    """All figures and cases; the same for the same bot and cases, so that two files can be diffed."""
    found: dict[str, Any] = {
        "version": VERSION,
        "ordinary": dict(f.ordinary),
        "groups": {group: dict(counts) for group, counts in f.groups},
        "confusions": [list(confusion) for confusion in f.confusions],
        "bins": [[b.low, b.high, b.right, b.wrong, round(b.mean, 4)] for b in f.bins],
        "calibration_error": round(f.calibration_error, 4),
        "sweep": {f"{point.threshold:.2f}": dict(point.counts) for point in f.sweep},
        "levels": {
            row.level: {"hit": row.hit.count, "of": row.hit.total, "bounds": _rounded(row.hit.bounds)}
            for row in f.levels
        },
        "over_alarm": [f.over_alarm.count, f.over_alarm.total],
        "near_misses": [f.near_misses.count, f.near_misses.total],
        "cases": [
            {
                "id": o.case.id,
                "text": o.case.text,
                "verdict": o.verdict.value,
                "got": o.got,
                "confidence": round(o.confidence, 2),
            }
            for o in f.observations
        ],
    }
    if left_out:
        pairs = [[c.intent, c.taken_for, len(c.phrases)] for c in left_out.collisions]
        found["left_out"] = {
            "folds": left_out.folds,
            "right": left_out.right,
            "of": left_out.total,
            "collisions": pairs,
        }
    return found


def read(path: str) -> Mapping[str, Any]:
    """What an earlier `--json` wrote. Raises RecordError."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        cases = {case["id"]: (case["text"], Verdict(case["verdict"]), case["got"]) for case in data["cases"]}
    except OSError as error:
        raise RecordError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise RecordError(
            f"{path} is not a record of an evaluation: expected a file that `eval --json` wrote"
        ) from None
    return cases


def compare(old: Mapping[str, tuple[str, Verdict, str]], f: Figures) -> Comparison:
    """What got better, worse, and merely different since `old`."""
    better, worse, other = [], [], []
    for o in f.observations:
        if o.case.id not in old:
            continue
        _, verdict, got = old[o.case.id]
        change = Change(o.case.id, o.case.text, _shown(verdict, got), _shown(o.verdict, o.got))
        if BADNESS[o.verdict] < BADNESS[verdict]:
            better.append(change)
        elif BADNESS[o.verdict] > BADNESS[verdict]:
            worse.append(change)
        elif (o.verdict, o.got) != (verdict, got):
            other.append(change)
    now = {o.case.id for o in f.observations}
    added, removed = len(now - old.keys()), len(old.keys() - now)
    return Comparison(better=tuple(better), worse=tuple(worse), other=tuple(other), added=added, removed=removed)


def _shown(verdict: Verdict, got: str) -> str:
    return f"{verdict.value} ({got})"


def _rounded(bounds: tuple[float, float]) -> list[float]:
    return [round(bound, 4) for bound in bounds]
