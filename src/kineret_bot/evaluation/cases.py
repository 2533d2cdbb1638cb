"""Labelled messages: from JSON lines, or from `*.qa.yaml`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kineret_bot.channels.scripted.cases import SUFFIX, Case, Step
from kineret_bot.channels.scripted.loader import NoSuchFileError, load
from kineret_bot.errors import ContentError, Problem
from kineret_bot.model import Kind, Level

NEAR_MISS = "near_miss"
"""Tag of a `*.qa.yaml` test, and key of a JSON line: words of an emergency, and none."""
_JUDGED = frozenset({"q", "repeat", "turns", "id", "name", "outcome", "intent", "level", "near_miss", "accept"})
_OTHERS = frozenset({"style", "group", "any", "all", "also", "unsure", "must", "must_not", "after_clarify"})
"""Keys of other judges of the same files; left aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One message with what a good reply to it would be."""

    id: str
    """The same in every run, so that two runs can be compared."""
    place: str
    """file:line"""
    text: str
    before: tuple[str, ...] = ()
    """Earlier messages of the same chat."""
    outcome: Kind
    intents: tuple[str, ...] = ()
    """Any of these would be right; empty when nobody said."""
    levels: tuple[str, ...] = ()
    """For an alarm: acceptable levels, best first."""
    accept: tuple[str, ...] = ()
    """Other kinds of reply that are fine too."""
    near_miss: bool = False
    group: str
    """What it is counted under: its first intent, or its kind."""


def read_cases(paths: Sequence[str]) -> tuple[tuple[Labelled, ...], int]:
    """All labelled messages of the files and folders, and how many carry no label that we can judge by.

    Raises NoSuchFileError, or ContentError with every problem in every file.
    """
    found: list[Labelled | None] = []
    problems: list[Problem] = []
    for name in paths:
        path = Path(name)
        lines = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path] if path.suffix in (".jsonl", ".json") else []
        for file in lines:
            found += _json_lines(file, problems)
        if not lines or (path.is_dir() and any(path.rglob(f"*{SUFFIX}"))):
            found += _scripted(name, problems)
    if problems:
        raise ContentError(tuple(problems))
    return tuple(case for case in found if case), found.count(None)


def _scripted(name: str, problems: list[Problem]) -> list[Labelled | None]:
    try:
        return [labelled for case in load([name]) for labelled in _from_case(case)]
    except ContentError as error:
        problems += error.problems
        return []


def _from_case(case: Case) -> Iterator[Labelled | None]:
    """Every message of a case that says which kind of reply, which intent or which alarm it wants."""
    folder = Path(case.file).parent.name
    for number, step in enumerate(case.steps):
        kinds = _kinds(step)
        if not kinds or step.expect is None:
            yield None
            continue
        outcome = kinds[0]
        alert = step.expect.alert
        intents = step.expect.intents
        yield Labelled(
            id=f"{Path(case.file).name}::{case.test}[{step.text}]" + f"#{number + 1}" * case.talk,
            place=f"{case.file}:{step.line}",
            text=step.text,
            before=tuple(earlier.text for earlier in case.steps[:number]),
            outcome=outcome,
            intents=intents,
            levels=alert.levels if alert else (),
            accept=tuple(kinds[1:]),
            near_miss=NEAR_MISS in case.tags or folder == "near_misses",
            group=intents[0] if intents else f"{outcome.value}: {Path(case.file).name.removesuffix(SUFFIX)}",
        )


def _kinds(step: Step) -> list[Kind]:
    """The kinds of reply that are fine, the one to judge by first; empty when the step does not say."""
    expect = step.expect
    if expect is None:
        return []
    if expect.kinds:
        # Where an alarm is fine and so is something else, nobody has to be alarmed.
        alarm_is_due = expect.alert is not None and not expect.alert.absent
        return sorted(map(Kind, expect.kinds), key=lambda kind: kind is Kind.ESCALATE and not alarm_is_due)
    if expect.alert and not expect.alert.absent and expect.alert.form != "line":
        return [Kind.ESCALATE]
    return [Kind.ANSWER] if expect.intents else []


def _json_lines(path: Path, problems: list[Problem]) -> list[Labelled | None]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NoSuchFileError(f"cannot read {path.as_posix()}: {error.strerror}") from None
    except UnicodeDecodeError:
        problems.append(Problem(path.as_posix(), 1, "", "expected UTF-8"))
        return []
    found: list[Labelled | None] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found += _from_json(json.loads(line), path, number)
            except ValueError as error:
                message = "expected one JSON object a line" if isinstance(error, json.JSONDecodeError) else str(error)
                problems.append(Problem(path.as_posix(), number, "", message))
    return found


def _from_json(data: Any, path: Path, number: int) -> list[Labelled | None]:
    """The labelled messages of one line: one, or one for each turn of a conversation."""
    if not isinstance(data, dict):
        raise ValueError("expected one JSON object a line")
    turns = data.get("turns", [data])
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise ValueError("turns: expected a list of objects")
    found: list[Labelled | None] = []
    before: list[str] = []
    for place, turn in enumerate(turns, 1):
        name = str(data.get("id") or data.get("name") or "") + f"#{place}" * ("turns" in data)
        labelled = _from_turn(turn, name, f"{path.as_posix()}:{number}", tuple(before))
        before.append(_message(turn))
        found.append(labelled)
    return found


def _from_turn(turn: Mapping[str, Any], name: str, place: str, before: tuple[str, ...]) -> Labelled | None:
    if unknown := sorted(turn.keys() - _JUDGED - _OTHERS):
        raise ValueError(f"unknown key `{unknown[0]}`; known here: {', '.join(sorted(_JUDGED))}")
    intents, levels = _names(turn, "intent"), _names(turn, "level")
    outcome = turn.get("outcome") or (Kind.ESCALATE if levels else Kind.ANSWER if intents else None)
    if outcome is None:
        return None
    if outcome not in list(Kind):
        raise ValueError(f"outcome: expected {', '.join(Kind)}, found `{outcome}`")
    if wrong := [level for level in levels if level not in list(Level)]:
        raise ValueError(f"level: expected {', '.join(Level)}, found `{wrong[0]}`")
    text = _message(turn)
    return Labelled(
        id=name or text,
        place=place,
        text=text,
        before=before,
        outcome=Kind(outcome),
        intents=intents,
        levels=levels,
        accept=_names(turn, "accept"),
        near_miss=bool(turn.get(NEAR_MISS)),
        group=intents[0] if intents else str(outcome),
    )


def _message(turn: Mapping[str, Any]) -> str:
    repeat = turn.get("repeat")
    if isinstance(repeat, list) and len(repeat) == 2 and isinstance(repeat[0], str) and isinstance(repeat[1], int):
        return repeat[0] * repeat[1]
    if not isinstance(turn.get("q"), str):
        raise ValueError("q: expected a text")
    return str(turn["q"])


def _names(turn: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = turn.get(key, [])
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{key}: expected a text or a list of texts")
    return tuple(names)
