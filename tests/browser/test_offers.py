"""What the page and the widget offer to ask, asked of the bot as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.resources import files

import pytest

from kineret_bot import Bot, load_bot
from kineret_bot.model import Kind, Level

STATIC = files("kineret_bot") / "channels" / "http" / "static"
PAGE = re.findall(r'data-ask="(.+?)"', (STATIC / "index.html").read_text(encoding="utf-8"))
(STARTERS,) = re.findall(r'starters: "(.+?)"', (STATIC / "kineret-chat.js").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bot() -> Bot:
    """The bot with its own content."""
    return load_bot()


@pytest.fixture
def real_site(bot: Bot) -> Iterator[str]:
    """The demo page with that bot behind it."""
    pytest.importorskip("uvicorn", reason="Browser tests need the server: pip install 'kineret-bot[serve]'")
    from demo_site import serving

    with serving(bot) as address:
        yield address


@pytest.mark.parametrize("question", [*PAGE, *STARTERS.split("|")])
def test_offered_questions_are_answered(bot: Bot, question: str):
    """
    Whatever is offered for a click has an answer with a source.
    """
    reply = bot.reply(question)

    assert reply.kind is Kind.ANSWER
    assert all(answer.sections for answer in reply.answers)


def test_a_visit_with_the_real_bot(visit: Callable, real_site: str):
    """
    With the real content an offered question is answered with its source, and trouble breathing gets the 911 card.
    """
    chat = visit(address=real_site).open()
    chat.options.first.click()
    chat.log.locator(".why").wait_for()
    alarm = chat.ask("I can't breathe after my shot")

    assert alarm.locator(".card").get_attribute("data-level") == Level.EMERGENCY
    assert alarm.locator(".calls a").first.get_attribute("href") == "tel:911"
