"""The plain terminal chat as a person reads it, from the greeting to the goodbye."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kineret_bot import Bot
from kineret_bot.channels.terminal import run_chat
from kineret_bot.channels.terminal.plain import talk, wrap
from kineret_bot.channels.terminal.session import Session
from processes import kineret_bot

TRANSCRIPT = Path(__file__).with_name("transcript.txt")
TYPED = (
    "/why", "hello", "/help", "/sources", "what if I miss a dose?", "/sources", "   ", "/topics", "/topics 4",
    "I can't breathe", "where do I keep it?", "/clear", "/sing", "say that again", "who won the football game",
    "/quit",
)  # fmt: skip


class Person(io.StringIO):
    """Somebody at a terminal: what they type is seen on the screen, as a terminal echoes it."""

    def __init__(self, lines: tuple[str, ...], screen: io.StringIO) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))
        self._screen = screen

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        line = super().readline(-1 if size is None else size)
        self._screen.write(line)
        return line


def chat(bot: Bot, *lines: str) -> str:
    """The screen after a chat."""
    screen = io.StringIO()
    assert talk(Session(bot), Person(lines, screen), screen) == 0
    return screen.getvalue()


def test_whole_transcript(bot: Bot, request: pytest.FixtureRequest) -> None:
    """
    A chat reads as it was read and approved: delete transcript.txt to have it written anew.
    """
    screen = chat(bot, *TYPED)
    if not TRANSCRIPT.exists():
        TRANSCRIPT.write_text(screen, encoding="utf-8")

    assert screen == TRANSCRIPT.read_text(encoding="utf-8")


def test_every_line_fits_the_screen(bot: Bot) -> None:
    """
    No line is wider than 79 columns.
    """
    assert max(map(len, chat(bot, *TYPED).splitlines())) <= 79


def test_nothing_but_text_is_written(bot: Bot) -> None:
    """
    A screen reader meets no colour, no cursor movement, no control.
    """
    assert all(character.isprintable() or character == "\n" for character in chat(bot, *TYPED))


def test_end_of_input_is_the_end_of_the_chat(bot: Bot) -> None:
    """
    Ctrl-D leaves.
    """
    assert chat(bot, "hello").count("You: ") == 2


def test_ctrl_c_goes_on(bot: Bot) -> None:
    """
    Ctrl-C drops the line, not the chat.
    """

    class Interrupted(Person):
        interrupted = False

        def readline(self, size: int | None = -1, /) -> str:
            if not self.interrupted:
                self.interrupted = True
                raise KeyboardInterrupt
            return super().readline(size)

    screen = io.StringIO()

    assert talk(Session(bot), Interrupted(("/quit",), screen), screen) == 0
    assert "Take care." in screen.getvalue()


@pytest.mark.parametrize("width", [20, 40, 79, 200])
def test_telephone_numbers_stay_whole(width: int) -> None:
    """
    A number to call is never broken over two lines, nor a word.
    """
    wrapped = wrap("For too much medicine, call Poison Control: 800-222-1222. " * 5, width)

    assert wrapped.count("800-222-1222.") == 5


def test_lists_are_indented_under_their_mark() -> None:
    """
    The second line of an item stands under the first.
    """
    assert wrap("- one two three\n2. one two three\nplain words here", 9) == (
        "- one two\n  three\n2. one\n   two\n   three\nplain\nwords\nhere"
    )


@pytest.mark.parametrize("environment", [{}, {"TERM": "dumb"}, {"NO_COLOR": "1", "TERM": "xterm"}])
def test_pipe_gets_plain_text(bot: Bot, environment: dict[str, str]) -> None:
    """
    Where there is no terminal the chat is line by line, without a prompt and without colour.
    """
    done = kineret_bot(given=b"where do I keep it?\n/quit\n", **environment)

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"refrigerator" in done.stdout
    assert b"\x1b" not in done.stdout
    assert b"You: " not in done.stdout


def test_stray_byte_costs_one_letter(bot: Bot) -> None:
    """
    A line in another encoding is read as far as it goes, and so are the lines after it.
    """
    given = "caf\u00e9 where do I keep it\nI can't breathe\n".encode("latin-1")
    done = kineret_bot("chat", "--plain", given=given, PYTHONIOENCODING="utf-8:strict", PYTHONUTF8="0")

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"refrigerator" in done.stdout
    assert b"Call 911 now." in done.stdout


class Terminal(io.StringIO):
    """Says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("term", "plain", "full"),
    [("xterm", False, True), ("xterm", True, False), ("dumb", False, False), ("", False, False)],
)
def test_kind_of_chat_follows_the_terminal(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, term: str, plain: bool, full: bool
) -> None:
    """
    A capable terminal gets the full chat; a dumb one, an unnamed one, and whoever says `--plain`, the plain one.
    """
    chosen: list[bool] = []
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr("kineret_bot.channels.terminal.full.talk", lambda *_, **__: chosen.append(True) or 0)
    monkeypatch.setattr("kineret_bot.channels.terminal.plain.talk", lambda *_: chosen.append(False) or 0)

    assert run_chat(bot, plain=plain) == 0
    assert chosen == [full]
