"""What is kept of the source document: not its text, but enough to hold answers against it.

`source.yaml` lists the numbers and names of each section, the hard words that cannot be avoided and the
phrases that may be shared; `source-runs.txt` holds fingerprints of all its runs of words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kineret_bot.content.checks.runs import SIZE, read_fingerprints, words
from kineret_bot.content.nodes import Fields, Report, read_fields
from kineret_bot.errors import Problem

DATA = "source.yaml"
RUNS = "source-runs.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the document."""

    line: int
    numbers: frozenset[str]
    """As numbers_and_names writes them: `100 mg`, `65`, `once a day`, telephone numbers."""
    names: frozenset[str]
    """Words of names of medicines, in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The document, as far as the rules need it."""

    sections: Mapping[str, Section]
    hard_words: frozenset[str]
    """Names of medicines and conditions, in lower case: they count as plain words."""
    shared: tuple[tuple[str, ...], ...]
    """Runs of words that answers may share with the document."""
    fingerprints: frozenset[str]
    sha256: str
    """Of the file that the fingerprints were taken from."""


def read_document(folder: Path, prefix: str) -> tuple[Document, tuple[Problem, ...]]:
    """What a content folder keeps of its source, with every problem found; `prefix` names the folder in them."""
    report = Report(prefix + DATA)
    fields = read_fields(folder / DATA, report)
    fields = Fields.empty(report) if fields is None else fields
    hard, sections = fields.fields("hard_words"), fields.items("sections")
    shared = tuple(_phrase(item, report) for item in fields.items("shared_phrases"))
    listed = {item.text("name"): _section(item) for item in sections}
    sha256, fingerprints = _runs(folder / RUNS, runs := Report(prefix + RUNS))
    document = Document(
        sections=listed,
        hard_words=frozenset(text.value.lower() for text in hard.texts("words")) if hard else frozenset(),
        shared=shared,
        fingerprints=fingerprints,
        sha256=sha256,
    )
    if hard:
        hard.text("reason")
        hard.finish()
    fields.finish()
    found = [problem for problem in report.problems if not (report.broken and problem.message == "missing")]
    return document, (*found, *runs.problems)


def _section(item: Fields) -> Section:
    numbers = frozenset(text.value.lower() for text in item.texts("numbers", required=False))
    names = frozenset(word for text in item.texts("names", required=False) for word in words(text.value))
    item.finish()
    return Section(line=item.line, numbers=numbers, names=names)


def _phrase(item: Fields, report: Report) -> tuple[str, ...]:
    """An exception, which has to say why it is one."""
    phrase = tuple(words(item.text("text")))
    item.text("reason")
    item.finish()
    if 0 < len(phrase) < SIZE:
        report.add(item.line_of("text"), "shared_phrases.text", f"needs no exception: fewer than {SIZE} words")
    return phrase


def _runs(path: Path, report: Report) -> tuple[str, frozenset[str]]:
    try:
        sha256, fingerprints = read_fingerprints(path.read_text(encoding="ascii"))
    except OSError as error:
        report.add(1, "", f"cannot be read: {error.strerror}; make it with scripts/fingerprint-source", "yaml")
        return "", frozenset()
    except UnicodeDecodeError:
        report.add(1, "", "expected fingerprints, found other text; make it with scripts/fingerprint-source", "yaml")
        return "", frozenset()
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not fingerprints:
        report.add(1, "", "expected fingerprints, found other text; make it with scripts/fingerprint-source", "yaml")
    return sha256, fingerprints
