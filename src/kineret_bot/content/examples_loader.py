"""`intents/<language>/triage/examples/*.yaml` -> Examples: messages, each with the concept that it is an example of."""

from __future__ import annotations

from pathlib import Path

from kineret_bot.content.nodes import Fields, Report, Text, read_fields
from kineret_bot.errors import Problem
from kineret_bot.policy import NO_LIMITS, NOTHING, Examples, Limits

INDEX = "index.yaml"
_LIMITS = ("card", "line", "doubt", "higher", "settled")


def load_examples(folder: Path, concepts: frozenset[str], problems: list[Problem]) -> Examples:
    """The examples in `folder` (none when it does not exist); adds what is wrong with them to `problems`."""
    if not (folder / INDEX).is_file():
        return Examples(messages=(), stands_for={}, limits=NO_LIMITS)
    shown = "/".join(folder.parts[-4:])
    report = Report(f"{shown}/{INDEX}")
    stands_for, limits = _index(read_fields(folder / INDEX, report), report, concepts)
    problems += report.problems
    messages: list[tuple[str, str]] = []
    for path in sorted(path for path in folder.glob("*.yaml") if path.name != INDEX):
        report = Report(f"{shown}/{path.name}")
        fields = read_fields(path, report)
        if fields:
            concept, examples = fields.text("concept"), fields.texts("examples", block=True)
            if concept not in stands_for:
                report.add(fields.line_of("concept"), "concept", f"`{concept}` is not in {INDEX}; name it there")
            messages += [(concept, example.value) for example in examples]
            fields.finish()
        problems += report.problems
    return Examples(messages=tuple(messages), stands_for=stands_for, limits=limits)


def _index(fields: Fields | None, report: Report, concepts: frozenset[str]) -> tuple[dict[str, str], Limits]:
    stands_for: dict[str, str] = {}
    values: dict[str, float] = dict.fromkeys(_LIMITS, 1.0)
    if fields is None:
        return stands_for, Limits(**values)
    if item := fields.fields("stands_for"):
        stands_for = {name: item.text(name) for name in item.names()}
        for name, concept in stands_for.items():
            if concept != NOTHING and concept not in concepts:
                where = Text(concept, item.line_of(name), f"stands_for.{name}")
                report.add(where.line, where.field, f"`{concept}` is no concept of the policy")
    if item := fields.fields("limits"):
        values = {name: item.number(name) for name in _LIMITS}
        item.finish()
    fields.finish()
    return stands_for, Limits(**values)
