"""The matcher beside its peers: `python benchmarks/matching.py` (some ten minutes; --quick: our own row only).

In one run, on the same phrase bank and the same messages: this matcher; the nearest phrase as rapidfuzz sees
it; TF-IDF with a linear SVM; MiniLM embeddings with logistic regression. The last two are optional, and left
out with one line when what they need is not installed.

Every method learns from the curated questions alone. A peer's threshold is the one of least cost
(`intents/en/costs.yaml`) on 1,000 curated questions that it did not learn from and on 500 of kinds that it did
not learn from: one fold of lines and one group of kinds out of five each, where `kineret-bot tune` takes all.

--cases DIR takes JSON lines with a facts.yaml instead of tests/dialogues; --designs compares designs of the
matcher itself (docs/matching.md); --json FILE keeps the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matching_cases
from matching_cases import Case
from matching_peers import Peer, peers

from kineret_bot import Bot, load_bot
from kineret_bot.content.loader import load_library
from kineret_bot.locate import intents_folder
from kineret_bot.matching import Decision
from kineret_bot.matching.tuning import Costs, Group, expected, outcome, tally
from kineret_bot.model import Intent, Kind
from kineret_bot.tune import GROUP_OF, Bank, deal, read_costs

FROM_FOLD = 1000
FROM_GROUP = 500
STEPS = 200
"""Thresholds that are tried for a peer."""
OURS = "**kineret-bot**"
COLUMNS = ("right", "offered", "declined", "wrong")


def main() -> None:
    options = _options()
    bot = load_bot()
    intents = bot.library.by_id
    cases = matching_cases.read(options.cases, intents)
    if options.designs:
        import matching_designs

        figures: Any = matching_designs.run(cases)
        print(matching_designs.render(figures))
    else:
        figures = compare(bot, cases, options.quick)
        print(render(figures, cases))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, metavar="DIR", help="labelled JSON lines, with facts.yaml there or above")
    parser.add_argument("--designs", action="store_true", help="compare designs of the matcher instead")
    parser.add_argument("--quick", action="store_true", help="without peers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser.parse_args()


def compare(bot: Bot, cases: Sequence[Case], quick: bool) -> dict[str, Any]:
    """All figures of all methods."""
    texts = [case.text for case in cases]
    intents = bot.library.by_id
    thoughts = [bot.think(text) for text in texts]
    ours = judge(cases, [thought.decision for thought in thoughts])
    ranked = [dict(thought.ranked.intents) if thought.ranked else {} for thought in thoughts]
    rows = {OURS: ours | {"auroc": auroc(cases, ranked, intents), "right at equal wrong": ours["answer"]["right"]}}
    rows[OURS] |= _clock("ours", texts)
    if quick:
        return rows
    found, missing = peers()
    for line in missing:
        print(line, file=sys.stderr)
    folder = intents_folder()
    bank, costs = deal(load_library(folder)), read_costs(folder)
    for peer in found:
        print(f"Measuring {peer.name}", file=sys.stderr)
        rows[peer.name] = _measure(peer, bank, costs, cases, ours["errors"])
    return rows


def _measure(peer: Peer, bank: Bank, costs: Costs, cases: Sequence[Case], errors: int) -> dict[str, Any]:
    intents = bank.library.by_id
    limit = calibrate(peer, bank, costs)
    peer.fit([q.intent for q in bank.questions], [q.text for q in bank.questions])
    texts = [case.text for case in cases]
    scores = peer.scores(texts)
    figures = judge(cases, [decide(row, peer.classes, limit, intents) for row in scores]) | {"threshold": limit}
    at_each_level = [
        judge(cases, [decide(row, peer.classes, level, intents) for row in scores]) for level in _levels(scores)
    ]
    figures["right at equal wrong"] = max(
        (tried["answer"]["right"] for tried in at_each_level if tried["errors"] <= errors), default=0.0
    )
    figures["auroc"] = auroc(cases, [dict(zip(peer.classes, map(float, row), strict=True)) for row in scores], intents)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "peer.pickle"
        kept.write_bytes(pickle.dumps(peer))
        return figures | _clock(str(kept), texts)


def calibrate(peer: Peer, bank: Bank, costs: Costs) -> float:
    """The threshold of least cost on curated questions that the peer did not learn from."""
    intents = bank.library.by_id
    shuffler = random.Random(1)
    sides = [
        ([q for q in bank.questions if q.fold == 0], FROM_FOLD),
        ([q for q in bank.questions if bank.parts.get(q.intent) == 0], FROM_GROUP),
    ]
    seen = []
    for number, (aside, size) in enumerate(sides):
        left = frozenset(aside)
        kept = [q for q in bank.questions if q not in left]
        peer.fit([q.intent for q in kept], [q.text for q in kept])
        tested = shuffler.sample(aside, min(size, len(aside)))
        for question, row in zip(tested, peer.scores([q.text for q in tested]), strict=True):
            group = Group.NEW_KIND if number else GROUP_OF.get(intents[question.intent].kind, Group.KNOWN_KIND)
            seen.append((group, question.intent, row, tuple(peer.classes)))

    def cost(level: float) -> float:
        came = (
            (group, outcome(group, (intent,), decide(row, classes, level, intents), intents))
            for group, intent, row, classes in seen
        )
        return expected(tally(came), costs)

    return min(_levels([row for _, _, row, _ in seen]), key=cost)


def _levels(scores: Any) -> list[float]:
    """Thresholds worth trying: quantiles of the highest scores."""
    best = sorted(float(row.max()) for row in scores)
    return sorted({best[len(best) * step // STEPS] for step in range(STEPS)} | {best[-1] + 1})


def decide(row: Any, classes: Sequence[str], limit: float, intents: Mapping[str, Intent]) -> Decision:
    """What a peer's scores come to: the kind of reply of its favourite, if that one scores enough."""
    top = int(row.argmax())
    if float(row[top]) < limit:
        return Decision(Kind.DECLINE, (), "")
    intent = intents[classes[top]]
    return Decision(intent.kind, intent.options if intent.kind is Kind.CLARIFY else (intent.id,), "")


