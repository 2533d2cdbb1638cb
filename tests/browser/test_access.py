"""Keyboard, focus, sizes, colours, and what a screen reader is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from widget_replies import BREATH

SMALL = """(least) => {
    const root = document.querySelector("kineret-chat").shadowRoot;
    const controls = [...root.querySelectorAll("button, textarea, .foot a, .calls a")];
    return controls.filter((node) => {
        if (!node.checkVisibility({visibilityProperty: true})) return false;
        const box = node.getBoundingClientRect();
        return box.width < least || box.height < least;
    }).map((node) => node.outerHTML);
}"""
WIDE = "() => document.documentElement.scrollWidth > innerWidth"
CUT = """() => {
    const root = document.querySelector("kineret-chat").shadowRoot;
    const boxes = [...root.querySelectorAll("dialog *")].filter((node) => node.clientWidth && !node.closest(".aside"));
    return boxes.filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.outerHTML);
}"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    package = pytest.importorskip("axe_playwright_python", reason="Needs axe-core: pip install axe-playwright-python")
    (source,) = Path(package.__file__).parent.rglob("axe.min.js")
    return source.read_text(encoding="utf-8")


def findings(chat, axe):
    """What axe-core finds in the page: each rule with the elements that break it."""
    chat.page.evaluate(axe)
    result = chat.page.evaluate("() => axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in result["violations"]]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["closed", "open"])
def test_axe_finds_nothing(visit, axe, state, scheme, width):
    """
    axe-core has nothing to say of the page, closed or open, in both schemes, at both widths.
    """
    chat = visit(width=width, color_scheme=scheme, bypass_csp=True)
    chat.load() if state == "closed" else chat.open()

    assert findings(chat, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("asked", ["storage", "it", "breath", "twice", "crisis", "fever", "line", "what", "failure"])
def test_axe_finds_nothing_in_any_reply(visit, axe, asked, scheme):
    """
    Nor of any form of reply, nor of a failure.
    """
    chat = visit(color_scheme=scheme, bypass_csp=True).open()
    if asked == "failure":
        chat.page.route("**/api/v1/reply", lambda route: route.abort())
    chat.ask(asked)

    assert findings(chat, axe) == []


def test_focus_goes_in_and_comes_back(chat):
    """
    The launcher leads into the question, Escape back to the launcher.
    """
    chat.load()
    chat.launcher.focus()
    chat.page.keyboard.press("Enter")
    inside = chat.focused()
    chat.page.keyboard.press("Escape")

    assert inside == "textarea"
    assert chat.focused() == "button launcher"
    assert not chat.panel.is_visible()


def test_close_button(chat):
    """
    The close button does the same as Escape.
    """
    chat.open()
    chat.page.get_by_role("button", name="Close").click()

    assert chat.focused() == "button launcher"
    assert chat.launcher.get_attribute("aria-expanded") == "false"


def test_everything_by_keyboard(chat):
    """
    Tab reaches every control of the open panel in the order in which they are seen, and leaves it again.
    """
    chat.open()
    chat.page.evaluate("document.body.focus()")
    chat.page.get_by_role("button", name="Clear chat").focus()
    order = [chat.focused()]
    for _ in range(9):
        chat.page.keyboard.press("Tab")
        order.append(chat.focused())

    assert order[:6] == ["button", "button", "div log", "a", "a", "button option"]
    assert order[8:] == ["textarea", "button send"]


def test_panel_at_a_desk_is_no_trap(chat):
    """
    At a desk the page behind the panel stays in reach.
    """
    chat.open()
    for _ in range(3):
        chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Tab")

    assert not chat.page.evaluate("document.querySelector('kineret-chat').matches(':focus-within')")


def test_panel_that_covers_the_page(visit):
    """
    On a phone, where the panel covers the page, nothing behind it can be reached; Escape still closes it.
    """
    chat = visit(width=390, height=844).open()
    behind = chat.page.locator(".primary").evaluate("node => { node.focus(); return document.activeElement === node }")
    chat.page.keyboard.press("Escape")

    assert not behind
    assert not chat.panel.is_visible()
    assert chat.focused() == "button launcher"


def test_focus_stays_in_the_question(chat):
    """
    After sending, the cursor is where the next question goes, and the field is empty.
    """
    chat.open().ask("storage")

    assert chat.focused() == "textarea"
    assert chat.input.input_value() == ""


def test_touch_brings_no_keyboard(visit):
    """
    On a touch screen neither opening nor an option puts the cursor into the field, so no keyboard covers the text.
    """
    chat = visit(width=390, height=844, has_touch=True, is_mobile=True).load()
    chat.launcher.tap()
    opened = chat.focused()
    chat.options.first.tap()
    chat.answers.first.wait_for()

    assert opened == "h2"
    assert chat.focused() == "div log"


def test_shift_enter_is_a_new_line(chat):
    """
    Shift and Enter write a second line instead of sending; the field grows with it.
    """
    chat.open()
    before = chat.input.bounding_box()["height"]
    chat.page.keyboard.type("one")
    chat.page.keyboard.press("Shift+Enter")
    chat.page.keyboard.type("two")

    assert chat.input.input_value() == "one\ntwo"
    assert chat.input.bounding_box()["height"] > before
    assert chat.answers.count() == 0


def test_enter_that_ends_a_composed_character(chat):
    """
    Enter that finishes a composed character does not send.
    """
    chat.open()
    chat.input.fill("か")
    chat.input.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})

    assert chat.input.input_value() == "か"
    assert chat.log.locator(".you").count() == 0


