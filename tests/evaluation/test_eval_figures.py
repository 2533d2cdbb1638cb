"""The figures, on a small bot whose every reply is known."""

from __future__ import annotations

import pytest

from kineret_bot.evaluation.cases import read_cases
from kineret_bot.evaluation.figures import figures, wilson
from kineret_bot.evaluation.findings import findings
from kineret_bot.evaluation.judging import Verdict
from kineret_bot.evaluation.measuring import observe
from kineret_bot.evaluation.records import compare, to_json


@pytest.fixture
def f(lines, small_bot):
    """Figures of the labelled lines."""
    cases, _ = read_cases([lines])
    return figures(tuple(observe(cases, small_bot)), small_bot.library.by_id, small_bot.thresholds)


def test_each_message_gets_its_verdict(f):
    """
    Right, wrong, offered, declined, alarmed; and for alarms hit, under, over, line only, silent.
    """
    assert [o.verdict.value for o in f.observations] == [
        "right", "right", "wrong", "offered", "offered_wrong", "declined", "alarmed", "right", "right", "wrong",
        "hit", "under", "over", "line_only", "silent", "right",
    ]  # fmt: skip


def test_counts_by_intent(f):
    """
    Messages are counted under the intent that they want, the worst first.
    """
    assert dict(f.ordinary) == {"right": 5, "offered": 1, "declined": 1, "wrong": 3, "alarmed": 1}
    assert [group for group, _ in f.groups] == ["storage", "needles", "decline", "chat"]
    assert dict(f.groups[0][1]) == {"right": 3, "offered": 1, "declined": 0, "wrong": 2, "alarmed": 0}


def test_confusions(f):
    """
    What was wanted, and what came instead, the most frequent first.
    """
    assert ("storage", "answers needles", 1) in f.confusions
    assert ("needles", "alarms (urgent)", 1) in f.confusions


def test_recall_by_level(f):
    """
    Each level by itself, with the bounds of so few messages.
    """
    rows = {row.level: row for row in f.levels}

    assert str(rows["emergency"].hit) == "1 of 3 (33.3%; 95% bounds 6.1% to 79.2%)"
    assert rows["emergency"].counts[Verdict.SILENT] == 1
    assert (f.near_misses.count, f.near_misses.total) == (1, 1)


def test_bins_hold_the_most_probable_intent(f):
    """
    Confidence goes with whether the most probable intent was right.
    """
    assert [(b.right, b.wrong) for b in f.bins] == [
        (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (1, 5), (0, 1), (1, 0), (1, 0),
    ]  # fmt: skip


def test_a_higher_threshold_declines_more(f):
    """
    The sweep decides anew at each threshold.
    """
    wrong = [point.counts["wrong"] for point in f.sweep]
    declined = [point.counts["declined"] for point in f.sweep]

    assert wrong == sorted(wrong, reverse=True)
    assert declined == sorted(declined)
    assert declined[0] < declined[-1]


@pytest.mark.parametrize(
    ("count", "total", "bounds"),
    [(0, 0, (0.0, 1.0)), (299, 299, (0.9873, 1.0)), (0, 10, (0.0, 0.2775)), (5, 10, (0.2366, 0.7634))],
)
def test_wilson(count, total, bounds):
    """
    The bounds are those of the books.
    """
    assert wilson(count, total) == pytest.approx(bounds, abs=1e-4)


def test_the_worst_is_named_first(f):
    """
    Missed emergencies come before wrong answers, those before nuisances; each with what to do.
    """
    found = findings(f)

    assert found[0].sentence == (
        "1 of 5 messages that need an alarm get no alarm at all, neither card nor line (1 emergency)."
    )
    assert [finding.weight for finding in found] == sorted(
        (finding.weight for finding in found), key=["danger", "wrong", "nuisance"].index
    )
    assert all(finding.remedy for finding in found)


def test_nothing_changes_against_itself(f):
    """
    Compared with its own record nothing is better or worse.
    """
    comparison = compare(_record(f), f)

    assert (comparison.better, comparison.worse, comparison.other, comparison.added, comparison.removed) == (
        (),
        (),
        (),
        0,
        0,
    )


def test_better_and_worse_are_told_case_by_case(f):
    """
    A case that was right and is wrong is worse, one that was silent and is under is better.
    """
    old = _record(f)
    old["wrong"] = ("needles 0.7", Verdict.RIGHT, "answers storage")
    old["under"] = ("card urgent", Verdict.SILENT, "declines")
    old["s-2"] = ("storage 0.85", Verdict.RIGHT, "answers needles")
    old["gone"] = ("gone", Verdict.RIGHT, "chats")
    del old["silent"]

    comparison = compare(old, f)

    assert [(c.id, c.was, c.now) for c in comparison.worse] == [
        ("wrong", "right (answers storage)", "wrong (answers needles)")
    ]
    assert [c.id for c in comparison.better] == ["under"]
    assert [c.id for c in comparison.other] == ["s-2"]
    assert (comparison.added, comparison.removed) == (1, 1)


def _record(f):
    return {case["id"]: (case["text"], Verdict(case["verdict"]), case["got"]) for case in to_json(f, None)["cases"]}
