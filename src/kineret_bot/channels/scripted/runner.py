"""Puts cases to the bot, one after the other, and says how each came out."""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kineret_bot.channels.scripted.asking import Asker
from kineret_bot.channels.scripted.cases import Case, Step
from kineret_bot.channels.scripted.expectations import mismatches
from kineret_bot.errors import Problem


class Outcome(StrEnum):
    """How a case came out."""

    PASSED = "passed"
    FAILED = "failed"
    XFAILED = "xfailed"
    """Failed, as it was known to."""
    XPASSED = "xpassed"
    """Passed although it is marked as failing: as bad as a failure, the mark is wrong."""


_VERBS = {"answer": "answers", "clarify": "asks back", "decline": "declines", "escalate": "alarms", "chat": "chats"}
GOOD = (Outcome.PASSED, Outcome.XFAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The step of a case at which it failed."""

    step: Step
    number: int
    """Of the step, from 1."""
    mismatches: tuple[str, ...]
    """What was expected and what came, one sentence each."""
    why: str
    """How the reply came about; may be empty."""
    got: str
    """The reply in a word or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one case came out."""

    case: Case
    outcome: Outcome
    seconds: float
    failure: Failure | None = None

    @property
    def good(self) -> bool:
        return self.outcome in GOOD

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is wrong; nothing for a good one."""
        if self.outcome is Outcome.XPASSED:
            return (f"passes, though marked as failing ({self.case.xfail}); take the mark `xfail` away",)
        return () if self.good or self.failure is None else self.failure.mismatches


def run(cases: Iterable[Case], asker: Asker) -> Iterator[Result]:
    """One result for each case, in order."""
    for case in cases:
        start = time.perf_counter()
        failure = attempt(case, asker)
        if failure:
            outcome = Outcome.XFAILED if case.xfail else Outcome.FAILED
        else:
            outcome = Outcome.XPASSED if case.xfail else Outcome.PASSED
        yield Result(case=case, outcome=outcome, seconds=time.perf_counter() - start, failure=failure)


def attempt(case: Case, asker: Asker) -> Failure | None:
    """Play a case; the first step that is not as expected ends it."""
    conversation: Any = None
    for number, step in enumerate(case.steps, 1):
        reply, following = asker.ask(step.text, conversation)
        wrong = mismatches(step.expect, reply) if step.expect else ()
        if wrong:
            why = "" if case.xfail else asker.why(step.text, conversation)
            return Failure(step=step, number=number, mismatches=wrong, why=why, got=in_a_word(reply))
        conversation = following
    return None


def unknown_intents(cases: Iterable[Case], known: frozenset[str]) -> tuple[Problem, ...]:
    """Intents that cases speak of and that do not exist: such a case could never pass."""
    found: dict[Problem, None] = {}
    for case in cases:
        for step in case.steps:
            for name in step.expect.names() if step.expect else ():
                if known and name not in known:
                    near = difflib.get_close_matches(name, known, 1)
                    hint = f"; did you mean `{near[0]}`?" if near else ""
                    found[Problem(case.file, step.place, "expect", f"no intent is called `{name}`{hint}")] = None
    return tuple(found)


def in_a_word(reply: Mapping[str, Any]) -> str:
    """What kind of reply it is, and with which intents or level, such as `answers storage` or `alarms (emergency)`."""
    verb = _VERBS.get(reply["kind"], reply["kind"])
    if reply["kind"] == "escalate" and reply["alert"]:
        return f"{verb} ({reply['alert']['level']})"
    if reply["kind"] == "clarify":
        return f"{verb}: {' or '.join(option['intent'] for option in reply['suggestions'])}"
    names = " and ".join(answer["intent"] for answer in reply["answers"])
    return f"{verb} {names}" if names else verb


def describe(result: Result) -> str:
    """A result that is not good: place, what was asked, expected, got, and why; several lines."""
    case, failure = result.case, result.failure
    step = failure.step if failure else case.steps[-1]
    turn = f"step {failure.number}: " if failure and case.talk else ""
    asked = " ".join(step.text.split())
    lines = [
        f"{case.file}:{step.line}: {case.test}: {turn}“{asked}”",
        *(f"  {sentence}" for sentence in result.sentences),
    ]
    if failure and failure.why:
        lines.append(f"  why: {failure.why}")
    return "\n".join(lines)
