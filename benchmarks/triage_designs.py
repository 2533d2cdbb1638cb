"""Designs of triage side by side on the messages of tests/cases: `python benchmarks/triage_designs.py` (minutes).

Each design learns from the same curated examples on NumPy, by the steps that the shipped weights are learnt by, and is
judged as a whole: rules and examples weighed, with the shipped limits. `unseen` are the messages that nobody read. What
leaves features out by lot is learnt six times, each time from another lot: figures are means, with the range of right
cards.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from matching_learning import learn
from safety import ROOT, UNSEEN, cases, group_of, verdict

from kineret_bot.compiled import examples_of_triage, make_featurizer, make_reader
from kineret_bot.content.loader import load_library
from kineret_bot.learning.weights import PLAIN, Course
from kineret_bot.locate import intents_folder
from kineret_bot.text import Message
from kineret_bot.triage import Triage
from kineret_bot.triage.recogniser import COURSE, Recogniser, evidence

Seen = Callable[[Message], Sequence[str]]
LOTS = range(1, 7)


def main() -> None:
    library = load_library(intents_folder())
    rules = Triage(library.policy, library.english)
    read = cache(make_reader(library, rules).read)
    messages = examples_of_triage(library)
    featurizer = make_featurizer(library, (read(text) for _, text in messages))

    def learnt(saw: Seen, course: Course = PLAIN, kind_of: type[Recogniser] = Recogniser) -> list[Recogniser]:
        examples = [(kind, evidence(featurizer, read(text), saw(read(text)))) for kind, text in messages]
        lots = LOTS if course.dropout else LOTS[:1]
        return [kind_of(library.examples, learn(examples, 1.0, course, lot), featurizer) for lot in lots]

    def blind(message: Message) -> Sequence[str]:
        return ()

    designs = {
        "rules alone": [None],
        "examples that do not see the rules, then the louder of both": learnt(blind, kind_of=_Unseeing),
        "examples that see the rules": learnt(rules.saw),
        "examples that see the rules, learnt with dropout": learnt(rules.saw, replace(COURSE, averaged=1)),
        "**the same, the last epochs averaged (kept)**": learnt(rules.saw, COURSE),
    }
    labelled = [case for case in cases(ROOT / "tests" / "cases") if "escalate" not in case.get("accept", ())]
    print("| design | right card | under | line only | silent | near misses carded | ordinary carded |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, recognisers in designs.items():
        print(f"Measuring: {name}", file=sys.stderr)
        for group in (True, False):
            chosen = [case for case in labelled if (case["file"] == UNSEEN) is group]
            found = [_shares(Triage(library.policy, library.english, each), read, chosen) for each in recognisers]
            right = [shares[0] for shares in found]
            spread = f" ({min(right):.1%} to {max(right):.1%})" if len(right) > 1 else ""
            mean, *others = (f"{sum(shares) / len(shares):.1%}" for shares in zip(*found, strict=True))
            print(f"| {name}, {'unseen' if group else 'looked at'} | {mean}{spread} | {' | '.join(others)} |")


class _Unseeing(Recogniser):
    """Judges by the words alone."""

    def judge(self, message, seen):  # type: ignore[no-untyped-def]
        return super().judge(message, ())


def _shares(triage: Triage, read: Callable[[str], Message], labelled: Sequence[dict]) -> list[float]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in labelled:
        finding = triage.assess(read(case["q"]))
        group = "escalate" if case["outcome"] == "escalate" else group_of(case)
        counts[group][verdict(case, finding, finding.text if finding else "")] += 1
    columns = [("escalate", name) for name in ("hit", "under", "line", "silent")]
    columns += [("near miss", "card"), ("ordinary", "card")]
    return [counts[group][name] / counts[group].total() for group, name in columns]


if __name__ == "__main__":
    main()
