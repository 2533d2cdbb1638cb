"""`kineret-bot test`."""

from __future__ import annotations

import argparse
import io
import json
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kineret_bot.channels.scripted.command import test as run_test
from kineret_bot.channels.scripted.loader import load
from kineret_bot.channels.scripted.reports import Progress
from kineret_bot.channels.scripted.runner import Outcome, Result
from kineret_bot.channels.scripted.selection import ExpressionError, compiled
from kineret_bot.errors import ContentError

DEFAULTS = {
    **dict.fromkeys(("junit", "k", "tag", "url")),
    **dict.fromkeys(("tap", "json", "fail_fast", "update_xfail"), False),
}


@pytest.fixture
def run(small_bot):
    """Runs the command over the small bot."""

    def run(*paths: str, **options) -> int:
        return run_test(argparse.Namespace(paths=paths, **{**DEFAULTS, **options}), lambda: small_bot)

    return run


def test_the_text_report(run, mixed, capsys):
    """
    A failure is shown at its line with expected, got and why; then the counts.
    """
    code = run(mixed)

    text, _, seconds = capsys.readouterr().out.rpartition(" in ")
    assert code == 1
    assert seconds.endswith(" s\n")
    assert text == (
        "a.qa.yaml:7: keeping: “where does it live”\n"
        "  kind: expected `answer`, got `decline`\n"
        "  intent: expected `storage`, got none\n"
        "  why: a word of it\n"
        "5 phrasings: 3 passed, 1 failed, 1 known to fail,"
    )


def test_all_well_is_zero(run, mixed, capsys):
    """
    A run in which all is as expected, known failures among it, ends with 0.
    """
    assert run(mixed, k="not where") == 0
    assert capsys.readouterr().out.startswith("4 phrasings: 3 passed, 1 known to fail,")


def test_a_known_failure_that_passes_fails_the_run(run, write, capsys):
    """
    A mark that is out of date is as bad as a failure, so that none stays behind.
    """
    text = 'version: 1\ntests:\n  - name: x\n    ask: {text: "storage", xfail: "once"}\n    expect: {kind: answer}\n'

    code = run(write(text))

    assert code == 1
    assert "passes, though marked as failing (once); take the mark `xfail` away" in capsys.readouterr().out


def test_a_step_that_fails_is_named(run, write, capsys):
    """
    In a conversation the message that went wrong is shown with its number and line.
    """
    steps = '      - {user: "storage"}\n      - {user: "why?", expect: {intent: needles}}\n'

    run(write(f"version: 1\ntests:\n  - name: talk\n    steps:\n{steps}"))

    assert "a.qa.yaml:6: talk: step 2: “why?”\n  intent: expected `needles`, got `storage`" in capsys.readouterr().out


def test_a_misspelt_intent_is_a_mistake_in_the_file(run, write):
    """
    An intent that does not exist is reported at its line before anything runs.
    """
    name = write("version: 1\ntests:\n  - name: x\n    ask: hi\n    expect: {intent: storag}\n")

    with pytest.raises(ContentError) as caught:
        run(name)

    assert str(caught.value) == "a.qa.yaml:5: expect: no intent is called `storag`; did you mean `storage`?"


def test_tags_and_words_select(run, mixed, capsys):
    """
    --tag and -k choose, and a choice of nothing is no success.
    """
    assert run(mixed, tag=["safety"]) == 0
    assert capsys.readouterr().out.startswith("1 phrasings: 1 passed,")
    assert run(mixed, k="no such words") == 2
    assert "nothing was tested" in capsys.readouterr().err


def test_fail_fast_stops(run, mixed, capsys):
    """
    --fail-fast ends with the first failure and says how many were not run.
    """
    run(mixed, fail_fast=True)

    assert "2 phrasings: 1 passed, 1 failed, 3 not run" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("expression", "fits"),
    [
        ("too much", True),
        ("much too", False),
        ("much and (x or dose)", True),
        ("not dose", False),
        ("x or not y", True),
    ],
)
def test_words_of_k(expression, fits):
    """
    and, or, not and brackets mean what they say; words side by side are one phrase.
    """
    assert compiled(expression)("too much of a dose") is fits


@pytest.mark.parametrize("expression", ["(a", "and", "a or", "a )", "not"])
def test_a_broken_k_is_refused(expression):
    """
    A -k that cannot be read is an error, not a match.
    """
    with pytest.raises(ExpressionError, match=r"^-k "):
        compiled(expression)


def test_json_lines(run, mixed, capsys):
    """
    --json prints one object for each phrasing, then the counts.
    """
    run(mixed, json=True)

    *cases, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert [case["outcome"] for case in cases] == ["passed", "failed", "xfailed", "passed", "passed"]
    assert (cases[1]["file"], cases[1]["line"], cases[1]["asked"]) == ("a.qa.yaml", 7, ["where does it live"])
    assert (last["summary"]["passed"], last["summary"]["skipped"]) == (3, 0)


