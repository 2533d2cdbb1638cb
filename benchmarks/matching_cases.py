"""Labelled messages for the matcher's benchmark, from `*.qa.yaml` or from JSON lines with facts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from kineret_bot.evaluation.cases import read_cases
from kineret_bot.model import Intent, Kind

DIALOGUES = Path(__file__).resolve().parents[1] / "tests" / "dialogues"


@dataclass(frozen=True, slots=True)
class Case:
    """A message that needs no alarm, and which answers would be right."""

    text: str
    outcome: Kind
    """`answer`, `clarify`, `decline` or `chat`."""
    accept: tuple[str, ...]
    """Other kinds of reply that are fine too."""
    right: Callable[[Sequence[str]], bool]
    """Whether the answers of these intents, one under the other, would be right."""


def read(folder: Path | None, intents: Mapping[str, Intent]) -> list[Case]:
    """First messages only (a follow-up says nothing about matching), and none that needs an alarm."""
    if folder is None:
        return _dialogues(intents)
    found = [case for path in sorted(folder.glob("*.jsonl")) for case in _json_lines(path, _facts(folder), intents)]
    if not found:
        raise SystemExit(f"no labelled message in {folder}/*.jsonl")
    return found


def _dialogues(intents: Mapping[str, Intent]) -> list[Case]:
    found = []
    for case in read_cases([str(DIALOGUES)])[0]:
        if case.before or case.outcome is Kind.ESCALATE or (case.outcome is Kind.ANSWER and not case.intents):
            continue
        wanted = frozenset(case.intents)
        found.append(
            Case(case.text, case.outcome, case.accept, lambda given, wanted=wanted: not wanted.isdisjoint(given))
        )
    return found


def _facts(folder: Path) -> Mapping[str, Sequence[str]]:
    for place in (folder / "facts.yaml", folder.parent / "facts.yaml"):
        if place.is_file():
            return {name: fact["must"] for name, fact in yaml.safe_load(place.read_text(encoding="utf-8")).items()}
    raise SystemExit(f"no facts.yaml in {folder} or beside it")


def _json_lines(path: Path, facts: Mapping[str, Sequence[str]], intents: Mapping[str, Intent]) -> list[Case]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(line) if line.strip() else {}
        if "q" in data and data.get("outcome", "escalate") != "escalate":
            wanted = [data["all"]] if data.get("all") else [[name] for name in data.get("any", data.get("also", ()))]
            if data["outcome"] != "answer" or wanted:
                judge = _judge(wanted, facts, intents)
                found.append(Case(data["q"], Kind(data["outcome"]), tuple(data.get("accept", ())), judge))
    return found


def _judge(
    wanted: Sequence[Sequence[str]], facts: Mapping[str, Sequence[str]], intents: Mapping[str, Intent]
) -> Callable[[Sequence[str]], bool]:
    """Right is an answer that tells all the facts of one of the lists."""

    def right(given: Sequence[str]) -> bool:
        text = "\n\n".join(intents[intent].answer for intent in given)
        return any(all(re.search(p, text, re.I) for fact in facts_ for p in facts[fact]) for facts_ in wanted)

    return right
