"""A chat in the terminal without the terminal: commands are commands, and everything else is a message."""

from __future__ import annotations

import pytest

from kineret_bot import Bot
from kineret_bot.channels.terminal.session import COMMANDS, Session


@pytest.fixture
def session(bot: Bot) -> Session:
    return Session(bot)


def text(session: Session, line: str) -> str:
    """All that is shown for a line."""
    return "\n".join(shown.text for shown in session.hear(line))


def test_opening_says_what_this_is(session: Session) -> None:
    """
    The first words say: automated, no medical advice, whom to call, how to leave.
    """
    opening = " ".join(shown.text for shown in session.opening())

    for piece in ("automated", "not a person", "not medical advice", "911", "800-222-1222", "/help", "/quit"):
        assert piece in opening


def test_help_names_every_command(session: Session) -> None:
    """
    `/help` lists all commands with a word on each.
    """
    shown = text(session, "/help")

    assert all(name in shown and about in shown for name, about in COMMANDS.items())


@pytest.mark.parametrize("line", ["/quit", "/exit", "/bye", "/QUIT", "  /quit  "])
def test_leaving(session: Session, line: str) -> None:
    """
    There are several words for leaving; the last line names 911.
    """
    assert "911" in text(session, line)
    assert session.over


def test_topics_and_their_questions(session: Session, bot: Bot) -> None:
    """
    `/topics` numbers the topics; `/topics N` lists the questions of one, each of which can be asked.
    """
    assert "1. What Kineret is" in text(session, "/topics")
    assert bot.library.by_id["storage"].title in text(session, "/topics 3")
    assert (
        text(session, "/topics 99")
        == text(session, "/topics 0")
        == text(session, "/topics x")
        == text(session, "/topics")
    )


def test_sources_name_document_and_sections(session: Session, bot: Bot) -> None:
    """
    `/sources` names the document, and for the last answer its sections.
    """
    before = text(session, "/sources")
    session.hear("what if I miss a dose?")

    assert bot.library.source.title in before
    assert "Sections: Missed Dose" in text(session, "/sources")


def test_why_explains_the_last_reply_in_its_conversation(session: Session) -> None:
    """
    `/why` explains what was said last, with what had been said before it.
    """
    assert "ask something first" in text(session, "/why")
    session.hear("where do I keep it?")
    session.hear("tell me more")

    assert "Conversation: asks more of the last answer" in text(session, "/why")


def test_clear_forgets_the_chat(session: Session) -> None:
    """
    After `/clear` nothing that came before is known.
    """
    session.hear("where do I keep it?")
    session.hear("/clear")

    assert text(session, "say that again").startswith("We've only just started.")
    session.hear("/clear")
    assert "ask something first" in text(session, "/why")


@pytest.mark.parametrize("line", ["", " ", "\t", "\u3000"])
def test_empty_line_shows_nothing(session: Session, line: str) -> None:
    """
    Enter alone is no message.
    """
    assert session.hear(line) == []


@pytest.mark.parametrize("line", ["/sing", "/hepl", "/", "//", "/" + "x" * 10_000, "/\x1b[31mred", "/zażółć"])
def test_unknown_command_is_told_without_repeating_it(session: Session, line: str) -> None:
    """
    What is no command gets the list of commands; nothing typed is shown again.
    """
    shown = text(session, line)

    assert shown.startswith("There is no such command. ")
    assert line == "/" or line not in shown


@pytest.mark.parametrize(
    "line",
    [
        "/help I can't breathe",
        "/quit I can't breathe",
        "/why can't I breathe, my throat is closing",
        "/choking",
        "/i cant breathe",
    ],
)
def test_slash_hides_no_alarm(session: Session, line: str) -> None:
    """
    A slash before an emergency is no reason to miss it.
    """
    assert "911" in text(session, line)
    assert not session.over


def test_alarm_is_marked_and_says_the_same_without_its_mark(session: Session) -> None:
    """
    The card is the first thing shown, in the style of an alarm; styles carry no meaning of their own.
    """
    shown = session.hear("I can't breathe")

    assert shown[0].style == "alarm"
    assert shown[0].text.startswith("Call 911 now.")
    assert {part.style for part in shown[1:]} <= {"bot", "note"}


def test_related_questions_stand_under_an_answer(session: Session, bot: Bot) -> None:
    """
    Under an answer other questions are offered; a decline and a question back have theirs in the text.
    """
    assert "You can also ask:\n- " in text(session, "where do I keep it?")
    assert "You can also ask" not in text(session, "who won the football game")


def test_every_question_and_command_can_be_completed(session: Session, bot: Bot) -> None:
    """
    The completions hold all commands, and the title of each answer.
    """
    completions = session.completions()

    assert set(COMMANDS) < set(completions)
    assert {intent.title for intent in bot.library.intents if intent.kind == "answer"} < set(completions)
