"""`kineret-bot test PATH...`: from options to an exit code."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from kineret_bot.bot import Bot
from kineret_bot.channels.scripted.asking import Asker, Local, Server, ServerError
from kineret_bot.channels.scripted.cases import Case
from kineret_bot.channels.scripted.junit import write_junit
from kineret_bot.channels.scripted.loader import NoSuchFileError, load
from kineret_bot.channels.scripted.marks import update_marks
from kineret_bot.channels.scripted.reports import JsonLines, Progress, Report, Tap, Text
from kineret_bot.channels.scripted.runner import Result, run, unknown_intents
from kineret_bot.channels.scripted.selection import ExpressionError, select
from kineret_bot.channels.scripted.summary import Summary, summarise
from kineret_bot.errors import ContentError

PASSED = 0
FAILED = 1
USAGE = 2


def test(options: argparse.Namespace, load_bot: Callable[[], Bot]) -> int:
    """Run the command; raises ContentError when a file or the content has mistakes."""
    try:
        cases = select(load(options.paths), options.k or "", options.tag or ())
        if not cases:
            return _complain("no phrasing is called so or has such a tag: nothing was tested")
        asker: Asker = Server(options.url) if options.url else Local(load_bot())
        if problems := unknown_intents(cases, asker.known):
            raise ContentError(problems)
        if options.update_xfail:
            return update_marks(cases, asker, sys.stdout)
        return _run(cases, asker, options)
    except (NoSuchFileError, ExpressionError, ServerError) as error:
        return _complain(str(error))


def _run(cases: Sequence[Case], asker: Asker, options: argparse.Namespace) -> int:
    began, start = datetime.now(), time.perf_counter()
    report = _report(options, len(cases))
    results = _collect(cases, asker, report, options.fail_fast)
    summary = summarise(results, time.perf_counter() - start, len(cases))
    report.finish(summary)
    return _end(results, summary, began, options.junit)


def _report(options: argparse.Namespace, planned: int) -> Report:
    if options.tap:
        return Tap(sys.stdout, planned)
    return JsonLines(sys.stdout) if options.json else Text(sys.stdout)


def _collect(cases: Sequence[Case], asker: Asker, report: Report, fail_fast: bool) -> list[Result]:
    progress = Progress(sys.stderr, len(cases))
    results: list[Result] = []
    for result in run(cases, asker):
        results.append(result)
        if not result.good:
            progress.clear()
        report.add(result)
        progress.add(result)
        if fail_fast and not result.good:
            break
    progress.clear()
    return results


def _end(results: Sequence[Result], summary: Summary, began: datetime, junit: str | None) -> int:
    if junit:
        try:
            write_junit(Path(junit), results, summary, began)
        except OSError as error:
            return _complain(f"cannot write {junit}: {error.strerror}")
    return PASSED if summary.good else FAILED


def _complain(text: str) -> int:
    print(f"kineret-bot: {text}", file=sys.stderr)
    return USAGE
