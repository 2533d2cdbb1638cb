"""What the widget keeps, where, and for how long."""

from __future__ import annotations


def test_reload_keeps_the_chat(chat):
    """
    After a reload the panel is open, the chat is there, and the next message goes on where it stopped.
    """
    chat.open().ask("turn")
    chat.page.reload()
    chat.answers.first.wait_for()

    assert chat.ask("turn").text_content() == "Kineret helper said: Turn 2."


def test_reload_leaves_the_focus_alone(chat):
    """
    A panel that comes back after a reload does not take the focus from the page.
    """
    chat.open().ask("storage")
    chat.page.reload()
    chat.answers.first.wait_for()

    assert chat.focused() == "body"


def test_another_tab_knows_nothing(chat):
    """
    The chat stays in its own tab.
    """
    chat.open().ask("storage")
    other = chat.page.context.new_page()
    other.goto(chat.site)

    assert other.evaluate("sessionStorage.length + localStorage.length") == 0
    assert other.evaluate("document.cookie") == ""


def test_clear_forgets(chat):
    """
    One button empties the chat, the tab's storage and the state that would go with the next message.
    """
    chat.open().ask("turn")
    chat.page.get_by_role("button", name="Clear chat").click()

    assert chat.answers.count() == 0
    assert chat.status.text_content() == "Chat cleared."
    assert "turn" not in chat.page.evaluate("JSON.stringify(sessionStorage)")
    assert chat.ask("turn").text_content() == "Kineret helper said: Turn 1."


def test_strange_storage_is_a_new_chat(chat):
    """
    What somebody else left under our name in the storage does no harm.
    """
    chat.open().ask("storage")
    for strange in ("{", "null", '{"turns": 1}', '{"turns": [null]}', '{"turns": [{"question": 1}]}'):
        chat.page.evaluate("text => Object.keys(sessionStorage).forEach((key) => sessionStorage[key] = text)", strange)
        chat.load()
        chat.launcher.click()

        assert chat.answers.count() == 0
        assert chat.complaints == []


def test_refused_storage(chat):
    """
    Where the browser refuses storage, the chat goes on without memory.
    """
    refusing = "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no') }})"
    chat.page.add_init_script(refusing)

    assert chat.open().ask("storage").locator("dl").count() == 1
    assert chat.complaints == []
