"""Marks what is known to fail: `kineret-bot test --update-xfail`.

A phrasing that fails becomes `{text: "...", xfail: "what the bot does instead"}` on its own line, one that
passes again loses its mark. Only those lines change: comments and layout stay. What is written is read
again first, and kept only if nothing but the marks is different.
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
_PLAIN = re.compile(rf"{_BEFORE}(?P<text>{_QUOTED}){_AFTER}")
_MARKED = re.compile(rf"{_BEFORE}\{{ *text: *(?P<text>{_QUOTED}), *xfail: *{_QUOTED} *\}}{_AFTER}")


class MarkError(KineretBotError):
    """A phrasing that is not written in a way that a mark can be put beside."""


def update_marks(cases: Sequence[Case], asker: Asker, output: TextIO) -> int:
    """Mark what fails, unmark what passes, say which; returns 0, or 1 when some could not be marked."""
    by_file: dict[str, list[Result]] = {}
    for result in run(cases, asker):
        by_file.setdefault(result.case.file, []).append(result)
    left = 0
    for file, results in by_file.items():
        reasons = {r.case.line: _reason(r) for r in results if r.outcome in (Outcome.FAILED, Outcome.XPASSED)}
        names = {r.case.line: r.case.name for r in results}
        try:
            _rewrite(Path(file), reasons)
        except MarkError as error:
            output.write(f"{error}\n")
            left = 1
            continue
        for line, reason in reasons.items():
            output.write(f"{file}:{line}: {names[line]}: {f'marked: {reason}' if reason else 'mark taken away'}\n")
    return left


def _reason(result: Result) -> str:
    """What the bot does instead; empty when the phrasing passes again."""
    return result.failure.got if result.failure else ""


def _rewrite(path: Path, reasons: Mapping[int, str]) -> None:
    """Set or (empty reason) remove the marks of the phrasings on these lines."""
    if not reasons:
        return
    raw = path.read_bytes().decode("utf-8")
    lines = raw.splitlines(keepends=True)
    for number, reason in reasons.items():
        body = lines[number - 1].rstrip("\r\n")
        lines[number - 1] = _edited(body, reason, f"{path.as_posix()}:{number}") + lines[number - 1][len(body) :]
    _store(path, "".join(lines), reasons)


def _edited(line: str, reason: str, place: str) -> str:
    found = _PLAIN.match(line) if reason else _MARKED.match(line)
    if found is None:
        how = "as one quoted text on a line of its own" if reason else 'as `{text: "...", xfail: "..."}` on one line'
        raise MarkError(f"{place}: cannot change the mark of this one: expected the phrasing {how}; edit it by hand")
    text = f"{{text: {found['text']}, xfail: {json.dumps(reason, ensure_ascii=False)}}}" if reason else found["text"]
    return f"{found['before']}{text}{found['after']}"


def _store(path: Path, text: str, reasons: Mapping[int, str]) -> None:
    """Replace the file, unless reading it again shows any other difference."""
    wanted = [replace(case, xfail=reasons.get(case.line, case.xfail)) for case in load_file(path)]
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(name, path.stat().st_mode)
        if not _same(load_file(Path(name), path.as_posix()), wanted):
            raise MarkError(f"{path.as_posix()}: the marks do not fit its layout; edit it by hand")
        os.replace(name, path)
    except ContentError as error:
        first = error.problems[0]
        raise MarkError(f"{path.as_posix()}: the marks do not fit its layout ({first}); edit it by hand") from None
    finally:
        Path(name).unlink(missing_ok=True)


def _same(found: Iterable[Case], wanted: Iterable[Case]) -> bool:
    return tuple(found) == tuple(wanted)
