"""Every failure shows the emergency numbers and a way on."""

from __future__ import annotations

import json

import pytest
from widget_replies import FAILSAFE, STORAGE

API = "**/api/v1/reply"


def answering(status: int, body: object, **headers: str):
    """A server that always says the same."""
    text = body if isinstance(body, str) else json.dumps(body)
    headers["Content-Type"] = "application/json"
    return lambda route: route.fulfill(status=status, body=text, headers=headers)


def test_lost_network(chat):
    """
    Without a network the emergency numbers are shown, and a button to try again.
    """
    chat.open()
    chat.page.route(API, lambda route: route.abort())
    failed = chat.ask("storage")

    assert "I couldn't get an answer." in failed.text_content()
    assert FAILSAFE in failed.text_content()
    assert failed.locator("a").evaluate_all("links => links.map((link) => link.href)") == [
        "tel:911",
        "tel:+18002221222",
        "tel:988",
    ]


def test_try_again(chat):
    """
    Trying again replaces the failure by the answer, and asks once.
    """
    chat.open()
    chat.page.route(API, lambda route: route.abort())
    chat.ask("storage")
    chat.page.unroute(API)
    chat.page.get_by_role("button", name="Try again").click()
    chat.log.get_by_text(STORAGE.text).wait_for()

    assert chat.card.count() == 0
    assert chat.log.locator(".you").count() == 1
    assert chat.focused() == "textarea"


def test_failure_survives_a_reload(chat):
    """
    A question that failed is still there after a reload, with its button.
    """
    chat.open()
    chat.page.route(API, lambda route: route.abort())
    chat.ask("storage")
    chat.page.unroute(API)
    chat.page.reload()
    chat.page.get_by_role("button", name="Try again").click()

    chat.log.get_by_text(STORAGE.text).wait_for()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, ""),
        (200, "[]"),
        (200, "<html>"),
        (200, {"kind": "answer", "text": " "}),
        (500, "oops"),
        (502, "<html>Bad gateway</html>"),
        (503, {"error": {"message": "I am still starting."}}),
    ],
)
def test_no_reply_is_never_silence(chat, status, body):
    """
    Whatever comes back instead of a reply, the numbers are shown.
    """
    chat.open()
    chat.page.route(API, answering(status, body))

    assert FAILSAFE in chat.ask("storage").text_content()


@pytest.mark.parametrize(
    "rest", [{"answers": 1}, {"answers": [None]}, {"suggestions": {}}, {"alert": {"form": "card", "numbers": 911}}]
)
def test_strange_reply_shows_its_text(chat, rest):
    """
    A reply whose other fields are not what we know is shown as its text.
    """
    chat.open()
    chat.page.route(API, answering(200, {"kind": "answer", "text": "Call 911 now. Please.", **rest}))

    assert "Call 911 now. Please." in chat.ask("storage").text_content()
    assert chat.complaints == []


def test_what_the_server_says(chat):
    """
    A refusal is shown in the server's own words, once.
    """
    message = "Too many messages. Please wait 3 seconds."
    chat.open()
    body = {"error": {"message": message}, "text": f"{message} {FAILSAFE}"}
    chat.page.route(API, answering(429, body, **{"Retry-After": "3"}))
    failed = chat.ask("storage").text_content()

    assert failed.count(message) == 1
    assert FAILSAFE in failed
    assert "Try again" in failed


def test_no_retry_of_what_cannot_succeed(chat):
    """
    A message that the server will never take offers no second try.
    """
    chat.open()
    chat.page.route(API, answering(413, {"error": {"message": "That message is too long."}, "text": FAILSAFE}))

    assert chat.ask("storage").get_by_role("button").count() == 0


def test_stale_conversation_is_left_behind(chat):
    """
    When the server refuses the state of the chat, the message is asked again without it.
    """
    chat.open().ask("turn")
    bodies = []

    def refuse_state(route):
        bodies.append(route.request.post_data_json)
        refused = answering(422, {"error": {"message": "bad_conversation"}, "text": FAILSAFE})
        refused(route) if bodies[-1]["conversation"] else route.continue_()

    chat.page.route(API, refuse_state)

    assert chat.ask("turn").text_content().endswith("Turn 1.")
    assert [bool(body["conversation"]) for body in bodies] == [True, False]


def test_a_server_that_never_answers(chat):
    """
    After fifteen seconds of silence the widget gives up and shows the numbers.
    """
    chat.page.clock.install()
    chat.open()
    chat.page.route(API, lambda route: None)
    chat.input.fill("storage")
    chat.input.press("Enter")
    chat.page.clock.fast_forward(500)
    typing = chat.status.text_content()
    chat.page.clock.fast_forward(15_000)
    chat.card.wait_for()

    assert typing == "Looking for an answer…"
    assert chat.status.text_content() == ""
    assert FAILSAFE in chat.card.text_content()


def test_one_question_at_a_time(chat):
    """
    While a question is on its way a second one stays in the field, and the widget says why.
    """
    chat.open()
    chat.page.route(API, lambda route: None)
    chat.input.fill("storage")
    chat.input.press("Enter")
    chat.input.fill("breath")
    chat.input.press("Enter")

    assert chat.status.text_content() == "One moment, I am still looking for the last answer."
    assert chat.input.input_value() == "breath"
