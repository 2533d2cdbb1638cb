"""Rule: what an intent points to exists.

`related`, `parts` and `options` name intents, `not_with` and `unless` name concepts of the lexicon. A name
that nobody has would drop a suggestion in silence, or, worse, a veto. An intent that asks back offers two
to four choices, none of which asks back in turn.

Passes: `related: [how_often, same_time]`, when both files exist.

Fails: `related: [how_oftn]`; `related: [missed_dose]` in missed_dose itself; `options: [dose_ra]`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from kineret_bot.content.checks.subject import Subject
from kineret_bot.errors import Problem
from kineret_bot.model import Intent, Kind

RULE = "related"
FEWEST, MOST = 2, 4
"""Choices of an intent that asks back."""


def find(subject: Subject) -> Iterator[Problem]:
    """Names that nobody has, of the intent itself, given twice; too few or too many choices."""
    intents, concepts = subject.library.by_id, subject.library.concepts
    for intent in subject.library.intents:
        for key, names in (("related", intent.related), ("parts", intent.parts), ("options", intent.options)):
            yield from _names(subject, intent, key, names, intents, "intent")
            yield from _repeated(subject, intent, key, names)
        for key, names in (("not_with", intent.not_with), ("unless", intent.unless)):
            yield from _names(subject, intent, key, names, concepts, "concept of the lexicon")
        if intent.kind is Kind.CLARIFY:
            yield from _choices(subject, intent)


def _names(
    subject: Subject, intent: Intent, key: str, names: tuple[str, ...], known: Iterable[str], kind: str
) -> Iterator[Problem]:
    for number, name in enumerate(names):
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            at = subject.written(intent, key, name, number)
            yield at.problem(f"no {kind} is called `{name}`{hint}", RULE)


def _repeated(subject: Subject, intent: Intent, key: str, names: tuple[str, ...]) -> Iterator[Problem]:
    for number, name in enumerate(names):
        at = subject.written(intent, key, name, number)
        if name == intent.id:
            yield at.problem("names the intent itself", RULE)
        elif name in names[:number]:
            yield at.problem(f"`{name}` stands twice", RULE)


def _choices(subject: Subject, intent: Intent) -> Iterator[Problem]:
    count = len(intent.options)
    if not FEWEST <= count <= MOST:
        at = subject.written(intent, "options", "")
        yield at.problem(f"expected {FEWEST} to {MOST} intents to choose from, found {count}", RULE)
    for number, name in enumerate(intent.options):
        chosen = subject.library.by_id.get(name)
        if chosen and chosen.kind is Kind.CLARIFY:
            at = subject.written(intent, "options", name, number)
            yield at.problem(f"`{name}` asks back as well; offer intents that answer", RULE)
