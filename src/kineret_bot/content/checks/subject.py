"""What a rule looks at: the library, what is kept of its source, the fixed texts, and today's date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kineret_bot.content.checks.document import Document
from kineret_bot.content.checks.telephones import PLACEHOLDERS
from kineret_bot.content.library import Library
from kineret_bot.content.nodes import Fields, Report, read_fields
from kineret_bot.errors import Problem
from kineret_bot.model import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text that people read, with its place."""

    file: str
    line: int
    field: str
    text: str

    def problem(self, message: str, rule: str) -> Problem:
        """A problem at this place."""
        return Problem(self.file, self.line, self.field, message, rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Fixed texts outside the intents, as people read them: telephone numbers filled in."""

    replies: tuple[Written, ...]
    cards: tuple[Written, ...]
    """Texts and sentences of the triage policy, one by one."""
    whole_cards: tuple[Written, ...]
    """Cards and lines as they are shown, each at the place of the text that makes it different."""
    card_sections: tuple[Written, ...]
    """Headings of the source that those sentences name."""
    review_by: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Everything that a rule may ask about."""

    folder: Path
    library: Library
    document: Document
    today: date
    texts: Texts

    def answers(self) -> Iterator[tuple[Intent, Written]]:
        """Intents with their answers; those that ask back have none."""
        for intent in self.library.intents:
            if intent.answer:
                yield intent, self.written(intent, "answer", intent.answer)

    def written(self, intent: Intent, key: str, text: str, item: int | None = None) -> Written:
        """A text of an intent with its place; `item` is its number in a list."""
        place = self.library.places[intent.id]
        field = key if item is None else f"{key}[{item}]"
        return Written(file=place.file, line=place.keys.get(key, 1), field=field, text=text)


def shown(folder: Path, name: str) -> str:
    """How a file is named in messages, as `intents/en/catalog.yaml`; the same as the loader names it."""
    return f"{folder.parent.name}/{folder.name}/{name}"


def read_texts(folder: Path) -> Texts:
    """The fixed texts with their lines, out of a folder that has been loaded without problems."""
    catalog = _fields(folder, "catalog.yaml")
    source = catalog.fields("source") or catalog
    policies = [f"triage/{path.name}" for path in sorted((folder / "triage").glob("*.yaml"))]
    texts = {text.field: text for name in policies for text in _card_texts(folder, name)}
    sentences = tuple(text for name in policies for text in _topics(folder, name, "sentence"))
    return Texts(
        replies=tuple(_replies(folder)),
        cards=(*texts.values(), *sentences),
        whole_cards=tuple(_whole_cards(texts, sentences)),
        card_sections=tuple(text for name in policies for text in _topics(folder, name, "section")),
        review_by=Written(
            file=shown(folder, "catalog.yaml"),
            line=source.line_of("review_by"),
            field="source.review_by",
            text=source.text("review_by"),
        ),
    )


def _replies(folder: Path) -> Iterator[Written]:
    texts = _fields(folder, "replies.yaml").fields("texts")
    for name in texts.names() if texts else ():
        for item in texts.texts(name) if texts else ():
            yield Written(file=shown(folder, "replies.yaml"), line=item.line, field=item.field, text=item.value)


def _card_texts(folder: Path, name: str) -> Iterator[Written]:
    texts = _fields(folder, name).fields("texts", required=False)
    for key in texts.names() if texts else ():
        if texts and (text := texts.text(key)):
            filled = fill(text, PLACEHOLDERS)
            yield Written(file=shown(folder, name), line=texts.line_of(key), field=f"texts.{key}", text=filled)


def _whole_cards(texts: Mapping[str, Written], sentences: tuple[Written, ...]) -> Iterator[Written]:
    """What `triage.cards` makes of them: the emergency card once for each topic, every other text once."""
    emergency, abroad = texts["texts.emergency"], texts["texts.abroad"].text
    for sentence in sentences:
        yield replace(sentence, text=f"{fill(emergency.text, {'topic': sentence.text})} {abroad}")
    for text in texts.values():
        if text not in (emergency, texts["texts.abroad"]):
            line = text.field.startswith("texts.line")
            yield text if line else replace(text, text=f"{text.text} {abroad}")


def _topics(folder: Path, name: str, key: str) -> Iterator[Written]:
    for number, topic in enumerate(_fields(folder, name).items("topics", required=False)):
        text = fill(topic.text(key), PLACEHOLDERS)
        yield Written(file=shown(folder, name), line=topic.line_of(key), field=f"topics[{number}].{key}", text=text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its `{names}` replaced."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _fields(folder: Path, name: str) -> Fields:
    report = Report(shown(folder, name))
    return read_fields(folder / name, report) or Fields.empty(report)
