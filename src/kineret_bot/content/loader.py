"""From a folder of YAML files to a `Library`, or to every problem at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from kineret_bot.content.examples_loader import load_examples
from kineret_bot.content.library import FollowUp, Library, Line, Place, Source, Talk, Topic
from kineret_bot.content.nodes import Fields, Report, Text, read_fields
from kineret_bot.content.policy_loader import load_policy
from kineret_bot.content.templates import MOST_EXPANSIONS, expand
from kineret_bot.errors import ContentError, ContentNotFound, Problem
from kineret_bot.model import Intent, Kind
from kineret_bot.policy import CardTexts, Policy

FOLLOW_UPS = "follow_ups"
"""Folder of what people say after each answer."""
_INTENT_KINDS = (Kind.ANSWER, Kind.CLARIFY, Kind.CHAT, Kind.DECLINE)


def load_library(folder: Path) -> Library:
    """The content of one language, such as `intents/en`; raises ContentError with every problem found."""
    reading = _Reading(folder)
    library = reading.library()
    if reading.problems:
        raise ContentError(tuple(reading.problems))
    return library


class _Reading:
    """One pass over a folder; notes problems and goes on."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "catalog.yaml").is_file():
            raise ContentNotFound(f"no catalog.yaml in {folder}: expected a folder of intents, such as intents/en")
        self._folder = folder
        self._places: dict[str, Place] = {}
        self._endings: tuple[str, ...] = ()
        self.problems: list[Problem] = []

    def library(self) -> Library:
        catalog, report = self._open("catalog.yaml")
        topics = tuple(self._topic(item, report) for item in catalog.items("topics"))
        source = self._source(catalog)
        sections = tuple(text.value for text in catalog.texts("sections"))
        language = catalog.text("language")
        self._close(catalog, report)
        policy = self._policy()
        return Library(
            language=language,
            source=source,
            sections=sections,
            topics=topics,
            intents=tuple(intent for topic in topics for intent in self._intents(topic)),
            follow_ups=tuple(self._follow_ups()),
            concepts=self._concepts(),
            medicine_endings=self._endings,
            names=frozenset({"kineret", "tnf_blocker", "similar_medicine", "other_medicine"}),
            shorthand=self._shorthand(),
            english=self._english(),
            texts=self._texts(),
            thresholds=self._thresholds(),
            talk=self._talk(),
            policy=policy,
            examples=load_examples(
                self._folder / "triage" / "examples",
                frozenset(concept.id for concept in policy.concepts),
                self.problems,
            ),
            places=self._places,
        )

    def _policy(self) -> Policy:
        try:
            return load_policy(self._folder / "triage")
        except ContentError as error:
            self.problems += error.problems
            return NO_POLICY

    def _open(self, name: str) -> tuple[Fields, Report]:
        """The mapping in a file of the folder; an empty one when it cannot be read."""
        report = Report(self._shown(name))
        fields = read_fields(self._folder / name, report)
        return fields or Fields.empty(report), report

    def _close(self, fields: Fields, report: Report) -> None:
        fields.finish()
        self.problems += [
            problem for problem in report.problems if not (report.broken and problem.message == "missing")
        ]

    def _shown(self, name: str) -> str:
        """How a file is named in messages: with its language, as `en/dosing/missed_dose.yaml`."""
        return f"{self._folder.parent.name}/{self._folder.name}/{name}"

    def _topic(self, item: Fields, report: Report) -> Topic:
        kind = item.text("kind")
        if kind not in _INTENT_KINDS:
            report.add(
                item.line_of("kind"), "topics.kind", f"expected answer, clarify, chat or decline, found `{kind}`"
            )
            kind = Kind.ANSWER
        topic = Topic(id=item.text("id"), title=item.text("title"), kind=Kind(kind))
        item.finish()
        return topic

    def _source(self, catalog: Fields) -> Source:
        item = catalog.fields("source")
        if item is None:
            return Source(title="", publisher="", sha256="", reviewed="", review_by="")
        names = ("title", "publisher", "sha256", "reviewed", "review_by")
        source = Source(**{name: item.text(name) for name in names})
        item.finish()
        return source

    def _intents(self, topic: Topic) -> list[Intent]:
        paths = sorted((self._folder / topic.id).glob("*.yaml"))
        return [intent for path in paths if (intent := self._intent(topic, path))]

    def _intent(self, topic: Topic, path: Path) -> Intent | None:
        name = f"{topic.id}/{path.name}"
        fields, report = self._open(name)
        identifier = fields.text("id")
        if identifier and identifier != path.stem:
            report.add(
                fields.line_of("id"), "id", f"expected `{path.stem}`, the name of the file, found `{identifier}`"
            )
        vague = topic.kind is Kind.CLARIFY
        title = fields.text("title")
        questions = fields.texts("questions", block=True)
        lines = tuple(self._line(text, report) for text in questions)
        asked = dict.fromkeys([title, *(question for line in lines for question in line.questions)])
        intent = Intent(
            id=path.stem,
            topic=topic.id,
            kind=topic.kind,
            title=title,
            answer="" if vague else fields.text("answer"),
            options=tuple(text.value for text in fields.texts("options")) if vague else (),
            questions=tuple(asked),
            sections=tuple(text.value for text in fields.texts("sections", required=topic.kind is Kind.ANSWER)),
            related=tuple(text.value for text in fields.texts("related", required=False)),
            parts=tuple(text.value for text in fields.texts("parts", required=False)),
            not_with=tuple(text.value for text in fields.texts("not_with", required=False)),
            unless=tuple(text.value for text in fields.texts("unless", required=False)),
            about=tuple(text.value for text in fields.texts("about", required=False)),
            soothing=fields.flag("soothing"),
        )
        keys = {
            key: fields.line_of(key)
            for key in (
                "id",
                "title",
                "questions",
                "answer",
                "options",
                "sections",
                "related",
                "parts",
                "not_with",
                "unless",
                "about",
            )
        }
        self._places[path.stem] = Place(file=self._shown(name), keys=keys, lines=lines)
        broken = report.broken
        self._close(fields, report)
        return None if broken else intent

    def _follow_ups(self) -> Iterator[FollowUp]:
        for path in sorted((self._folder / FOLLOW_UPS).glob("*.yaml")):
            fields, report = self._open(f"{FOLLOW_UPS}/{path.name}")
            after = fields.text("after")
            if after and after != path.stem:
                report.add(
                    fields.line_of("after"), "after", f"expected `{path.stem}`, the name of the file, found `{after}`"
                )
            if item := fields.fields("follow_ups"):
                for intent in item.names():
                    for text in item.texts(intent, block=True):
                        yield FollowUp(after=path.stem, intent=intent, text=text.value, line=text.line)
            self._close(fields, report)

    def _line(self, text: Text, report: Report, most: int = MOST_EXPANSIONS) -> Line:
        try:
            questions = expand(text.value, most)
        except ValueError as error:
            report.add(text.line, text.field, f"{error}", "template")
            questions = ()
        return Line(number=text.line, field=text.field, questions=questions)

    def _concepts(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name in ("concepts", "medicines", "conditions"):
            fields, report = self._open(f"lexicon/{name}.yaml")
            self._endings += tuple(text.value for text in fields.texts("endings", required=False))
            for item in fields.items("concepts"):
                identifier = item.text("id")
                if identifier in found:
                    report.add(
                        item.line_of("id"), "concepts.id", f"`{identifier}` is already a concept; give it another name"
                    )
                found[identifier] = tuple(text.value for text in item.texts("words"))
                item.finish()
            self._close(fields, report)
        return found

    def _shorthand(self) -> dict[str, str]:
        fields, report = self._open("lexicon/shorthand.yaml")
        item = fields.fields("shorthand")
        found = {name: item.text(name) for name in item.names()} if item else {}
        self._close(fields, report)
        return found

    def _english(self) -> frozenset[str]:
        path = self._folder / "lexicon" / "english.txt"
        try:
            return frozenset(path.read_text(encoding="utf-8").split())
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(Problem(self._shown("lexicon/english.txt"), 1, "", f"cannot be read: {error}", "yaml"))
            return frozenset()

    def _texts(self) -> dict[str, tuple[str, ...]]:
        fields, report = self._open("replies.yaml")
        item = fields.fields("texts")
        found = {name: tuple(text.value for text in item.texts(name)) for name in item.names()} if item else {}
        for name in REQUIRED_TEXTS:
            if name not in found and item:
                report.add(item.line, f"texts.{name}", "missing")
        self._close(fields, report)
        return found

    def _talk(self) -> Talk:
        fields, report = self._open("dialogue.yaml")

        def phrases(item: Fields, name: str) -> tuple[str, ...]:
            return tuple(
                phrase for text in item.texts(name) for phrase in self._line(text, report, _MOST_PHRASES).questions
            )

        def groups(name: str) -> dict[str, tuple[str, ...]]:
            item = fields.fields(name)
            return {key: tuple(text.value for text in item.texts(key)) for key in item.names()} if item else {}

        acts = fields.fields("acts")
        talk = Talk(
            acts={name: phrases(acts, name) for name in acts.names()} if acts else {},
            corrections=phrases(fields, "corrections"),
            fillers=frozenset(text.value for text in fields.texts("fillers")),
            facets=groups("facets"),
            after_card=groups("after_card"),
        )
        self._close(fields, report)
        return talk

    def _thresholds(self) -> dict[str, float]:
        fields, report = self._open("thresholds.yaml")
        found = {name: fields.number(name) for name in REQUIRED_THRESHOLDS}
        self._close(fields, report)
        return found


_MOST_PHRASES = 400
"""Expansions of one line about the talk itself: these are patterns rather than examples."""
_NO_TEXTS = CardTexts(**{field.name: "" for field in fields(CardTexts)})
NO_POLICY = Policy(
    classes=(),
    fillers=(),
    traps=(),
    concepts=(),
    combinations=(),
    cues=(),
    topics=(),
    texts=_NO_TEXTS,
    overdose=(),
    selfharm=(),
)
"""Stands in for a policy with problems while the rest of the content is read."""
REQUIRED_TEXTS = (
    "opening", "disclaimer", "empty", "unknown", "offer", "clarify", "restated", "nothing_yet", "numbers", "neither",
    "unclear", "refused_again", "lost", "called", "false_alarm",
    "reminder_emergency", "reminder_crisis", "reminder_poison", "reminder_urgent",
)  # fmt: skip
REQUIRED_THRESHOLDS = ("answer", "margin", "clarify", "option", "known", "second")
