"""Rule: every answer says which sections of the document it rests on.

Provenance is what tells a reviewer where to look, and what the rule on numbers and names goes by. A section
that the catalogue does not list cannot be looked up. The sentences of the alarm cards name a section too,
and `source.yaml` holds the data of just the sections in the catalogue.

Passes: `sections: ["Missed Dose"]`, a heading in `catalog.yaml`.

Fails: `sections: ["Missed Doses"]`; `sections: []` in an answer.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from kineret_bot.content.checks.document import DATA
from kineret_bot.content.checks.subject import Subject, Written, shown
from kineret_bot.errors import Problem
from kineret_bot.model import Kind

RULE = "sections"


def find(subject: Subject) -> Iterator[Problem]:
    """Sections that the document does not have, and answers that name none."""
    for intent in subject.library.intents:
        if intent.kind is Kind.ANSWER and not intent.sections:
            at = subject.written(intent, "sections", "")
            yield at.problem("expected at least one heading of the source, found none", RULE)
        for number, name in enumerate(intent.sections):
            yield from _known(subject, subject.written(intent, "sections", name, number))
    for written in subject.texts.card_sections:
        yield from _known(subject, written)
    file = shown(subject.folder, DATA)
    for name, section in subject.document.sections.items():
        yield from _known(subject, Written(file=file, line=section.line, field="sections.name", text=name))
    for name in subject.library.sections:
        if name not in subject.document.sections:
            yield Problem(file, 1, "sections", f"`{name}` of catalog.yaml is missing here", RULE)


def _known(subject: Subject, written: Written) -> Iterator[Problem]:
    if written.text not in subject.library.sections:
        near = difflib.get_close_matches(written.text, subject.library.sections, 1)
        hint = f"; did you mean `{near[0]}`?" if near else "; see `sections` in catalog.yaml"
        yield written.problem(f"`{written.text}` is no section of the source{hint}", RULE)
