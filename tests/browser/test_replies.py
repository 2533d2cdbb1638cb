"""How finished replies are drawn."""

from __future__ import annotations

import pytest
from widget_replies import BREATH, EFFECTS, LINE, OPTIONS, SCRIPT, STORAGE

FIRST_CLASS = "nodes => nodes.map((node) => node.classList[0])"
LINKS = "links => links.map((link) => link.href)"


def test_matched_question_and_source(chat):
    """
    Under an answer stand the question that it answers, the curated wording that came closest, and its sections.
    """
    terms = chat.open().ask("storage").locator("dt, dd").all_text_contents()

    assert terms == ["Matched question", STORAGE.title, STORAGE.matched, "Source", *STORAGE.sections]


def test_matched_wording_only_where_it_differs(chat):
    """
    A wording that is the question itself is not said twice.
    """
    terms = chat.open().ask("side effects").locator("dt, dd").all_text_contents()

    assert terms == ["Matched question", EFFECTS.title, "Source", *EFFECTS.sections]


def test_two_answers_each_with_their_own_source(chat):
    """
    A reply with two answers shows under each of them where it comes from.
    """
    parts = chat.open().ask("both").locator(".prose, .why").evaluate_all(FIRST_CLASS)

    assert parts == ["prose", "why", "prose", "why"]


def test_small_talk_explains_nothing(chat):
    """
    A greeting has no source and shows none.
    """
    assert chat.open().ask("hello").locator("dl").count() == 0


def test_lists_are_lists(chat):
    """
    Lines that begin with a dash are the items of a list.
    """
    items = chat.open().ask("side effects").locator("ul > li").all_text_contents()

    assert items == ["redness where you inject", "headache"]


def test_options_are_buttons_once(chat):
    """
    The choices of a question stand there as buttons, and not a second time as text.
    """
    reply = chat.open().ask("it")

    assert reply.get_by_role("button").all_text_contents() == [option.label for option in OPTIONS]
    assert reply.text_content().count(OPTIONS[0].label) == 1


def test_option_is_asked(chat):
    """
    A click on an option asks it, as if it had been typed.
    """
    chat.open().ask("it")
    chat.options.first.click()
    chat.log.get_by_text("headache").wait_for()

    assert chat.log.locator(".you").last.text_content() == f"You asked: {OPTIONS[0].label}"


def test_only_a_pending_choice_stays(chat):
    """
    Related questions leave with the next question; a choice that was asked for stays.
    """
    chat.open().ask("it")
    chat.ask("storage")
    chat.ask("hello")

    assert chat.options.all_text_contents() == [option.label for option in OPTIONS]


def test_card_stands_above_the_answer(chat):
    """
    An alarm card comes first, whole, and the answer below it.
    """
    reply = chat.open().ask("breath")
    order = reply.locator(".card, .why").evaluate_all(FIRST_CLASS)
    text = " ".join(reply.locator(".card > :not(.calls)").all_text_contents())

    assert order == ["card", "why"]
    assert text == BREATH
    assert reply.locator(".lead").text_content() == "Call 911 now."


@pytest.mark.parametrize(
    ("asked", "links"),
    [
        ("breath", ["tel:911"]),
        ("twice", ["tel:+18002221222", "tel:911"]),
        ("crisis", ["tel:988", "sms:988", "tel:911", "tel:+18002221222"]),
        ("fever", ["tel:911"]),
    ],
)
def test_each_number_of_a_card_is_a_button(chat, asked, links):
    """
    Every number of an alarm can be called from its card, in the order in which the bot names them; 988 can be texted.
    """
    buttons = chat.open().ask(asked).locator(".calls a")

    assert buttons.evaluate_all(LINKS) == links


def test_line_is_marked(chat):
    """
    The line of a soft alarm is set apart from the answer, its numbers are links.
    """
    note = chat.open().ask("line").locator(".note")

    assert note.text_content() == LINE
    assert note.locator("a").evaluate_all(LINKS) == ["tel:911", "tel:+18002221222"]


def test_letters_in_a_number(chat):
    """
    1-800-FDA-1088 dials its digits.
    """
    assert chat.open().ask("side effects").locator("a").get_attribute("href") == "tel:+18003321088"


def test_markup_is_text(chat):
    """
    Tags and addresses of programs in a reply are letters, nothing else.
    """
    reply = chat.open().ask("markup")

    assert reply.locator("p").text_content() == SCRIPT
    assert reply.locator("img, a").count() == 0


def test_markup_in_a_question_is_text(chat):
    """
    The same for what a person types.
    """
    chat.open().ask(SCRIPT)

    assert chat.log.locator(".you").text_content() == f"You asked: {SCRIPT}"
    assert chat.log.locator("img").count() == 0


def test_it_says_that_it_is_automated(chat):
    """
    Before the first question, and in the heading all the while: automated, not a person.
    """
    chat.open()

    assert "I'm an automated helper, not a person, and this is not medical advice." in chat.log.text_content()
    assert chat.panel.locator("#disclosure").is_visible()
    assert chat.panel.get_attribute("aria-describedby") == "disclosure"
