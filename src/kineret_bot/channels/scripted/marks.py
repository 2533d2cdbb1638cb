"""Marks what is known to fail: `kineret-bot test --update-xfail`.

A phrasing that fails becomes `{text: "...", xfail: "what the bot does instead"}` on its own line, a conversation gets a
line `xfail: ...` under its name; what passes again loses its mark. Only those lines change: comments and layout stay.
What is written is read again first, and kept only if nothing but the marks is different.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from kineret_bot.channels.scripted.asking import Asker
from kineret_bot.channels.scripted.cases import Case
from kineret_bot.channels.scripted.loader import load_file
from kineret_bot.channels.scripted.runner import Outcome, Result, run
from kineret_bot.errors import ContentError, KineretBotError

_QUOTED = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')"""
_BEFORE, _AFTER = r"^(?P<before>\s*(?:- +)?(?:ask: +)?)", r"(?P<after>\s*(?:#.*)?)$"
_TEST = re.compile(r" *- +(?=name:)")
_PLAIN = re.compile(rf"{_BEFORE}(?P<text>{_QUOTED}){_AFTER}")
_MARKED = re.compile(rf"{_BEFORE}\{{ *text: *(?P<text>{_QUOTED}), *xfail: *{_QUOTED} *\}}{_AFTER}")


class MarkError(KineretBotError):
    """A phrasing that is not written in a way that a mark can be put beside."""


def update_marks(cases: Sequence[Case], asker: Asker, output: TextIO) -> int:
    """Mark what fails, unmark what passes, say which; returns 0, or 1 when some could not be marked."""
    by_file: dict[str, list[Result]] = {}
    for result in run(cases, asker):
        if not result.good:
            by_file.setdefault(result.case.file, []).append(result)
    left = [sentence for file, results in by_file.items() for sentence in _update(Path(file), results, output)]
    output.writelines(f"{sentence}\n" for sentence in left)
    return 1 if left else 0


def _update(path: Path, results: Sequence[Result], output: TextIO) -> list[str]:
    """Mark and unmark in one file; returns what could not be done."""
    lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    changed: dict[int, str] = {}
    left: list[str] = []
    for result in sorted(results, key=lambda result: -result.case.line):
        try:
            _edit(lines, result)
            changed[result.case.line] = _reason(result)
        except MarkError as error:
            left.append(f"{path.as_posix()}:{result.case.line}: {error}")
    try:
        if changed:
            _store(path, "".join(lines), changed)
    except MarkError as error:
        return [str(error)]
    for result in results:
        if result.case.line in changed:
            reason = changed[result.case.line]
            done = f"marked: {reason}" if reason else "mark taken away"
            output.write(f"{path.as_posix()}:{result.case.line}: {result.case.name}: {done}\n")
    return left[::-1]


def _reason(result: Result) -> str:
    """What the bot does instead; empty when it is as expected again."""
    if result.outcome is Outcome.XPASSED or result.failure is None:
        return ""
    step = f"step {result.failure.number}: " if result.case.talk else ""
    return step + result.failure.got


def _edit(lines: list[str], result: Result) -> None:
    """Set or remove the mark of one case, in its lines."""
    place, reason = result.case.line - 1, _reason(result)
    body = lines[place].rstrip("\r\n")
    end = lines[place][len(body) :]
    if result.case.talk:
        _edit_talk(lines, place, reason, end)
    else:
        lines[place] = _edited(body, reason) + end


def _edited(line: str, reason: str) -> str:
    found = _PLAIN.match(line) if reason else _MARKED.match(line)
    if found is None:
        how = "as one quoted text on a line of its own" if reason else 'as `{text: "...", xfail: "..."}` on one line'
        raise MarkError(f"cannot change this mark: expected the phrasing {how}; edit it by hand")
    text = f"{{text: {found['text']}, xfail: {_quoted(reason)}}}" if reason else found["text"]
    return f"{found['before']}{text}{found['after']}"


def _edit_talk(lines: list[str], place: int, reason: str, end: str) -> None:
    """A conversation bears its mark on a line of its own, under its name."""
    found = _TEST.match(lines[place])
    if found is None:
        raise MarkError("cannot change this mark: expected `- name: ...` on its first line; edit it by hand")
    indent = " " * len(found[0])
    if reason:
        lines.insert(place + 1, f"{indent}xfail: {_quoted(reason)}{end or chr(10)}")
        return
    inside = range(place + 1, len(lines))
    marks = (n for n in inside if lines[n].startswith(f"{indent}xfail:"))
    following = next((n for n in inside if lines[n].strip() and not lines[n].startswith((indent, "#"))), len(lines))
    mark = next(marks, len(lines))
    if mark >= following:
        raise MarkError("cannot take this mark away: expected `xfail: ...` on a line of its own; edit it by hand")
    del lines[mark]


def _quoted(reason: str) -> str:
    return json.dumps(reason, ensure_ascii=False)


def _store(path: Path, text: str, reasons: Mapping[int, str]) -> None:
    """Replace the file, unless reading it again shows any other difference."""
    wanted = [replace(case, xfail=reasons.get(case.line, case.xfail)) for case in load_file(path)]
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(name, path.stat().st_mode)
        if _content(load_file(Path(name), path.as_posix())) != _content(wanted):
            raise MarkError(f"{path.as_posix()}: the marks do not fit its layout; edit it by hand")
        os.replace(name, path)
    except ContentError as error:
        first = error.problems[0]
        raise MarkError(f"{path.as_posix()}: the marks do not fit its layout ({first}); edit it by hand") from None
    finally:
        Path(name).unlink(missing_ok=True)


def _content(cases: Iterable[Case]) -> list[Case]:
    """The cases whatever lines they stand on."""
    return [replace(case, line=0, steps=tuple(replace(step, line=0, place=0) for step in case.steps)) for case in cases]
