"""From `*.qa.yaml` files to cases, or to every mistake in them at once, each as file:line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kineret_bot.channels.scripted.cases import SUFFIX, Case, Step
from kineret_bot.channels.scripted.expectations import read_expect
from kineret_bot.channels.scripted.reading import one_or_many
from kineret_bot.content.nodes import Fields, Report, Text, read_fields
from kineret_bot.errors import ContentError, KineretBotError, Problem

VERSION = 1
_TAG = re.compile(r"[a-z][a-z0-9_]*")


class NoSuchFileError(KineretBotError):
    """A path that holds no `*.qa.yaml`."""


def load(paths: Sequence[str]) -> tuple[Case, ...]:
    """Cases of all files, in order; a folder stands for every `*.qa.yaml` in it.

    Raises NoSuchFileError for a path that holds none, ContentError with every problem in every file.
    """
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in find(paths):
        try:
            cases += load_file(path)
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(tuple(problems))
    return tuple(cases)


def find(paths: Iterable[str]) -> Iterator[Path]:
    """Every `*.qa.yaml` that the paths stand for, once; those of a folder sorted by name."""
    seen: set[Path] = set()
    for name in paths:
        path = Path(name)
        files = sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path] if path.is_file() else []
        if not files:
            raise NoSuchFileError(f"no *{SUFFIX} at {name}: expected a file, or a folder that holds some")
        for file in files:
            if file not in seen:
                seen.add(file)
                yield file


def load_file(path: Path, shown: str | None = None) -> tuple[Case, ...]:
    """Cases of one file, called `shown` in messages; raises ContentError with every problem in it."""
    report = Report(shown or path.as_posix())
    fields = read_fields(path, report)
    cases = () if fields is None else tuple(_cases(fields, report))
    if fields is not None:
        _note_twins(cases, report)
    if report.problems:
        raise ContentError(tuple(report.problems))
    return cases


def _cases(fields: Fields, report: Report) -> Iterator[Case]:
    version = fields.integer("version")
    if version not in (0, VERSION):
        report.add(fields.line_of("version"), "version", f"expected {VERSION}, found {version}")
    for number, item in enumerate(fields.items("tests")):
        yield from _test(item, report, f"tests[{number}]")
        item.finish()
    fields.finish()


def _test(item: Fields, report: Report, where: str) -> Iterator[Case]:
    """The cases of one test: one for each phrasing, or one conversation."""
    name = item.text("name")
    tags = _tags(item, report)
    xfail = item.text("xfail", default="")
    asked = one_or_many(item, "ask")
    talked = item.items("steps", required=False)
    expect = item.fields("expect", required=False)
    if bool(asked) == bool(talked):
        found = "both" if asked else "neither"
        report.add(item.line, where, f"expected either `ask` or `steps`, found {found}")
    if talked:
        if expect is not None:
            report.add(item.line_of("expect"), f"{where}.expect", "expected inside each step, found beside `steps`")
        steps = tuple(_step(step, report) for step in talked)
        if not any(step.expect for step in steps):
            report.add(item.line, f"{where}.steps", "expected `expect` in at least one step")
        yield Case(file=report.file, line=item.line, test=name, steps=steps, tags=tags, xfail=xfail, talk=True)
    elif asked:
        if expect is None:
            report.add(item.line, f"{where}.expect", "missing")
        wanted = read_expect(expect, report) if expect else None
        for phrasing in asked:
            text, line, reason = _phrasing(phrasing)
            step = Step(text=text, line=line, expect=wanted, place=item.line_of("expect"))
            yield Case(file=report.file, line=line, test=name, steps=(step,), tags=tags, xfail=reason or xfail)


def _phrasing(found: Text | Fields) -> tuple[str, int, str]:
    """A phrasing, its line, and why it is known to fail."""
    if isinstance(found, Text):
        return found.value, found.line, ""
    text, reason = found.text("text"), found.text("xfail")
    found.finish()
    return text, found.line, reason


def _step(item: Fields, report: Report) -> Step:
    said = one_or_many(item, "user", required=True)
    text = said[0].value if len(said) == 1 and isinstance(said[0], Text) else ""
    if len(said) > 1:
        report.add(item.line_of("user"), "user", "expected one text, found a list")
    fields = item.fields("expect", required=False)
    expect = read_expect(fields, report) if fields else None
    item.finish()
    return Step(text=text, line=item.line_of("user"), expect=expect, place=item.line_of("expect"))


def _tags(item: Fields, report: Report) -> tuple[str, ...]:
    tags = item.texts("tags", required=False)
    for tag in tags:
        if not _TAG.fullmatch(tag.value):
            report.add(tag.line, tag.field, f"expected small letters, digits and `_`, found `{tag.value}`")
    return tuple(tag.value for tag in tags)


def _note_twins(cases: Sequence[Case], report: Report) -> None:
    """The same name twice in a file would make two results that nobody can tell apart."""
    first: dict[str, int] = {}
    for case in cases:
        name = case.test if case.talk else f"{case.test}[{case.steps[0].text}]"
        if name in first:
            found = f"`{case.name}` stands here twice, first on line {first[name]}; rename or remove one"
            report.add(case.line, "", found)
        first.setdefault(name, case.line)
