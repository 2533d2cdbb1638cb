"""Rule: an answer has at most 90 words.

People read on a phone, often worried; what stands after the ninetieth word is not read.

Passes: "Call your healthcare provider. They can tell you when to take your next dose."

Fails: the same followed by ninety words on what others do.
"""

from __future__ import annotations

from collections.abc import Iterator

from kineret_bot.content.checks.subject import Subject
from kineret_bot.errors import Problem

RULE = "answer_length"
MOST = 90


def find(subject: Subject) -> Iterator[Problem]:
    """Answers that are too long."""
    for _, answer in subject.answers():
        count = len(answer.text.split())
        if count > MOST:
            yield answer.problem(f"{count} words, at most {MOST} are allowed", RULE)
