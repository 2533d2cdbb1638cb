"""The command line: what each command prints, and the exit code that a script can rely on."""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from kineret_bot import Bot, cli
from kineret_bot.locate import intents_folder
from kineret_bot.triage.numbers import FAILSAFE
from kineret_bot.wire import reply_json
from processes import kineret_bot, start

TINY = Path(__file__).parent / "content" / "tiny"
SHARED = ("dialogue.yaml", "replies.yaml", "thresholds.yaml")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(bot: Bot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `kineret-bot` with these arguments in this process, over the shipped bot: exit code, output, complaints."""
    monkeypatch.setattr("kineret_bot.load_bot", lambda *_, **__: bot)

    def run_it(*arguments: str, given: str | bytes = "") -> tuple[int, str, str]:
        data = given.encode() if isinstance(given, str) else given
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        try:
            code = cli.main(arguments)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        return code, *capsys.readouterr()

    return run_it


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content of four intents with the shipped rules of triage, and a cache of its own beside it."""
    root = tmp_path_factory.mktemp("other")
    shipped, folder = intents_folder(), root / "intents" / "en"
    shutil.copytree(TINY, folder)
    shutil.rmtree(folder / "triage")
    shutil.copytree(shipped / "triage", folder / "triage", ignore=shutil.ignore_patterns("examples"))
    for name in SHARED:
        shutil.copy(shipped / name, folder)
    return root


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("where do I keep it?", cli.ANSWERED),
        ("I can't breathe", cli.ANSWERED),
        ("thank you", cli.ANSWERED),
        ("who won the football game", cli.NOT_ANSWERED),
        ("what about the dose", cli.NOT_ANSWERED),
        ("", cli.NOT_ANSWERED),
    ],
)
def test_ask_prints_the_reply(run: Run, bot: Bot, question: str, code: int) -> None:
    """
    `ask` prints the text; the exit code is 0 for an answer, alarm or courtesy, 1 for a decline or a question back.
    """
    assert run("ask", question) == (code, f"{bot.reply(question).text}\n", "")


def test_ask_takes_words_with_and_without_quotes(run: Run) -> None:
    """
    The words of a question need no quotes.
    """
    assert run("ask", "where", "do", "I", "keep", "it?") == run("ask", "where do I keep it?")


def test_ask_json_is_one_line_of_the_reply(run: Run, bot: Bot) -> None:
    """
    `--json` prints the reply JSON on one line.
    """
    _, output, _ = run("ask", "--json", "where do I keep it?")

    assert output.count("\n") == 1
    assert json.loads(output) == reply_json(bot.reply("where do I keep it?"))


@pytest.mark.parametrize(
    "question", ["where do i kepe it", "can't breathe", "thanks", "who won", "", "how often and can kids take it"]
)
def test_ask_explain_tells_how_it_came_about(run: Run, bot: Bot, question: str) -> None:
    """
    `--explain` prints the reply, what triage saw, and the candidates with the decision and the way out.
    """
    _, output, _ = run("ask", "--explain", question)

    assert output.startswith(f"{bot.reply(question).text}\n\nWhy this reply\nTriage: ")
    assert ("To change it: " in output) == bool(question)


def test_ask_explain_names_evidence_and_thresholds(run: Run) -> None:
    """
    Runners-up, their closest questions, the evidence between the first two, margins and thresholds are shown.
    """
    _, output, _ = run("ask", "--explain", "where shuld i keep my syringes")

    for piece in (
        "storage: closest question",
        "What speaks for storage (+)",
        "Decision: answer:",
        "Thresholds: an answer needs",
    ):
        assert piece in output


def test_explain_shows_what_triage_saw(run: Run) -> None:
    """
    For an alarm the concept, the rule and the level are shown.
    """
    _, output, _ = run("ask", "--explain", "I can't breathe")

    assert "Triage: emergency, shown as a card (911" in output
    assert "Trouble breathing: rule" in output


def test_batch_answers_line_by_line(run: Run, bot: Bot) -> None:
    """
    JSON lines in, JSON lines out, in order, each with its id.
    """
    texts = ["where do I keep it?", "I can't breathe", "hello"]
    code, output, _ = run(
        "batch", given="".join(json.dumps({"id": f"n{n}", "text": text}) + "\n" for n, text in enumerate(texts))
    )

    replies = [json.loads(line) for line in output.splitlines()]
    assert code == cli.ANSWERED
    assert replies == [{"id": f"n{n}", "reply": reply_json(bot.reply(text))} for n, text in enumerate(texts)]


