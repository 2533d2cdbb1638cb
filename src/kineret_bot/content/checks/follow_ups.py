"""Rule: what is said after an answer names intents that exist, and stands once.

A follow-up teaches which answer a message wants that only makes sense after another answer. A name that nobody
has would teach nothing; the same words with two answers would teach that both are half right.

Passes: `after: dose_ra`, and under `dose_ra_children` the message "and for kids?".

Fails: `after: dose_raa`; "and for kids?" under `children` too; an answer that asks back as the one before.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from kineret_bot.content.checks.subject import Subject, shown
from kineret_bot.content.library import FollowUp
from kineret_bot.content.loader import FOLLOW_UPS
from kineret_bot.errors import Problem
from kineret_bot.model import Kind

RULE = "follow_ups"


def find(subject: Subject) -> Iterator[Problem]:
    """Names that nobody has, once each, and messages that stand twice after one answer."""
    intents = subject.library.by_id
    told: set[tuple[str, str]] = set()
    seen: dict[tuple[str, str], FollowUp] = {}
    for each in subject.library.follow_ups:
        file = shown(subject.folder, f"{FOLLOW_UPS}/{each.after}.yaml")
        before = intents.get(each.after)
        if (each.after, "") not in told and (before is None or before.kind is not Kind.ANSWER):
            told.add((each.after, ""))
            yield Problem(file, 1, "after", f"no answer is called `{each.after}`", RULE)
        if (each.after, each.intent) not in told and each.intent not in intents:
            told.add((each.after, each.intent))
            near = difflib.get_close_matches(each.intent, intents, 1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            yield Problem(file, each.line, "follow_ups", f"no intent is called `{each.intent}`{hint}", RULE)
        other = seen.setdefault((each.after, each.text.lower()), each)
        if other is not each:
            yield Problem(file, each.line, f"follow_ups.{each.intent}", f"same as line {other.line}", RULE)
