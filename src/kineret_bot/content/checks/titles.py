"""Rule: a title is a question, and no two are the same.

A title is offered as a suggestion; clicked, it is asked as a question, and has to lead to its own intent.
Small talk is free to say "Hello".

Passes: `title: "What if I miss a dose?"`

Fails: `title: "Missed doses"`; the same title in two files.
"""

from __future__ import annotations

from collections.abc import Iterator

from kineret_bot.content.checks.runs import words
from kineret_bot.content.checks.subject import Subject
from kineret_bot.errors import Problem
from kineret_bot.model import Kind

RULE = "titles"


def find(subject: Subject) -> Iterator[Problem]:
    """Titles that ask nothing, and titles that stand twice."""
    first: dict[tuple[str, ...], str] = {}
    for intent in subject.library.intents:
        written = subject.written(intent, "title", intent.title)
        if intent.kind is not Kind.CHAT and not intent.title.endswith("?"):
            yield written.problem("expected a question, which ends in `?`", RULE)
        other = first.setdefault(tuple(words(intent.title)), f"{intent.id}.yaml:{written.line}")
        if other != f"{intent.id}.yaml:{written.line}":
            yield written.problem(f"same as the title in {other}; a title belongs to one intent", RULE)
