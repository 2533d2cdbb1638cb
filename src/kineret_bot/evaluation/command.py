"""`kineret-bot eval CASES...`: from options to an exit code."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kineret_bot.bot import Bot
from kineret_bot.channels.scripted.loader import NoSuchFileError
from kineret_bot.evaluation import text
from kineret_bot.evaluation.cases import Labelled, read_cases
from kineret_bot.evaluation.charts import NoChartsError
from kineret_bot.evaluation.figures import Figures, figures
from kineret_bot.evaluation.folds import LeftOut, leave_out
from kineret_bot.evaluation.measuring import observe
from kineret_bot.evaluation.records import Comparison, RecordError, compare, read, to_json

DONE = 0
WORSE = 1
USAGE = 2


def evaluate(options: argparse.Namespace, load_bot: Callable[[], Bot]) -> int:
    """Run the command; raises ContentError when a file or the content has mistakes."""
    try:
        old = read(options.compare) if options.compare else None
        cases, unlabelled = read_cases(options.cases)
        if not cases:
            return _complain("no message there has a label to judge by: nothing was evaluated")
        if unlabelled:
            _notice(f"{unlabelled:,} messages without a label to judge by are left out")
        f = _measure(cases, load_bot())
        left_out = _leave_out(options.folds, getattr(options, "intents", None)) if options.folds else None
        comparison = compare(old, f) if old is not None else None
        return _report(options, f, left_out, comparison)
    except (NoSuchFileError, RecordError, NoChartsError) as error:
        return _complain(str(error))


def _measure(cases: Sequence[Labelled], bot: Bot) -> Figures:
    known = bot.library.by_id
    unknown = sorted({intent for case in cases for intent in case.intents if intent not in known})
    if unknown:
        _notice(f"no intent is called {', '.join(unknown)}: messages that want it cannot be right")
    return figures(tuple(observe(cases, bot)), known, bot.thresholds)


def _leave_out(folds: int, intents: str | None) -> LeftOut:
    from kineret_bot.compiled import load_compiled
    from kineret_bot.content.loader import load_library
    from kineret_bot.locate import intents_folder

    folder = intents_folder(intents)
    library = load_library(folder)
    return leave_out(library, load_compiled(folder, load_library), folds, _notice)


def _report(options: argparse.Namespace, f: Figures, left_out: LeftOut | None, comparison: Comparison | None) -> int:
    try:
        if options.html:
            from kineret_bot.evaluation.html import render

            Path(options.html).write_text(render(f, left_out, comparison), encoding="utf-8")
        if options.json:
            Path(options.json).write_text(
                json.dumps(to_json(f, left_out), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
            )
    except OSError as error:
        return _complain(f"cannot write {error.filename}: {error.strerror}")
    sys.stdout.write(text.render(f, left_out, comparison) + "\n")
    return WORSE if comparison and comparison.worse else DONE


def _notice(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _complain(sentence: str) -> int:
    _notice(f"kineret-bot: {sentence}")
    return USAGE
