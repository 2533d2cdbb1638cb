"""Files that are not what the loader expects: the message alone is enough to repair them."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
import yaml
from content_copy import Content

from kineret_bot.content.checks import check
from kineret_bot.errors import ContentNotFound

FILE = "dosing/missed_dose.yaml"

ONE_CHANGE = {
    "unknown key": ("related: [how_often]", "relatd: [how_often]", "8: relatd: unknown key; did you mean `related`?"),
    "a key like no other": (
        "related: [how_often]",
        "zzz: x",
        "8: zzz: unknown key; known here: "
        "about, answer, id, not_with, parts, questions, related, sections, soothing, title, unless",
    ),
    "missing field": (
        'answer: "Call your provider. They can tell you when the next shot is due."\n',
        "",
        "1: answer: missing",
    ),
    "missing sections": ('sections: ["Missed Dose"]\n', "", "1: sections: missing"),
    "duplicate key": (
        "related: [how_often]",
        'title: "Again?"\nrelated: [how_often]',
        "8: title: given twice, first on line 2",
    ),
    "unquoted no": (
        '"I forgot my shot"',
        "no",
        "4: questions[0]: expected text, found the yes/no value `no`; put it in quotes",
    ),
    "unquoted 911": (
        '"I forgot my shot"',
        "911",
        "4: questions[0]: expected text, found the number `911`; put it in quotes",
    ),
    "unquoted 1:30": (
        '"I forgot my shot"',
        "1:30",
        "4: questions[0]: expected text, found the number `1:30`; put it in quotes",
    ),
    "unquoted date": (
        '"I forgot my shot"',
        "2026-01-15",
        "4: questions[0]: expected text, found the date `2026-01-15`; put it in quotes",
    ),
    "nothing": ('"I forgot my shot"', "", "4: questions[0]: expected text, found the empty value; put it in quotes"),
    "empty text": ('"I forgot my shot"', '" "', "4: questions[0]: expected text, found an empty one"),
    "fields for a text": (
        '"I forgot my shot"',
        "late: shot",
        "4: questions[0]: expected text, found fields (`name: value`); put it in quotes",
    ),
    "a text for a list": (
        "[how_often]",
        '"how_often"',
        "8: related: expected a list, found the text `how_often`",
    ),
    "list in brackets": (
        '  - "I forgot my shot"\n  - "what to do about a (late|skipped) shot"',
        '  ["I forgot my shot", "late shot"]',
        "4: questions: expected one item a line, each after `- `, found a list in [ ]",
    ),
    "wrong id": (
        "id: missed_dose",
        "id: forgotten",
        "1: id: expected `missed_dose`, the name of the file, found `forgotten`",
    ),
    "not a flag": (
        "related: [how_often]",
        "soothing: perhaps",
        "8: soothing: expected true or false, found the text `perhaps`",
    ),
    "bracket without end": (
        "(late|skipped) shot",
        "(late shot",
        "5: questions[1]: `(` without its closing bracket",
    ),
    "bracket without beginning": (
        "(late|skipped) shot",
        "late|skipped) shot",
        "5: questions[1]: `|` without its opening bracket",
    ),
    "brackets crossed": ("(late|skipped) shot", "(late|skipped] shot", "5: questions[1]: `(` closed by `]`"),
    "too many at once": (
        "(late|skipped) shot",
        "(a|b|c) (a|b|c) (a|b|c) (a|b|c)",
        "5: questions[1]: stands for 81 texts, at most 64 are allowed",
    ),
    "far too many at once": (
        "(late|skipped) shot",
        "(a|b|c|d|e|f|g|h|i|j) " * 5,
        "5: questions[1]: stands for more than 10000 texts",
    ),
}


@pytest.mark.parametrize("name", ONE_CHANGE)
def test_one_mistake_gives_one_message(content: Content, name: str) -> None:
    """
    Each mistake in an intent has its place, what was found and what was expected.
    """
    old, new, message = ONE_CHANGE[name]

    content.change(FILE, old, new)

    assert content.problems() == [f"intents/en/{FILE}:{message}"]


WHOLE_FILE = {
    "empty": (b"", "1: expected fields (`name: value`), found an empty file"),
    "only a comment": (b"# later\n", "1: expected fields (`name: value`), found an empty file"),
    "a list": (b"- a\n- b\n", "1: expected fields (`name: value`), found a list"),
    "a text": (b"hello\n", "1: expected fields (`name: value`), found the text `hello`"),
    "not UTF-8": (
        b'id: missed_dose\ntitle: "caf\xe9"\n',
        "1: expected UTF-8, found a byte that is not (invalid continuation byte at byte 27)",
    ),
    "tabs": (
        b"id: missed_dose\nquestions:\n\t- x\n",
        "3: not YAML: found character that cannot start any token; put texts in quotes",
    ),
    "quote without end": (
        b'id: missed_dose\ntitle: "x\n',
        "3: not YAML: found unexpected end of stream; put texts in quotes",
    ),
    "colon in a bare text": (
        b"id: missed_dose\ntitle: when: now\n",
        "2: not YAML: mapping values are not allowed in this context; put texts in quotes",
    ),
    "two documents": (
        b"id: missed_dose\n---\nid: other\n",
        "2: not YAML: but found another document; put texts in quotes",
    ),
    "control characters": (
        b"id: \x07\n",
        "1: not YAML: unacceptable character #x0007: control characters are not allowed "
        'in "<unicode string>", position 4',
    ),
}


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="messages of the parser written in C")
@pytest.mark.parametrize("name", WHOLE_FILE)
def test_a_file_that_is_no_yaml_is_named(content: Content, name: str) -> None:
    """
    A file that cannot be read as fields gives one message, and none about the fields that it lacks.
    """
    raw, message = WHOLE_FILE[name]

    content.path(FILE).write_bytes(raw)

    assert content.problems() == [f"intents/en/{FILE}:{message}"]


def test_a_folder_in_place_of_a_file_is_named(content: Content) -> None:
    """
    A directory that is called like an intent is no intent.
    """
    content.path("dosing/other.yaml").mkdir()

    assert content.problems() == ["intents/en/dosing/other.yaml:1: cannot be read: Is a directory"]


def test_a_link_to_nowhere_is_named(content: Content) -> None:
    """
    A link whose file has gone is a file that cannot be read.
    """
    content.path("dosing/other.yaml").symlink_to("gone.yaml")

    assert content.problems() == ["intents/en/dosing/other.yaml:1: cannot be read: No such file or directory"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable to root")
def test_an_unreadable_file_is_named(content: Content) -> None:
    """
    A file that may not be read says so.
    """
    content.path(FILE).chmod(0)

    assert content.problems() == [f"intents/en/{FILE}:1: cannot be read: Permission denied"]


def test_a_missing_file_is_named(content: Content) -> None:
    """
    Fixed texts are not optional.
    """
    content.path("replies.yaml").unlink()

    assert content.problems() == ["intents/en/replies.yaml:1: cannot be read: No such file or directory"]


def test_two_broken_files_are_told_at_once_in_order(content: Content) -> None:
    """
    One run reports every file, sorted by place, whichever was read first.
    """
    content.change("small_talk/hello.yaml", "id: hello", "id: hallo")
    content.change("catalog.yaml", 'language: "en"', 'langauge: "en"')
    content.change(FILE, "related: [how_often]", "relatd: [how_often]")
    content.change(FILE, '"I forgot my shot"', '""')

    assert content.problems() == [
        "intents/en/catalog.yaml:1: langauge: unknown key; did you mean `language`?",
        "intents/en/catalog.yaml:1: language: missing",
        "intents/en/dosing/missed_dose.yaml:4: questions[0]: expected text, found an empty one",
        "intents/en/dosing/missed_dose.yaml:8: relatd: unknown key; did you mean `related`?",
        "intents/en/small_talk/hello.yaml:1: id: expected `hello`, the name of the file, found `hallo`",
    ]


def test_form_comes_before_rules(content: Content) -> None:
    """
    While a file cannot be read, no rule speaks: half of what it said would be wrong.
    """
    content.write("dosing/how_often.yaml", "")
    content.answer("Yes.")

    assert content.problems() == [
        "intents/en/dosing/how_often.yaml:1: expected fields (`name: value`), found an empty file"
    ]


def test_a_topic_of_no_known_kind_is_named(content: Content) -> None:
    """
    The kind of a topic is one of four.
    """
    content.change("catalog.yaml", "kind: chat", "kind: reply")

    assert content.problems() == [
        "intents/en/catalog.yaml:15: topics.kind: expected answer, clarify, chat or decline, found `reply`",
        "intents/en/small_talk/hello.yaml:1: sections: missing",
    ]


def test_a_folder_without_catalogue_is_no_content(tmp_path: Path) -> None:
    """
    What is not content at all says what was expected.
    """
    with pytest.raises(
        ContentNotFound, match=r"no catalog\.yaml in .*: expected a folder of intents, such as intents/en"
    ):
        check(tmp_path, date(2026, 6, 1))