def test_empty_question(chat):
    """
    Sending nothing says so, and sends nothing.
    """
    chat.open()
    chat.page.get_by_role("button", name="Send").click()

    assert chat.status.text_content() == "Type a question first."
    assert not any(url.endswith("/reply") for url in chat.requests)


def test_alarm_is_spoken_once(chat):
    """
    An alarm is put into the assertive region once, while the log that shows it is not live; then all is as before.
    """
    chat.page.clock.install()
    chat.open()
    chat.page.evaluate(
        """() => {
            const root = document.querySelector("kineret-chat").shadowRoot;
            const [log, alert] = [root.querySelector(".log"), root.querySelector(".alert")];
            window.spoken = [];
            new MutationObserver(() => alert.textContent && spoken.push(alert.textContent))
                .observe(alert, {childList: true});
            new MutationObserver(() => log.querySelector(".card") && spoken.push(log.getAttribute("aria-live")))
                .observe(log, {childList: true, subtree: true});
        }"""
    )
    chat.ask("breath")
    spoken = chat.page.evaluate("spoken")
    chat.page.clock.fast_forward(1_100)

    assert sorted(spoken) == [f"{BREATH}\n\nKeep Kineret in the refrigerator. Do not shake the syringes.", "off"]
    assert chat.alert.text_content() == ""
    assert chat.alert.get_attribute("role") == "alert"
    assert chat.log.get_attribute("aria-live") == "polite"


def test_answer_is_spoken_politely(chat):
    """
    An ordinary answer enters the live log, which names the speaker, and nothing interrupts.
    """
    text = chat.open().ask("storage").text_content()

    assert text.startswith("Kineret helper said: ")
    assert chat.log.get_attribute("aria-live") == "polite"
    assert chat.alert.text_content() == ""


def test_live_regions_are_not_nested(chat):
    """
    No live region stands inside another.
    """
    chat.open().ask("breath")
    live = ":is([role=log], [role=alert], [role=status], [aria-live])"

    assert chat.panel.locator(f"{live} {live}").count() == 0


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_targets_are_large(visit, width):
    """
    Every control is at least 44 pixels wide and high.
    """
    chat = visit(width=width)
    chat.load()
    closed = chat.page.evaluate(SMALL, 44)
    chat.launcher.click()
    chat.ask("it")
    chat.ask("crisis")

    assert closed == []
    assert chat.page.evaluate(SMALL, 44) == []


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256), (390, 844), (1280, 800)])
def test_nothing_is_cut_off(visit, width, height):
    """
    From 320 pixels on, and at 400% zoom of a desk's screen, nothing scrolls sideways and the alarm can be read.
    """
    chat = visit(width=width, height=height).open()
    chat.ask("storage")
    chat.ask("twice")
    lead = chat.card.locator(".lead").bounding_box()

    assert not chat.page.evaluate(WIDE)
    assert chat.page.evaluate(CUT) == []
    assert 0 <= lead["y"] < height


def test_forced_colors(visit):
    """
    With forced colours every bubble, card and control has a border of its own.
    """
    chat = visit(forced_colors="active").open()
    chat.ask("breath")
    bare = chat.panel.locator(".you, .card, .send, .option, textarea").evaluate_all(
        "nodes => nodes.filter((node) => getComputedStyle(node).borderTopWidth === '0px').map((node) => node.className)"
    )

    assert bare == []


@pytest.mark.parametrize(("motion", "expected"), [("reduce", "none"), ("no-preference", "rise")])
def test_reduced_motion(visit, motion, expected):
    """
    The panel rises only for people who have not asked for less motion.
    """
    chat = visit(reduced_motion=motion).open()

    assert chat.panel.evaluate("node => getComputedStyle(node).animationName") == expected


@pytest.mark.parametrize("width", [1280, 390])
def test_print(visit, width):
    """
    On paper stands the whole chat with both speakers named, without controls.
    """
    chat = visit(width=width).open()
    for text in ("storage", "both", "breath"):
        chat.ask(text)
    chat.page.emulate_media(media="print")
    chat.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    who = chat.log.locator(".who")

    assert [who.nth(n).is_visible() for n in range(who.count())] == [True] * 7
    assert chat.panel.get_by_role("button").count() == 0
    assert not chat.input.is_visible()
    assert chat.log.evaluate("node => node.scrollHeight <= node.clientHeight")
    assert chat.panel.evaluate("node => getComputedStyle(node).position") == "static"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme_overrides_the_scheme(visit, scheme):
    """
    A page that has only one look can hold the widget to it.
    """
    chat = visit(color_scheme=scheme).open()
    colours = []
    for theme in ("light", "dark"):
        chat.page.evaluate("theme => document.querySelector('kineret-chat').setAttribute('theme', theme)", theme)
        colours.append(chat.panel.evaluate("node => getComputedStyle(node).backgroundColor"))

    assert colours == ["rgb(255, 255, 255)", "rgb(20, 30, 33)"]
