"""Rule: no six words in a row are those of the document.

Answers are in our own words. The document itself is not kept here; `source-runs.txt` holds short hashes of
all its runs of six words, made by `scripts/fingerprint-source` from the very file that `catalog.yaml` names.
Names of diseases and institutions that are long themselves are listed with a reason under `shared_phrases`
in `source.yaml`; such a phrase breaks a run in two. So does a heading of the document that is long itself:
it is there to be named.

Passes: "Ask your healthcare provider when the next shot is due", where the document has other words.

Fails: six of its words in their order, whatever the punctuation and capitals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kineret_bot.content.checks.document import RUNS
from kineret_bot.content.checks.runs import SIZE, fingerprint, words
from kineret_bot.content.checks.subject import Subject, shown
from kineret_bot.errors import Problem

RULE = "copied_runs"


def find(subject: Subject) -> Iterator[Problem]:
    """Copied runs in answers, replies and cards, and fingerprints of another document."""
    document = subject.document
    if document.sha256 != subject.library.source.sha256:
        message = "made from another document than source.sha256 of catalog.yaml; run scripts/fingerprint-source"
        yield Problem(shown(subject.folder, RUNS), 1, "", message, RULE)
    headings = (tuple(words(section)) for section in subject.library.sections)
    shared = (*document.shared, *(heading for heading in headings if len(heading) >= SIZE))
    texts = (*(answer for _, answer in subject.answers()), *subject.texts.replies, *subject.texts.cards)
    for written in texts:
        for part in _parts(words(written.text), shared):
            for run in _runs(part, document.fingerprints):
                message = f"{len(run)} words in a row as in the source: `{' '.join(run)}`; say it in other words"
                yield written.problem(message, RULE)


def _parts(found: Sequence[str], shared: Sequence[tuple[str, ...]]) -> Iterator[Sequence[str]]:
    """The words between phrases that may be shared."""
    start = place = 0
    while place < len(found):
        size = max((len(phrase) for phrase in shared if tuple(found[place : place + len(phrase)]) == phrase), default=0)
        if size:
            yield found[start:place]
            start = place + size
        place += size or 1
    yield found[start:]


def _runs(part: Sequence[str], fingerprints: frozenset[str]) -> Iterator[Sequence[str]]:
    """Longest runs of a text all of whose six words in a row are known."""
    starts = [n for n in range(len(part) - SIZE + 1) if fingerprint(part[n : n + SIZE]) in fingerprints]
    while starts:
        first = last = starts.pop(0)
        while starts and starts[0] == last + 1:
            last = starts.pop(0)
        yield part[first : last + SIZE]
