"""A run as it goes: as text, as TAP, or as JSON lines; and the progress bar."""

from __future__ import annotations

import json
import os
from typing import Protocol, TextIO

from kineret_bot.channels.scripted.runner import Outcome, Result, describe
from kineret_bot.channels.scripted.summary import Summary


class Report(Protocol):
    """Is told of each result as soon as there is one, and of the end."""

    def add(self, result: Result) -> None: ...

    def finish(self, summary: Summary) -> None: ...


class Text:
    """What went wrong, and the sentence that sums up."""

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def add(self, result: Result) -> None:
        if not result.good:
            self._output.write(describe(result) + "\n")

    def finish(self, summary: Summary) -> None:
        self._output.write(f"{summary}\n")


class Tap:
    """Test Anything Protocol, version 13."""

    def __init__(self, output: TextIO, planned: int) -> None:
        self._output = output
        self._number = 0
        output.write(f"TAP version 13\n1..{planned}\n")

    def add(self, result: Result) -> None:
        self._number += 1
        # A `#` begins a directive, so one that is only text is escaped; a strict xfail that passes is a plain failure.
        name = " ".join(result.case.id.replace("\\", "\\\\").replace("#", "\\#").split())
        todo = f" # TODO {' '.join(result.case.xfail.split())}" if result.outcome is Outcome.XFAILED else ""
        ok = "ok" if result.outcome is Outcome.PASSED else "not ok"
        self._output.write(f"{ok} {self._number} - {name}{todo}\n")
        if not result.good:
            self._output.write("".join(f"# {line}\n" for line in describe(result).splitlines()))

    def finish(self, summary: Summary) -> None:
        if summary.skipped:
            self._output.write("Bail out! stopped at the first failure\n")


class JsonLines:
    """One object for each case, then one with the counts."""

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def add(self, result: Result) -> None:
        case = result.case
        found = {
            "file": case.file,
            "line": result.failure.step.line if result.failure else case.line,
            "test": case.test,
            "asked": [step.text for step in case.steps],
            "tags": list(case.tags),
            "outcome": result.outcome.value,
            "problems": list(result.sentences),
            "why": result.failure.why if result.failure else "",
            "xfail": case.xfail,
            "seconds": round(result.seconds, 4),
        }
        self._output.write(json.dumps(found, ensure_ascii=False) + "\n")

    def finish(self, summary: Summary) -> None:
        found: dict[str, float] = {outcome.value: count for outcome, count in summary.counts}
        found |= {"skipped": summary.skipped, "seconds": round(summary.seconds, 2)}
        self._output.write(json.dumps({"summary": found}) + "\n")


class Progress:
    """A bar on a terminal; nothing anywhere else."""

    WIDTH = 40

    def __init__(self, output: TextIO, planned: int) -> None:
        self._output = output if output.isatty() and os.environ.get("TERM", "") not in ("", "dumb") else None
        self._planned = planned
        self._done = self._bad = 0
        self._drawn = -1

    def add(self, result: Result) -> None:
        self._done += 1
        self._bad += not result.good
        permille = 1000 * self._done // self._planned
        if self._output and permille != self._drawn:
            self._drawn = permille
            full = self.WIDTH * permille // 1000
            bar = "█" * full + "░" * (self.WIDTH - full)
            self._output.write(f"\r{bar} {self._done:,}/{self._planned:,}, {self._bad:,} bad ")
            self._output.flush()

    def clear(self) -> None:
        """Take the bar away, so that a line can be written in its place."""
        if self._output and self._drawn >= 0:
            self._output.write("\r\x1b[K")
            self._output.flush()
            self._drawn = -1
