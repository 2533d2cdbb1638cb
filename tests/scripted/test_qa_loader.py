"""Reading `*.qa.yaml`."""

from __future__ import annotations

import pytest

from kineret_bot.channels.scripted.loader import NoSuchFileError, load
from kineret_bot.errors import ContentError

BAD = {
    "version: 2\ntests: []\n": "a.qa.yaml:1: version: expected 1, found 2",
    "version: 1\ntests:\n  - name: x\n    ask: hi\n    expcet: {kind: answer}\n": (
        "a.qa.yaml:3: tests[0].expect: missing\na.qa.yaml:5: tests[0].expcet: unknown key; did you mean `expect`?"
    ),
    "version: 1\ntests:\n  - name: x\n    expect: {kind: answer}\n": (
        "a.qa.yaml:3: tests[0]: expected either `ask` or `steps`, found neither"
    ),
    "version: 1\ntests:\n  - name: x\n    ask: hi\n    expect: {kind: anwser}\n": (
        "a.qa.yaml:5: tests[0].expect.kind: "
        "expected answer, clarify, decline, escalate or chat, found `anwser`; did you mean `answer`?"
    ),
    "version: 1\ntests:\n  - name: x\n    ask: hi\n    expect: {}\n": (
        "a.qa.yaml:5: expect: expects nothing; say at least `kind`"
    ),
    "version: 1\ntests:\n  - name: x\n    ask: hi\n    expect:\n      contains: [911]\n": (
        "a.qa.yaml:6: tests[0].expect.contains[0]: expected text, found the number `911`; put it in quotes"
    ),
    'version: 1\ntests:\n  - name: x\n    ask: hi\n    expect: {matches: "("}\n': (
        "a.qa.yaml:5: tests[0].expect.matches: expected a regular expression, found `(`"
        " (missing ), unterminated subpattern at position 0)"
    ),
    "version: 1\ntests:\n  - name: x\n    tags: [Near-Miss]\n    ask: hi\n    expect: {kind: chat}\n": (
        "a.qa.yaml:4: tests[0].tags[0]: expected small letters, digits and `_`, found `Near-Miss`"
    ),
    "version: 1\ntests:\n  - name: x\n    ask:\n      - hi\n      - hi\n    expect: {kind: chat}\n": (
        "a.qa.yaml:6: `x[hi]` stands here twice, first on line 5; rename or remove one"
    ),
    "version: 1\ntests:\n  - name: x\n    steps:\n      - {user: hi}\n": (
        "a.qa.yaml:3: tests[0].steps: expected `expect` in at least one step"
    ),
    "version: 1\ntests:\n  - name: x\n    ask: hi\n    expect: {alert: nothing}\n": (
        "a.qa.yaml:5: tests[0].expect.alert: expected `none`, or fields `level` and `form`, found `nothing`"
    ),
    "version: 1\ntests:\n  - name: x\n    ask: hi\n    expect: {min_confidence: 7}\n": (
        "a.qa.yaml:5: min_confidence: expected 0 to 1, found 7"
    ),
    "version: 1\ntests:\n  - name: x\n    ask: [a: b\n": "a.qa.yaml:5: not YAML: did not find expected ',' or ']'",
}


@pytest.mark.parametrize("text", BAD)
def test_each_mistake_has_an_address_and_a_way_out(write, text):
    """
    A mistake is reported as file, line, field, what was found and what was expected.
    """
    with pytest.raises(ContentError) as caught:
        load([write(text)])

    assert str(caught.value).startswith(BAD[text])


def test_mistakes_of_all_files_come_at_once(write):
    """
    One run reports what is wrong in every file.
    """
    write("version: 1\n", "b.qa.yaml")
    write("tests: []\n", "c/d.qa.yaml")

    with pytest.raises(ContentError) as caught:
        load(["."])

    assert [problem.file for problem in caught.value.problems] == ["b.qa.yaml", "c/d.qa.yaml"]


def test_one_case_for_each_phrasing(mixed):
    """
    Each phrasing is a case with its own line, a conversation is one.
    """
    cases = load([mixed])

    assert [(case.line, case.name) for case in cases] == [
        (6, "keeping[storage?]"),
        (7, "keeping[where does it live]"),
        (8, "keeping[the fridge]"),
        (12, "alarm[I can't breathe]"),
        (14, "talk"),
    ]


def test_a_phrasing_may_be_empty(write):
    """
    What happens to an empty message can be tested.
    """
    cases = load([write('version: 1\ntests:\n  - name: x\n    ask: ["", "  "]\n    expect: {kind: decline}\n')])

    assert [case.steps[0].text for case in cases] == ["", "  "]


def test_yes_and_911_are_words(write):
    """
    A quoted `no` or `911` is text like any other.
    """
    cases = load([write('version: 1\ntests:\n  - name: x\n    ask: "no"\n    expect: {contains: "911"}\n')])

    assert (cases[0].steps[0].text, cases[0].steps[0].expect.contains) == ("no", ("911",))


def test_a_path_without_tests_is_refused(write):
    """
    A mistyped path is no success.
    """
    with pytest.raises(NoSuchFileError, match=r"^no \*\.qa\.yaml at nowhere: expected a file, or a folder"):
        load(["nowhere"])


def test_a_name_is_one_line_and_not_too_long(write):
    """
    A story of a question still makes a name that fits on a line.
    """
    text = 'version: 1\ntests:\n  - name: x\n    ask: "' + "a\\n" + "b" * 200 + '"\n    expect: {kind: chat}\n'

    name = load([write(text)])[0].name

    assert name.startswith("x[a bbb")
    assert len(name) == 103
    assert name.endswith("…]")
