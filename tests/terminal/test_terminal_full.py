"""The chat on a capable terminal: keys go in through a pipe, and nothing is drawn."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.plain_text import PlainTextOutput

from kineret_bot import Bot
from kineret_bot.channels.terminal import full
from kineret_bot.channels.terminal.session import COMMANDS, Session, Shown

CTRL_C, CTRL_D = "\x03", "\x04"
Chat = Callable[..., list[Shown]]


@pytest.fixture
def chat(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Chat:
    """Types keys into a chat until it ends; everything that was shown."""
    shown: list[Shown] = []
    monkeypatch.setattr(full, "_show", shown.extend)

    def type_keys(keys: str, **options: Any) -> list[Shown]:
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
            pipe.send_text(keys)
            assert full.talk(Session(bot), **options) == 0
        return shown

    return type_keys


def said(shown: list[Shown]) -> str:
    return "\n".join(part.text for part in shown)


def test_question_is_answered(chat: Chat) -> None:
    """
    A line and Enter get the reply; `/quit` leaves.
    """
    assert "refrigerator" in said(chat("where do I keep it?\r/quit\r"))


def test_ctrl_d_leaves(chat: Chat) -> None:
    """
    Ctrl-D on an empty line leaves, with the same words as `/quit`.
    """
    assert chat(CTRL_D)[-1].text == "Take care. In an emergency, call 911."


def test_ctrl_c_clears_the_line(chat: Chat) -> None:
    """
    Ctrl-C drops what is being typed, and the chat goes on.
    """
    shown = chat(f"who won the football game{CTRL_C}where do I keep it?\r{CTRL_C}{CTRL_D}")

    assert "refrigerator" in said(shown)
    assert "I can answer these" not in said(shown)


def test_history_stays_in_memory(chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Nothing that is typed is written anywhere, unless somebody asks for it.
    """
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    chat("where do I keep it?\r/quit\r")

    assert list(tmp_path.rglob("*")) == []


def test_history_file_is_for_its_owner_alone(chat: Chat, tmp_path: Path) -> None:
    """
    With `--history` the lines are kept in a file that nobody else can read.
    """
    path = tmp_path / "history"
    chat("where do I keep it?\r/quit\r", history=str(path))

    assert "where do I keep it?" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["nowhere/history", "."])
def test_history_that_cannot_be_kept_is_told(chat: Chat, tmp_path: Path, name: str) -> None:
    """
    A file that cannot be written to costs the history, not the chat.
    """
    path = tmp_path / name
    shown = said(chat("where do I keep it?\r/quit\r", history=str(path)))

    assert f"Cannot keep a history in {path}: " in shown
    assert "refrigerator" in shown


def completions(bot: Bot, typed: str) -> list[str]:
    completer = full.Questions(Session(bot).completions())
    return [found.text for found in completer.get_completions(Document(typed), CompleteEvent())]


def test_commands_complete_from_the_slash(bot: Bot) -> None:
    """
    `/` offers all commands, `/t` those that begin so.
    """
    assert completions(bot, "/") == list(COMMANDS)
    assert completions(bot, "/t") == ["/topics"]
    assert completions(bot, "/x") == []


@pytest.mark.parametrize("typed", ["sto", "STORE", "kineret sto", "dose miss"])
def test_questions_complete_by_their_words(bot: Bot, typed: str) -> None:
    """
    From three letters on the questions that hold every word typed are offered.
    """
    found = completions(bot, typed)

    assert found
    assert all(word.lower() in title.lower() for title in found for word in typed.split())


@pytest.mark.parametrize("typed", ["", "s", "st", "qqq", "store qqq"])
def test_too_little_or_unknown_completes_to_nothing(bot: Bot, typed: str) -> None:
    """
    One or two letters, or a word of no question, offer nothing.
    """
    assert completions(bot, typed) == []


def test_completion_replaces_what_was_typed(bot: Bot) -> None:
    """
    A chosen question stands in place of what was typed, and is answered when sent.
    """
    completer = full.Questions(Session(bot).completions())
    found = next(iter(completer.get_completions(Document("miss"), CompleteEvent())))

    assert found.start_position == -4
    assert bot.reply(found.text).answers[0].intent == "missed_dose"


def test_toolbar_keeps_the_numbers_in_sight() -> None:
    """
    The bottom line names 911, Poison Control and the crisis line.
    """
    for number in ("911", "800-222-1222", "988"):
        assert number in full._TOOLBAR


def test_reply_is_drawn_whole(bot: Bot) -> None:
    """
    What is shown is printed in its order, whatever its style.
    """
    screen = io.StringIO()
    shown = Session(bot).hear("I can't breathe")
    with create_app_session(output=PlainTextOutput(screen)):
        full._show(shown)

    assert screen.getvalue().split() == said(shown).split()