def test_batch_reads_a_file(run: Run, tmp_path: Path) -> None:
    """
    A file may stand in place of the standard input.
    """
    (tmp_path / "questions.jsonl").write_text('{"id": 1, "text": "hello"}\n')

    assert run("batch", str(tmp_path / "questions.jsonl")) == run("batch", given='{"id": 1, "text": "hello"}\n')


def test_batch_without_its_file_says_so(run: Run, tmp_path: Path) -> None:
    """
    A file that is not there is named, with exit code 2.
    """
    path = tmp_path / "nowhere.jsonl"

    assert run("batch", str(path)) == (cli.USAGE, "", f"kineret-bot: cannot read {path}: No such file or directory\n")


def test_wrong_arguments_are_usage(run: Run) -> None:
    """
    A command that does not exist, or none that was asked for, is exit code 2 and a line on how to use it.
    """
    for arguments in (["sing"], ["ask"], ["ask", "--json", "--explain", "x"], ["batch", "--sing"], ["--sing"]):
        code, output, complaint = run(*arguments)

        assert (code, output) == (cli.USAGE, "")
        assert complaint.startswith("usage: kineret-bot")


def test_about_and_help_name_the_emergency_numbers(run: Run) -> None:
    """
    Whoever asks what this is for reads that it is automated, gives no advice, and whom to call.
    """
    for flag in ("--about", "--help"):
        code, output, _ = run(flag)

        assert code == cli.ANSWERED
        for piece in ("automated", "no medical advice", "911", "800-222-1222"):
            assert piece in output


def test_version_is_that_of_the_package(run: Run) -> None:
    """
    `--version` prints name and version.
    """
    code, output, _ = run("--version")

    assert code == cli.ANSWERED
    assert output.startswith("kineret-bot 0.")


@pytest.mark.parametrize(
    "arguments", [[], ["--plain"], ["chat"], ["chat", "--plain"], ["--intents", "x"], ["--intents", "x", "chat"]]
)
def test_chat_is_the_default(run: Run, arguments: list[str]) -> None:
    """
    `kineret-bot` alone talks, line by line where there is no terminal; the end of the input is the end of the chat.
    """
    code, output, _ = run(*arguments, given="where do I keep it?\n")

    assert code == cli.ANSWERED
    assert output.startswith("Hello. I'm an automated helper")
    assert "refrigerator" in output