def judge(cases: Sequence[Case], decisions: Sequence[Decision]) -> dict[str, Any]:
    """Shares of right, offered, declined and wrong among the messages of each kind; and all errors."""
    counts: dict[Kind, Counter[str]] = {}
    for case, decision in zip(cases, decisions, strict=True):
        counts.setdefault(case.outcome, Counter())[verdict(case, decision)] += 1
    figures: dict[str, Any] = {
        kind.value: {name: counted[name] / counted.total() for name in COLUMNS} for kind, counted in counts.items()
    }
    return figures | {"errors": sum(counted["wrong"] for counted in counts.values())}


def verdict(case: Case, decision: Decision) -> str:
    """One of COLUMNS; a question back without the right option is wrong."""
    if decision.kind is Kind.ANSWER:
        if case.right(decision.intents):
            return "right"
        return "right" if case.outcome is not Kind.ANSWER and Kind.ANSWER in case.accept else "wrong"
    if decision.kind in (case.outcome, *case.accept):
        return "right"
    if decision.kind is Kind.CLARIFY:
        offered = case.outcome is not Kind.ANSWER or any(case.right((option,)) for option in decision.intents)
        return "offered" if offered else "wrong"
    return "declined"


def auroc(cases: Sequence[Case], scores: Sequence[Mapping[str, float]], intents: Mapping[str, Intent]) -> float:
    """How well a score tells answerable from not, 0.5 to 1: the better one of the best answer's score alone and
    its lead over the best kind that is declined."""
    chosen = [(case.outcome is Kind.ANSWER, row) for case, row in zip(cases, scores, strict=True)
              if case.outcome in (Kind.ANSWER, Kind.DECLINE)]  # fmt: skip

    def best(row: Mapping[str, float], kind: Kind) -> float:
        return max((score for intent, score in row.items() if intents[intent].kind is kind), default=0.0)

    alone = [(answerable, best(row, Kind.ANSWER)) for answerable, row in chosen]
    lead = [(answerable, best(row, Kind.ANSWER) - best(row, Kind.DECLINE)) for answerable, row in chosen]
    return max(_area(alone), _area(lead))


def _area(scored: Sequence[tuple[bool, float]]) -> float:
    """Chance that an answerable message scores higher than one that is not (a tie counts half)."""
    yes = [score for answerable, score in scored if answerable]
    no = [score for answerable, score in scored if not answerable]
    if not yes or not no:
        return float("nan")
    return sum((a > b) + (a == b) / 2 for a in yes for b in no) / (len(yes) * len(no))


def _clock(what: str, texts: Sequence[str]) -> dict[str, Any]:
    """Start-up, memory and time of one method, in a process of its own, on one thread."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("matching_clock.py")), what],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"},
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    for name in ("ms", "replies"):
        if times := figures.pop(name, None):
            figures[name] = {"median": statistics.median(times), "p99": statistics.quantiles(times, n=100)[98]}
    return figures


def render(rows: Mapping[str, Any], cases: Sequence[Case]) -> str:
    """The table, as Markdown."""
    sizes = Counter(case.outcome for case in cases)
    told = ", ".join(f"{count:,} {kind}" for kind, count in sizes.most_common())
    lines = [
        f"{len(cases):,} messages: {told}.",
        "",
        "| | right | offered | declined | wrong | unanswerable: answered | small talk: right | right at no more errors "
        "than ours | AUROC | ms median | ms p99 | start-up s | MB |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, row in rows.items():
        answer, decline, chat = (row.get(kind, {}) for kind in ("answer", "decline", "chat"))
        cells = [f"{answer.get(column, 0):.1%}" for column in COLUMNS]
        cells += [f"{decline.get('wrong', 0):.1%}", f"{chat.get('right', 0):.1%}", f"{row['right at equal wrong']:.1%}"]
        cells += [f"{row['auroc']:.3f}", f"{row['ms']['median']:.2f}", f"{row['ms']['p99']:.2f}"]
        cells += [f"{row['startup']:.2f}", f"{row['megabytes']:.0f}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    ours = rows[OURS]
    lines += [
        "",
        f"A whole reply, triage included: median {ours['replies']['median']:.2f} ms, 99th percentile "
        f"{ours['replies']['p99']:.2f} ms. By turns with one `process.extract(WRatio)` over the same "
        f"{ours['phrases']:,} phrases: {ours['reply_beside_wratio']:.2f} ms against {ours['wratio']:.2f} ms.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
