"""`intents/<language>/triage/*.yaml` -> Policy, or every problem in it at once.

Any file may hold any of the keys: `fillers`, `classes`, `traps`, `concepts`, `combinations`, `overdose`,
`selfharm`, `cues`, `topics`, `texts`. Lists of wordings may put several on one line, parted by commas.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from kineret_bot.content.nodes import Fields, Report, Text, read_fields
from kineret_bot.errors import ContentError, ContentNotFound, Problem
from kineret_bot.model import Level
from kineret_bot.policy import CardTexts, Combination, Concept, Cue, CueKind, Policy, Topic, WordClass

_NUMBERS = frozenset(
    [
        "low_count",
        "decimal_c",
        "hot_f",
        "hot_c",
        "two_to_thirty",
        "many",
        "over100",
        "low_oxygen",
        "low_pressure",
        "fast_pulse",
        "year",
        "number",
    ]
)
"""Classes of written numbers, which the engine knows by itself."""
_Named = TypeVar("_Named", Concept, Cue, Topic)
_TEXTS = tuple(each.name for each in fields(CardTexts))
_NEEDED = {
    "emergency": ("{emergency}", "{topic}"),
    "emergency_poison": ("{poison_control}",),
    "emergency_crisis": ("{crisis}",),
    "poison": ("{poison_control}", "{emergency}"),
    "crisis": ("{crisis}", "{emergency}", "{poison_control}"),
    "crisis_overdose": ("{crisis}", "{emergency}", "{poison_control}"),
    "urgent": ("{emergency}",),
    "line": ("{emergency}", "{poison_control}"),
    "line_crisis": ("{crisis}",),
}
"""Telephone numbers that a text has to hold."""


@dataclass(slots=True)
class _Draft:
    """What the files have brought so far."""

    fillers: list[str] = field(default_factory=list)
    classes: dict[str, WordClass] = field(default_factory=dict)
    traps: list[str] = field(default_factory=list)
    concepts: dict[str, Concept] = field(default_factory=dict)
    combinations: list[Combination] = field(default_factory=list)
    cues: dict[str, Cue] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    overdose: list[str] = field(default_factory=list)
    selfharm: list[str] = field(default_factory=list)
    wordings: list[tuple[str, int, str, str]] = field(default_factory=list)
    """Every wording: file, line, field, text."""
    references: list[tuple[str, str, int, str, str]] = field(default_factory=list)
    """Names used, to be checked when all files are read: file, kind, line, field, name."""


def load_policy(folder: Path) -> Policy:
    """The policy in `folder`. Raises ContentError with every problem, ContentNotFound for a folder without files."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise ContentNotFound(f"{folder}: no triage policy (*.yaml) here")
    draft = _Draft()
    problems: list[Problem] = []
    for path in paths:
        report = Report(str(path))
        content = read_fields(path, report)
        if content is not None:
            _read_file(content, report, draft)
            content.finish()
        problems += report.problems
    problems += _dangling(draft)
    problems += _empty(draft)
    problems += [
        Problem(str(folder), 1, f"texts.{name}", "missing", "schema") for name in _TEXTS if name not in draft.texts
    ]
    if problems:
        raise ContentError(tuple(problems))
    return Policy(
        classes=tuple(draft.classes.values()),
        fillers=tuple(draft.fillers),
        traps=tuple(draft.traps),
        concepts=tuple(sorted(draft.concepts.values(), key=lambda concept: concept.id)),
        combinations=tuple(draft.combinations),
        cues=tuple(draft.cues.values()),
        topics=tuple(draft.topics.values()),
        texts=CardTexts(**draft.texts),
        overdose=tuple(draft.overdose),
        selfharm=tuple(draft.selfharm),
    )


def _read_file(content: Fields, report: Report, draft: _Draft) -> None:
    draft.fillers += _items(content.text("fillers", ""))
    draft.traps += _wordings(content, "traps", report, draft, required=False)
    if (classes := content.fields("classes", required=False)) is not None:
        for name in classes.names():
            _add_class(name, classes, report, draft)
    for each in content.items("concepts", required=False):
        _add_concept(each, report, draft)
    for each in content.items("combinations", required=False):
        _add_combination(each, report, draft)
    for each in content.items("cues", required=False):
        _add_cue(each, report, draft)
    for each in content.items("topics", required=False):
        topic = Topic(id=each.text("id"), sentence=each.text("sentence"), section=each.text("section"))
        _once(draft.topics, topic.id, topic, each, report)
        each.finish()
    if (texts := content.fields("texts", required=False)) is not None:
        _add_texts(texts, report, draft)
    for name, target in (("overdose", draft.overdose), ("selfharm", draft.selfharm)):
        ids = content.text(name, "").split()
        target += ids
        draft.references += [(report.file, "concept", content.line_of(name), name, id_) for id_ in ids]


def _add_class(name: str, classes: Fields, report: Report, draft: _Draft) -> None:
    words = _items(classes.text(name))
    line = classes.line_of(name)
    if name in draft.classes or name in _NUMBERS:
        report.add(line, f"classes.{name}", "this class exists already")
    draft.classes[name] = WordClass(name=name, words=words)
    draft.references += [(report.file, "class", line, f"classes.{name}", word) for word in words if word[0] == "<"]


