"""Reading labelled messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from kineret_bot.errors import ContentError
from kineret_bot.evaluation.cases import read_cases
from kineret_bot.model import Kind

SCRIPT = """\
version: 1
tests:
  - name: plain
    tags: [near_miss]
    ask: ["where", {text: "there", xfail: "no"}]
    expect: {kind: [answer, decline], intent: [storage, needles]}
  - name: card
    ask: "help"
    expect: {alert: {level: [emergency, crisis]}}
  - name: either
    ask: "hm"
    expect: {kind: [escalate, chat]}
  - name: words only
    ask: "words"
    expect: {contains: "words"}
  - name: talk
    steps: [{user: "one"}, {user: "two", expect: {intent: needles}}]
"""


def test_scripted_tests_are_labelled_messages(tmp_path, monkeypatch):
    """
    Kind, intents, level and tags of a `*.qa.yaml` become labels; what only looks at words is left out.
    """
    monkeypatch.chdir(tmp_path)
    Path("a.qa.yaml").write_text(SCRIPT)

    cases, unlabelled = read_cases(["."])

    assert unlabelled == 2
    assert [(c.text, c.outcome, c.intents, c.levels, c.accept, c.near_miss, c.before) for c in cases] == [
        ("where", Kind.ANSWER, ("storage", "needles"), (), ("decline",), True, ()),
        ("there", Kind.ANSWER, ("storage", "needles"), (), ("decline",), True, ()),
        ("help", Kind.ESCALATE, (), ("emergency", "crisis"), (), False, ()),
        ("hm", Kind.CHAT, (), (), ("escalate",), False, ()),
        ("two", Kind.ANSWER, ("needles",), (), (), False, ("one",)),
    ]


def test_json_lines_know_their_place(lines):
    """
    Each message has its file and line, and an id that is its own or its text.
    """
    cases, unlabelled = read_cases([lines])

    assert unlabelled == 2
    assert (cases[1].place, cases[0].id, cases[1].id) == ("cases.jsonl:2", "storage 0.95", "s-2")
    assert (cases[-1].id, cases[-1].before) == ("talk#2", ("hi",))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "expected one JSON object a line"),
        ("[]", "expected one JSON object a line"),
        ('{"q": 1, "intent": "x"}', "q: expected a text"),
        (
            '{"q": "a", "outcome": "anwser"}',
            "outcome: expected answer, clarify, decline, escalate, chat, found `anwser`",
        ),
        ('{"q": "a", "level": "high"}', "level: expected emergency, crisis, poison, urgent, found `high`"),
        ('{"q": "a", "intnt": "x"}', "unknown key `intnt`; known here: accept, id, intent, level, name"),
    ],
)
def test_a_mistake_has_its_line(tmp_path, line, problem):
    """
    A line that cannot be read is reported as file:line.
    """
    path = tmp_path / "c.jsonl"
    path.write_text(f'{{"q": "fine", "intent": "x"}}\n{line}\n')

    with pytest.raises(ContentError) as caught:
        read_cases([str(path)])

    assert str(caught.value).startswith(f"{path.as_posix()}:2: {problem}")
