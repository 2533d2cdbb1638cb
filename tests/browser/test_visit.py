"""One whole visit of the demo page, and what the browser saw of it."""

from __future__ import annotations

from widget_replies import BREATH, OPTIONS, STORAGE


def test_a_whole_visit(chat):
    """
    A person asks, clicks an option, raises an alarm, reloads, loses the network and gets an answer when it is back.
    """
    chat.open()
    asked = chat.ask("it").text_content()
    chat.options.get_by_text(OPTIONS[1].label).click()
    chat.log.get_by_text(STORAGE.text).wait_for()
    chat.ask("breath")
    alarm = chat.card.text_content()
    chat.page.reload()
    chat.card.wait_for()
    kept = chat.log.text_content()
    chat.page.context.set_offline(True)
    lost = chat.ask("side effects").text_content()
    chat.page.context.set_offline(False)
    chat.log.get_by_text("headache").wait_for()

    assert "Which of these do you mean?" in asked
    assert alarm.startswith("Call 911 now.")
    assert STORAGE.text in kept
    assert BREATH.split(". ")[-1] in kept
    assert "There is no connection right now." in lost
    assert "911" in lost
    assert "There is no connection" not in chat.log.text_content()


def test_nothing_leaves_the_site(chat):
    """
    Opening, asking and an alarm make no request to any other host.
    """
    chat.open()
    chat.ask("storage")
    chat.ask("breath")

    assert chat.requests
    assert [url for url in chat.requests if not url.startswith(chat.site)] == []


def test_no_complaint_under_the_strictest_policy(chat):
    """
    Under default-src 'none' with trusted types neither the policy nor the console has anything to say.
    """
    response = chat.page.goto(chat.site)
    policy = response.headers["content-security-policy"]
    chat.launcher.click()
    for text in ("storage", "it", "breath", "crisis", "line", "markup", "what"):
        chat.ask(text)
    chat.page.get_by_role("button", name="Clear chat").click()
    chat.page.keyboard.press("Escape")

    assert "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert chat.page.evaluate("window.violations") == []
    assert [text for text in chat.complaints if "favicon" not in text] == []


def test_page_buttons_ask(chat):
    """
    A question of the page opens the widget and is asked there.
    """
    chat.load()
    chat.page.get_by_role("button", name="What are the common side effects?").click()
    chat.log.get_by_text("headache").wait_for()

    assert chat.focused() == "textarea"


def test_without_javascript(visit):
    """
    With JavaScript off the page says so, with the numbers, and offers no dead buttons.
    """
    chat = visit(java_script_enabled=False).load()
    note = chat.page.locator("noscript p")

    assert note.is_visible()
    assert note.text_content().startswith("The question helper needs JavaScript")
    assert note.locator("a").evaluate_all("links => links.map((link) => link.href)") == ["tel:911", "tel:+18002221222"]
    assert chat.page.get_by_role("button").count() == 0


def test_widget_that_never_loads(chat):
    """
    When the widget's script does not arrive, what stands inside the element is shown, with the numbers.
    """
    chat.page.route("**/widget.js", lambda route: route.abort())
    chat.load()
    chat.page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    note = chat.page.get_by_text("The question helper did not load.")
    note.wait_for()

    assert note.get_by_role("link", name="911").get_attribute("href") == "tel:911"
