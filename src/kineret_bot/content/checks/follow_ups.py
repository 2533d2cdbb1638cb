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
from kineret_bot.content.loader import FOLLOW_UPS
from kineret_bot.errors import Problem
from kineret_bot.model import Kind

RULE = "follow_ups"


def find(subject: Subject) -> Iterator[Problem]:
    """Names that nobody has, and messages that stand twice after one answer."""
    intents = subject.library.by_id
    seen: dict[tuple[str, str], str] = {}
    for follow_up in subject.library.follow_ups:
        file = shown(subject.folder, f"{FOLLOW_UPS}/{follow_up.after}.yaml")
        before = intents.get(follow_up.after)
        if before is None or before.kind is not Kind.ANSWER:
            yield Problem(file, 1, "after", f"no answer is called `{follow_up.after}`", RULE)
        if follow_up.intent not in intents:
            near = difflib.get_close_matches(follow_up.intent, intents, 1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            yield Problem(file, 1, "follow_ups", f"no intent is called `{follow_up.intent}`{hint}", RULE)
        other = seen.setdefault((follow_up.after, follow_up.text.lower()), follow_up.intent)
        if other != follow_up.intent:
            message = f"`{follow_up.text}` stands under {other} and under {follow_up.intent}"
            yield Problem(file, 1, "follow_ups", message, RULE)
