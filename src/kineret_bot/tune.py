"""`kineret-bot tune [--write] [--quick]`: gathers evidence for the thresholds, sweeps them, reports.

The evidence is out-of-sample: the curated questions are dealt into folds by line, and each fold is ranked by
weights learnt from the others; then the kinds of question that we decline are dealt into groups, and each
group is ranked by weights that were learnt without it: that is what a kind of question looks like that nobody
thought of. The words that typos are repaired into are those of the learning side too. Nothing else is looked
at, no test and no labelled message. Order and seed are fixed: the same content gives the same thresholds.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from kineret_bot.compiled import make_featurizer
from kineret_bot.content.library import Library
from kineret_bot.content.loader import REQUIRED_THRESHOLDS, load_library
from kineret_bot.content.nodes import Report, read_fields
from kineret_bot.errors import ContentError
from kineret_bot.learning.weights import learn
from kineret_bot.locate import intents_folder
from kineret_bot.matching import Index, Matcher, Thresholds
from kineret_bot.matching.nearest import index_questions
from kineret_bot.matching.tuning import Case, Costs, Group, Outcome, Point, Sweep, make_case, sweep
from kineret_bot.model import Kind
from kineret_bot.text import Message, Reader

FOLDS = 5
_SEED = 1
_DONE = 0
GROUP_OF = {Kind.ANSWER: Group.ANSWERABLE, Kind.CLARIFY: Group.VAGUE, Kind.CHAT: Group.CHAT}
"""Group by the kind of the intent asked for; other kinds are not answered by the document."""
_JOINTS = (" and ", ". ", ", also ", "? ")


@dataclass(frozen=True, slots=True)
class Question:
    """A curated question with the fold that it falls into."""

    intent: str
    text: str
    fold: int
    line: int
    """Its place among the lines of the intent; 0 is the title."""


@dataclass(frozen=True, slots=True)
class Bank:
    """All curated questions, dealt; and how they are read."""

    library: Library
    reader: Reader
    questions: tuple[Question, ...]
    parts: Mapping[str, int]
    """Of each kind of question that is declined: the group in which it is left out."""


def tune(options: argparse.Namespace) -> int:
    """Run the command."""
    folder = intents_folder(getattr(options, "intents", None))
    library = load_library(folder)
    costs = read_costs(folder)
    folds = 1 if options.quick else FOLDS
    cases = gather(deal(library), costs.first_lines, folds, options.jobs or os.cpu_count() or 1)
    now = Thresholds(**library.thresholds)
    found = sweep(cases, library.by_id, now, costs, _notice)
    sys.stdout.write(render(found, now, cases, costs) + "\n")
    if options.write:
        write(folder / "thresholds.yaml", found.best.limits)
        _notice(f"{folder / 'thresholds.yaml'} written")
    return _DONE


def read_costs(folder: Path) -> Costs:
    """`costs.yaml` of the content; raises ContentError with every problem in it."""
    report = Report(f"{folder.parent.name}/{folder.name}/costs.yaml")
    costs: dict[str, float] = {}
    shares: dict[str, float] = {}
    first_lines = 0
    if fields := read_fields(folder / "costs.yaml", report):
        if item := fields.fields("costs"):
            costs = {name.value: item.number(name.value) for name in Outcome if name is not Outcome.FINE}
            item.finish()
        if item := fields.fields("shares"):
            shares = {group.value: item.number(group.value) for group in Group}
            item.finish()
        first_lines = fields.integer("first_lines")
        fields.finish()
    if report.problems:
        raise ContentError(tuple(report.problems))
    return Costs(costs, shares, first_lines)


def deal(library: Library) -> Bank:
    """Questions of one line stay together; the lines of an intent are shuffled and dealt in turn."""
    shuffler = random.Random(_SEED)
    questions: list[Question] = []
    for intent in library.intents:
        lines = [(intent.title,), *(line.questions for line in library.places[intent.id].lines)]
        order = list(range(len(lines)))
        shuffler.shuffle(order)
        asked: set[str] = set()
        for number, line in enumerate(order):
            fresh = [text for text in lines[line] if text not in asked]
            asked.update(fresh)
            questions += [Question(intent.id, text, number % FOLDS, line) for text in fresh]
    declined = [intent.id for intent in library.intents if intent.kind is Kind.DECLINE]
    shuffler.shuffle(declined)
    phrases = {word for words in library.concepts.values() for phrase in words for word in phrase.split()}
    reader = Reader(library.shorthand, library.english | phrases)
    return Bank(library, reader, tuple(questions), {intent: n % FOLDS for n, intent in enumerate(declined)})


def gather(bank: Bank, first_lines: int, folds: int, jobs: int) -> tuple[Case, ...]:
    """The cases of so many folds and groups; learns twice as many times."""
    tasks = [(left_out, number, first_lines) for left_out in (False, True) for number in range(folds)]
    found: list[Case] = []
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _share, (bank,)) as pool:
        for number, cases in enumerate(pool.map(_rank_task, tasks), 1):
            _notice(f"Learnt without a part of the questions: {number} of {len(tasks)}")
            found += cases
    return tuple(found)


_shared: list[Bank] = []
"""In a worker process: the bank."""


def _share(bank: Bank) -> None:
    _shared[:] = [bank]


def _rank_task(task: tuple[bool, int, int]) -> list[Case]:
    return rank_part(_shared[0], *task)


def rank_part(bank: Bank, left_out: bool, number: int, first_lines: int) -> list[Case]:
    """Learn without one fold of the lines, or without one group of the kinds that we decline, and rank that."""

    def aside(question: Question) -> bool:
        return bank.parts.get(question.intent) == number if left_out else question.fold == number

    read = [(question, bank.reader.read(question.text)) for question in bank.questions]
    matcher = make_matcher(bank, [(question.intent, message) for question, message in read if not aside(question)])
    tested = [(question, message) for question, message in read if aside(question) and question.line <= first_lines]
    intents = bank.library.by_id
    cases = []
    for question, message in tested:
        kind = intents[question.intent].kind
        group = Group.NEW_KIND if left_out else GROUP_OF.get(kind, Group.KNOWN_KIND)
        cases.append(make_case(group, (question.intent,), message, matcher, intents))
    if not left_out:
        for wanted, text in join([question for question, _ in tested], bank.library, number):
            cases.append(make_case(Group.TWO, wanted, bank.reader.read(text), matcher, intents))
    return cases


def make_matcher(bank: Bank, read: Sequence[tuple[str, Message]]) -> Matcher:
    """A matcher that knows these questions only; none of them word for word."""
    featurizer = make_featurizer(bank.library, (message for _, message in read))
    weights = learn([(intent, featurizer(message)) for intent, message in read])
    return Matcher(Index(weights, index_questions([], {}), {}), featurizer)


def join(questions: Sequence[Question], library: Library, seed: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """Messages that ask two things: every fourth question that is answered, with another one."""
    answered = [question for question in questions if library.by_id[question.intent].kind is Kind.ANSWER]
    shuffler = random.Random(_SEED + seed)
    shuffler.shuffle(answered)
    for number, (one, other) in enumerate(zip(answered[::4], answered[1::4], strict=False)):
        if one.intent != other.intent:
            joint = _JOINTS[number % len(_JOINTS)]
            yield (one.intent, other.intent), one.text.rstrip(" .?!") + joint + other.text


def write(path: Path, limits: Thresholds) -> None:
    """Put new values into `thresholds.yaml`; its comments stay."""
    text = path.read_text(encoding="utf-8")
    for name, value in asdict(limits).items():
        text = re.sub(rf"(?m)^({name}:\s*)[0-9.]+", rf"\g<1>{value:.2f}", text)
    path.write_text(text, encoding="utf-8")


def render(found: Sweep, now: Thresholds, cases: Sequence[Case], costs: Costs) -> str:
    """The report, as Markdown."""
    best = found.best
    sizes = {group: sum(case.group is group for case in cases) for group in best.outcomes}
    lines = ["| threshold | now | cheapest | cost of one message at other values |", "|---|---|---|---|"]
    for name in REQUIRED_THRESHOLDS:
        at = getattr(best.limits, name)
        row = " · ".join(f"{getattr(point.limits, name):.2f} {_mark(point, best)}" for point in found.rows[name])
        lines.append(f"| `{name}` | {getattr(now, name):.2f} | **{at:.2f}** | {row} |")
    lines += ["", f"Expected cost of a message: {best.cost:.4f}", ""]
    lines += ["| messages | share | questions | what becomes of them |", "|---|---|---|---|"]
    for group, outcomes in best.outcomes.items():
        told = ", ".join(f"{name} {share:.1%}" for name, share in outcomes.items())
        lines.append(f"| {group} | {costs.shares[group]:.0%} | {sizes[group]:,} | {told} |")
    return "\n".join(lines)


def _mark(point: Point, best: Point) -> str:
    return "0" if point.limits == best.limits else f"{point.cost - best.cost:+.4f}"


def _notice(sentence: str) -> None:
    print(sentence, file=sys.stderr)
