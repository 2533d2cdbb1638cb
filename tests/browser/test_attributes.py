"""What a page can set."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from demo_site import serving
from widget_replies import ScriptedBot

SET = "([name, value]) => document.querySelector('kineret-chat').setAttribute(name, value)"


def test_heading(chat):
    """
    `heading` names launcher, panel and log.
    """
    chat.load().page.evaluate(SET, ["heading", "Medicine questions"])
    chat.page.get_by_role("button", name="Medicine questions").click()

    assert chat.page.get_by_role("dialog", name="Medicine questions").is_visible()
    assert chat.page.get_by_role("log", name="Medicine questions").is_visible()


def test_starters(chat):
    """
    `starters` are the questions offered first; empty offers none.
    """
    chat.open().page.evaluate(SET, ["starters", "it | storage"])
    offered = chat.options.all_text_contents()
    chat.page.evaluate(SET, ["starters", ""])

    assert offered == ["it", "storage"]
    assert chat.options.count() == 0


def test_api_url(chat):
    """
    `api-url` says where messages go; each address has its own chat.
    """
    chat.open().ask("turn")
    chat.page.evaluate(SET, ["api-url", "/elsewhere"])
    asked = chat.answers.count()
    chat.page.route("**/elsewhere", lambda route: route.fulfill(json={"kind": "chat", "text": "From there."}))

    assert asked == 0
    assert chat.ask("hello").text_content() == "Kineret helper said: From there."


def test_language(chat):
    """
    With words for its language the interface speaks it and says so; answers stay marked as English.
    """
    chat.page.add_init_script("window.kineretChatMessages = {es: {heading: 'Pregunte sobre Kineret', send: 'Enviar'}}")
    chat.open().page.evaluate("document.querySelector('kineret-chat').removeAttribute('heading')")
    chat.page.evaluate(SET, ["lang", "es-MX"])
    reply = chat.ask("storage")

    assert chat.launcher.text_content() == "Pregunte sobre Kineret"
    assert chat.page.get_by_role("button", name="Enviar").is_visible()
    assert chat.panel.get_attribute("lang") == "es"
    assert reply.get_attribute("lang") == "en"


def test_language_without_words(chat):
    """
    A language that nobody wrote words for gets English, and is marked as English.
    """
    chat.load().page.evaluate(SET, ["lang", "fi"])

    assert chat.launcher.text_content() == "Ask about Kineret"
    assert chat.launcher.get_attribute("lang") == "en"


def test_open_attribute(chat):
    """
    `open` opens the panel, and its removal closes it.
    """
    chat.load().page.evaluate(SET, ["open", ""])
    opened = chat.panel.is_visible()
    chat.page.evaluate("document.querySelector('kineret-chat').removeAttribute('open')")

    assert opened
    assert not chat.panel.is_visible()


@pytest.mark.parametrize(
    ("name", "value", "read", "expected"),
    [
        ("--kc-accent", "rgb(90, 20, 90)", "backgroundColor", "rgb(90, 20, 90)"),
        ("--kc-on-accent", "rgb(255, 250, 240)", "color", "rgb(255, 250, 240)"),
        ("--kc-font", "Georgia, serif", "fontFamily", "Georgia, serif"),
        ("--kc-font-size", "20px", "fontSize", "20px"),
    ],
)
def test_custom_properties(chat, name, value, read, expected):
    """
    Colours, font and size follow the page's `--kc-*`.
    """
    chat.load()
    chat.page.evaluate("([name, value]) => document.documentElement.style.setProperty(name, value)", [name, value])

    assert chat.launcher.evaluate("(node, read) => getComputedStyle(node)[read]", read) == expected


def test_right_to_left(visit: Callable):
    """
    On a page that runs from right to left the widget stands on the left.
    """
    chat = visit().load()
    chat.page.evaluate("document.documentElement.dir = 'rtl'")
    chat.launcher.click()

    assert chat.panel.bounding_box()["x"] < 100


def test_another_site(visit, chromium):
    """
    A site that is not on the server's list gets no answer from it, and says so with the numbers.
    """
    with serving(ScriptedBot()) as other:
        chat = visit(bypass_csp=True).open()
        chat.page.evaluate(SET, ["api-url", f"{other}api/v1/reply"])
        failed = chat.ask("storage").text_content()

    assert "911" in failed