def test_junit_is_well_formed_whatever_was_asked(run, write):
    """
    Control characters in a question do not break the XML.
    """
    name = write('version: 1\ntests:\n  - name: x\n    ask: "a\\0b<&>\\x1b"\n    expect: {kind: chat}\n')

    run(name, junit="out/junit.xml")

    suite = ElementTree.parse("out/junit.xml").getroot()[0]
    assert suite[0].get("name") == "x[a#x00b<&>#x1B]"


@pytest.mark.skipif(shutil.which("prove") is None, reason="needs prove, a part of Perl")
def test_prove_accepts_the_tap(run, write, mixed, capsys):
    """
    prove counts passes, a known failure as TODO, and a failure.
    """
    write(
        'version: 1\ntests:\n  - name: "hash # and \\\\"\n    ask: storage\n    expect: {kind: answer}\n', "b.qa.yaml"
    )
    run(".", tap=True)
    Path("out.tap").write_text(capsys.readouterr().out)

    proved = subprocess.run(["prove", "-v", "-e", "cat", "out.tap"], capture_output=True, text=True, check=False)

    assert "Failed 1/6 subtests" in proved.stdout
    assert "Parse errors" not in proved.stdout
    assert "Failed test:  2" in proved.stdout


@pytest.mark.skipif(shutil.which("prove") is None, reason="needs prove, a part of Perl")
def test_prove_passes_when_all_is_well(run, mixed, capsys):
    """
    A known failure does not fail under prove.
    """
    run(mixed, tap=True, k="not where")
    Path("out.tap").write_text(capsys.readouterr().out)

    proved = subprocess.run(["prove", "-e", "cat", "out.tap"], capture_output=True, text=True, check=False)

    assert proved.stdout.endswith("Result: PASS\n")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_for_terminals(mixed, monkeypatch):
    """
    A terminal sees a bar that goes away; a pipe sees nothing.
    """
    monkeypatch.setenv("TERM", "xterm")
    result = Result(case=load([mixed])[0], outcome=Outcome.PASSED, seconds=0.0)
    terminal, pipe = _Terminal(), io.StringIO()
    for output in (terminal, pipe):
        bar = Progress(output, 2)
        bar.add(result)
        bar.clear()

    assert terminal.getvalue() == "\r" + "█" * 20 + "░" * 20 + " 1/2, 0 bad \r\x1b[K"
    assert pipe.getvalue() == ""


def test_marks_are_put_and_taken(run, write, capsys):
    """
    --update-xfail marks what fails and unmarks what passes; comments and layout stay.
    """
    name = write(
        "# a comment\nversion: 1\ntests:\n  - name: x   # why\n    ask:\n"
        '      - "storage"   # fine\n'
        '      - {text: "storage too", xfail: "declines"}   # was bad\n'
        "      - 'say \"hm\"'   # bad\n"
        "    expect: {kind: answer, intent: storage}\n"
    )

    code = run(name, update_xfail=True)

    assert code == 0
    assert Path(name).read_text() == (
        "# a comment\nversion: 1\ntests:\n  - name: x   # why\n    ask:\n"
        '      - "storage"   # fine\n'
        '      - "storage too"   # was bad\n'
        '      - {text: \'say "hm"\', xfail: "declines"}   # bad\n'
        "    expect: {kind: answer, intent: storage}\n"
    )
    assert capsys.readouterr().out == (
        'a.qa.yaml:7: x[storage too]: mark taken away\na.qa.yaml:8: x[say "hm"]: marked: declines\n'
    )
    assert run(name) == 0


def test_a_conversation_bears_its_mark_under_its_name(run, write):
    """
    The mark of a conversation is put and taken on a line of its own.
    """
    steps = '    steps:\n      - {user: "storage", expect: {intent: storage}}\n'
    bad = f'  - name: talk  # one\n{steps}      - {{user: "why?", expect: {{intent: needles}}}}\n'
    name = write(f"version: 1\ntests:\n{bad}  - name: other\n    xfail: once    # or twice\n{steps}")

    run(name, update_xfail=True)

    marked = bad.replace(steps, f'    xfail: "step 2: answers storage"\n{steps}')
    assert Path(name).read_text() == f"version: 1\ntests:\n{marked}  - name: other\n{steps}"
    assert run(name) == 0


def test_what_cannot_be_marked_is_left_alone(run, write, capsys):
    """
    A phrasing that does not stand on a line of its own is named, and its file stays as it was.
    """
    text = 'version: 1\ntests:\n  - name: x\n    ask: ["hm", "what"]\n    expect: {kind: answer}\n'

    code = run(write(text), update_xfail=True)

    assert code == 1
    assert Path("a.qa.yaml").read_text() == text
    assert capsys.readouterr().out.startswith("a.qa.yaml:4: cannot change this mark")