def _add_concept(each: Fields, report: Report, draft: _Draft) -> None:
    level = each.text("level", "")
    if level and level not in {known.value for known in Level}:
        known = ", ".join(one.value for one in Level)
        report.add(
            each.line_of("level"), "level", f"unknown level `{level}`; expected one of {known}, or none for a hint"
        )
        level = ""
    topic = each.text("topic")
    draft.references.append((report.file, "topic", each.line_of("topic"), "topic", topic))
    concept = Concept(
        id=each.text("id"),
        name=each.text("name"),
        level=Level(level) if level else None,
        topic=topic,
        wordings=_wordings(each, "wordings", report, draft),
        stated=_wordings(each, "stated", report, draft, required=False),
        soft=_wordings(each, "soft", report, draft, required=False),
        untrapped=_wordings(each, "untrapped", report, draft, required=False),
        deed=_yes(each, "deed", report),
        mentions=_wordings(each, "mentions", report, draft, required=False),
        named_only=_yes(each, "named_only", report),
        firm=_yes(each, "firm", report),
        unless_well=_yes(each, "unless_well", report),
        absorbs=tuple(each.text("absorbs", "").split()),
    )
    draft.references += [(report.file, "concept", each.line_of("absorbs"), "absorbs", id_) for id_ in concept.absorbs]
    _once(draft.concepts, concept.id, concept, each, report)
    each.finish()


def _yes(each: Fields, name: str, report: Report) -> bool:
    value = each.text(name, "no")
    if value not in ("yes", "no"):
        report.add(each.line_of(name), name, f'expected "yes" or "no", found `{value}`')
    return value == "yes"


def _add_combination(each: Fields, report: Report, draft: _Draft) -> None:
    result = each.text("result")
    parts = each.texts("parts")
    ids = [(each.line_of("result"), "result", result)]
    ids += [(part.line, part.field, id_) for part in parts for id_ in part.value.split()]
    draft.references += [(report.file, "concept", *one) for one in ids]
    draft.combinations.append(Combination(result=result, parts=tuple(tuple(part.value.split()) for part in parts)))
    each.finish()


def _add_cue(each: Fields, report: Report, draft: _Draft) -> None:
    kind = each.text("kind")
    if kind not in {known.value for known in CueKind}:
        known = ", ".join(one.value for one in CueKind)
        report.add(each.line_of("kind"), "kind", f"unknown kind `{kind}`; expected one of {known}")
        kind = CueKind.NOW.value
    cue = Cue(id=each.text("id"), kind=CueKind(kind), wordings=_wordings(each, "wordings", report, draft))
    _once(draft.cues, cue.id, cue, each, report)
    each.finish()


def _add_texts(texts: Fields, report: Report, draft: _Draft) -> None:
    for name in _TEXTS:
        text = texts.text(name, "")
        if not text:
            continue
        draft.texts[name] = text
        for needed in _NEEDED.get(name, ()):
            if needed not in text:
                report.add(texts.line_of(name), f"texts.{name}", f"expected {needed} in this text")
    texts.finish()


def _wordings(each: Fields, name: str, report: Report, draft: _Draft, required: bool = True) -> tuple[str, ...]:
    """The wordings of a list, one by one, each checked for what can be seen without the other files."""
    found: list[str] = []
    for text in each.texts(name, required):
        for wording in _items(text.value):
            found.append(wording)
            _check_wording(wording, text, report, draft)
    return tuple(dict.fromkeys(found))


def _check_wording(wording: str, text: Text, report: Report, draft: _Draft) -> None:
    draft.wordings.append((report.file, text.line, text.field, wording))
    words, _, distance = wording.partition(" /")
    if distance and not distance.isdigit():
        report.add(text.line, text.field, f"`{wording}`: expected a number after `/`, found `{distance}`")
    for element in words.split():
        if element.startswith(".."):
            if element[2:] and not element[2:].isdigit():
                report.add(text.line, text.field, f"`{wording}`: expected `..` or `..4`, found `{element}`")
            continue
        for piece in element.rstrip("?").split("|"):
            if piece.startswith("<") and piece.endswith(">"):
                draft.references.append((report.file, "class", text.line, text.field, piece))
            elif not piece or "<" in piece or ">" in piece:
                report.add(
                    text.line,
                    text.field,
                    f"`{wording}`: cannot read `{element}`; expected words, <classes> and .. only",
                )


def _dangling(draft: _Draft) -> Iterable[Problem]:
    """Names that no file defines."""
    known = {
        "class": {f"<{name}>" for name in (*draft.classes, *_NUMBERS)},
        "topic": set(draft.topics),
        "concept": set(draft.concepts),
    }
    for file, kind, line, where, name in draft.references:
        if name not in known[kind]:
            yield Problem(file, line, where, f"no {kind} is called `{name}`", "references")


def _empty(draft: _Draft) -> Iterable[Problem]:
    """Wordings of which nothing is left once the fillers are gone."""
    for file, line, where, wording in draft.wordings:
        elements = [one for one in wording.partition(" /")[0].split() if one != "&" and not one.startswith("..")]
        if not any(one.rstrip("?") not in draft.fillers for one in elements):
            yield Problem(file, line, where, f"`{wording}`: nothing but fillers", "schema")


def _once(known: dict[str, _Named], id_: str, value: _Named, each: Fields, report: Report) -> None:
    if id_ in known:
        report.add(each.line_of("id"), "id", f"`{id_}` exists already")
    known[id_] = value


def _items(text: str) -> tuple[str, ...]:
    return tuple(item for item in (" ".join(each.split()) for each in text.split(",")) if item)
