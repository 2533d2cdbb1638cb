"""Rule: every file is listed, and every id stands once.

Prevents a file that nobody reads, because its folder is not a topic of `catalog.yaml`, and two files of the
same name, of which one would silently win.

Passes: `dosing/missed_dose.yaml`, where `dosing` is a topic and no other topic holds a `missed_dose.yaml`.

Fails: `storage/fridge.yaml`, when no topic of `catalog.yaml` has the id `storage`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kineret_bot.content.checks.subject import Subject, shown
from kineret_bot.errors import Problem

RULE = "registry"
_OURS = ("follow_ups", "lexicon", "triage")


def find(subject: Subject) -> Iterator[Problem]:
    """Files of folders that are no topics, and ids that stand twice."""
    topics = {topic.id for topic in subject.library.topics}
    for path in sorted(subject.folder.glob("*/*.yaml")):
        topic = path.parent.name
        if topic not in topics and topic not in _OURS:
            file = shown(subject.folder, f"{topic}/{path.name}")
            yield Problem(file, 1, "", f"`{topic}` is not a topic of catalog.yaml, so nobody reads this file", RULE)
    first: dict[str, str] = {}
    for intent in subject.library.intents:
        name = f"{intent.topic}/{intent.id}.yaml"
        if intent.id in first:
            file = shown(subject.folder, name)
            yield Problem(file, 1, "id", f"`{intent.id}` is already {first[intent.id]}; give it another name", RULE)
        first.setdefault(intent.id, name)
