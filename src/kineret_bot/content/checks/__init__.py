"""What the content has to keep beyond its form: one rule a module, all problems at once.

Each module's docstring is the manual of its rule: what it prevents, an example that passes, one that fails.
A rule is a function `find(subject) -> Iterator[Problem]` that knows nothing of the other rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from kineret_bot.content.checks import (
    answer_length,
    answer_safety,
    copied_runs,
    duplicate_questions,
    follow_ups,
    numbers_and_names,
    reading_level,
    registry,
    related,
    review_date,
    sections,
    titles,
)
from kineret_bot.content.checks.document import Document, read_document
from kineret_bot.content.checks.subject import Subject, read_texts, shown
from kineret_bot.content.library import Library
from kineret_bot.content.loader import load_library
from kineret_bot.errors import ContentError, Problem

Rule = Callable[[Subject], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    registry.find,
    duplicate_questions.find,
    follow_ups.find,
    related.find,
    sections.find,
    titles.find,
    answer_length.find,
    reading_level.find,
    numbers_and_names.find,
    copied_runs.find,
    answer_safety.find,
    review_date.find,
)


def check(folder: Path, today: date | None = None) -> Library:
    """The content of a folder, found without fault; raises ContentError with every problem.

    Content that cannot be read raises what is wrong with its form; the rules are asked once that is mended.
    """
    folder = folder.resolve()
    library, document = _read(folder)
    subject = Subject(
        folder=folder, library=library, document=document, today=today or date.today(), texts=read_texts(folder)
    )
    problems = tuple(problem for rule in RULES for problem in rule(subject))
    if problems:
        raise ContentError(problems)
    return library


def _read(folder: Path) -> tuple[Library, Document]:
    """Content and what is kept of the source; problems of both together."""
    document, problems = read_document(folder, shown(folder, ""))
    try:
        library = load_library(folder)
    except ContentError as error:
        raise ContentError((*error.problems, *problems)) from None
    if problems:
        raise ContentError(problems)
    return library, document