def test_interrupt_is_told_to_the_shell(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Ctrl-C during a command is exit code 130, without a traceback.
    """

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kineret_bot.load_bot", interrupted)

    assert run("ask", "hello") == (cli.INTERRUPTED, "", "")


def test_output_that_cannot_hold_a_letter_still_comes(bot: Bot) -> None:
    """
    Where the terminal knows ASCII alone, other letters become question marks.
    """
    done = kineret_bot("ask", "--explain", "where do I keep it?", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"?Where" in done.stdout or b"closest question" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
@pytest.mark.parametrize("command", [["batch"], ["chat", "--plain"]])
def test_reader_who_leaves_is_no_error(bot: Bot, command: list[str]) -> None:
    """
    `| head -1` ends the command quietly.
    """
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "kineret_bot", *command], stdin=subprocess.PIPE, stdout=writer, stderr=subprocess.PIPE
    )
    os.close(reader)
    os.close(writer)
    _, complaint = process.communicate(b'{"id": 1, "text": "hello"}\n' * 3000)

    assert (process.returncode, complaint) == (0, b"")


def test_other_content_by_option_and_variable(other: Path) -> None:
    """
    `--intents`, before or after the command, or KINERET_BOT_INTENTS, chooses other content.
    """
    folder, cache = str(other / "intents"), str(other / "cache")
    question = ["ask", "what if I miss a dose?"]
    said = [
        kineret_bot("--intents", folder, *question, KINERET_BOT_CACHE=cache),
        kineret_bot(*question, "--intents", folder, KINERET_BOT_CACHE=cache),
        kineret_bot(*question, KINERET_BOT_INTENTS=folder, KINERET_BOT_CACHE=cache),
        kineret_bot(*question, KINERET_BOT_INTENTS=f"{folder}/en", KINERET_BOT_CACHE=cache),
    ]

    assert {done.stdout for done in said} == {b"Call your provider. They can tell you when the next shot is due.\n"}
    assert said[0].stderr == b"Learning from 11 questions; this takes some minutes, once.\n"
    assert said[1].stderr == b""


@pytest.mark.parametrize(
    "command", [["ask", "hello"], ["batch"], ["chat", "--plain"], ["check"], ["train"], ["train", "--check"]]
)
def test_missing_content_is_exit_code_3(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Where there is no content every command says where it looked and how to go on, with the numbers to call.
    """
    folder = tmp_path / "nowhere"

    assert cli.main([*command, "--intents", str(folder)]) == cli.BAD_CONTENT
    assert capsys.readouterr() == (
        "",
        f"kineret-bot: no intents in {folder}: expected a folder with catalog.yaml or en/catalog.yaml; "
        f"set --intents or KINERET_BOT_INTENTS\n{FAILSAFE}\n",
    )


@pytest.mark.parametrize(
    "command", [["ask", "hello"], ["batch"], ["chat", "--plain"], ["check"], ["train"], ["train", "--check"]]
)
def test_broken_content_is_every_problem_and_exit_code_3(
    other: Path, command: Sequence[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Broken content is told with every problem at once, sorted, with the numbers to call and no traceback.
    """
    shutil.copytree(other / "intents", tmp_path / "intents")
    folder = tmp_path / "intents" / "en"
    (folder / "thresholds.yaml").write_text("answer: [\n")
    (folder / "dosing" / "how_often.yaml").write_bytes(b"\xff\xfe\x00")
    missed = folder / "dosing" / "missed_dose.yaml"
    missed.write_text(missed.read_text() + "colour: red\nid: again\n")

    assert cli.main([*command, "--intents", str(tmp_path / "intents")]) == cli.BAD_CONTENT
    output, complaint = capsys.readouterr()
    problems = complaint.splitlines()[:-2]
    assert output == ""
    assert [problem.split(":")[0] for problem in problems] == [
        "intents/en/dosing/how_often.yaml",
        "intents/en/dosing/missed_dose.yaml",
        "intents/en/dosing/missed_dose.yaml",
        "intents/en/thresholds.yaml",
    ]
    assert complaint.splitlines()[-2:] == ["4 problems in the content", FAILSAFE]


def test_check_of_good_content_says_how_much_there_is(tmp_path: Path, run: Run) -> None:
    """
    `check` counts what it found good; with `--quiet` it is silent.
    """
    folder = str(tmp_path / "intents")
    shutil.copytree(TINY, f"{folder}/en")
    for name in SHARED:
        shutil.copy(intents_folder() / name, f"{folder}/en")
    catalog = Path(folder, "en", "catalog.yaml")
    catalog.write_text(catalog.read_text().replace("2027-01-15", "2999-01-15"))

    assert run("check", "--intents", folder) == (
        cli.ANSWERED, f"{folder}/en: no problems in 4 intents with 11 questions\n", ""
    )  # fmt: skip
    assert run("check", "--quiet", "--intents", folder) == (cli.ANSWERED, "", "")


def test_train_stores_weights_that_check_finds_current(other: Path, tmp_path: Path, run: Run) -> None:
    """
    `train` learns into weights.json; `train --check` then says current (0), and older (1) once a question changes.
    """
    shutil.copytree(other / "intents", tmp_path / "intents")
    folder = tmp_path / "intents"

    assert run("train", "--check", "--intents", str(folder))[0] == cli.NOT_ANSWERED
    assert run("train", "--intents", str(folder))[0] == cli.ANSWERED
    assert run("train", "--check", "--intents", str(folder))[:2] == (cli.ANSWERED, "the stored weights are current\n")
    missed = folder / "en" / "dosing" / "missed_dose.yaml"
    missed.write_text(missed.read_text().replace("I forgot my shot", "I clean forgot my shot"))
    assert run("train", "--check", "--intents", str(folder))[:2] == (
        cli.NOT_ANSWERED,
        "the stored weights are older than the content: run `kineret-bot train`\n",
    )


IMPORTED = """
import sys
from kineret_bot.cli import main
main(["ask", "where do I keep it?"])
print(*sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def test_answer_from_the_cache_imports_little(bot: Bot) -> None:
    """
    One `ask` loads neither the terminal's library, nor YAML, nor a server: a start is fast.
    """
    done = start("-c", IMPORTED)
    imported = set(done.stderr.decode().split())

    assert {"kineret_bot", "rapidfuzz"} <= imported
    assert not imported & {
        "yaml",
        "prompt_toolkit",
        "starlette",
        "uvicorn",
        "asyncio",
        "pytest",
        "multiprocessing",
        "urllib.request",
    }


def commands() -> dict[str, Any]:
    """Each command's own parser."""
    return next(action.choices for action in cli._parser()._actions if isinstance(action, argparse._SubParsersAction))


@pytest.mark.parametrize("name", commands())
def test_every_command_has_help(run: Run, name: str) -> None:
    """
    `kineret-bot COMMAND --help` says what the command and each of its options do.
    """
    code, output, _ = run(name, "--help")

    assert code == cli.ANSWERED
    assert all(action.help for action in commands()[name]._actions)
    assert output.startswith(f"usage: kineret-bot {name}")
