"""Rule: content and document have been compared again in time.

A document changes, and so does what is known of a medicine. `source.review_by` in `catalog.yaml` is the day
by which people have to compare anew; after it the content no longer passes, and nothing can be released.

Passes: `review_by: "2027-11-23"`, up to and on that day.

Fails: the same from the day after; `review_by: "soon"`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kineret_bot.content.checks.subject import Subject
from kineret_bot.errors import Problem

RULE = "review_date"


def find(subject: Subject) -> Iterator[Problem]:
    """A date that has passed, or is none."""
    written = subject.texts.review_by
    try:
        due = date.fromisoformat(written.text)
    except ValueError:
        yield written.problem(f"expected a date such as 2027-11-23, found `{written.text}`", RULE)
        return
    if subject.today > due:
        message = f"the review was due by {due.isoformat()}; compare the content with the document, then set both dates"
        yield written.problem(message, RULE)
