"""A real browser for the widget: Debian's Chromium, driven by Playwright. Without them these tests are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from widget_replies import ScriptedBot

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WATCH = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""


class Chat:
    """The demo page in a tab, and what a person can see and do there. Remembers every request and complaint."""

    def __init__(self, page: Any, site: str) -> None:
        self.page = page
        self.site = site
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.set_default_timeout(10_000)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.launcher = page.locator("kineret-chat .launcher")
        self.panel = page.locator("kineret-chat dialog")
        self.input = page.get_by_label("Your question about Kineret")
        self.log = page.get_by_role("log")
        self.card = self.log.locator(".card")
        self.options = self.log.locator(".option:visible")
        self.answers = self.log.locator(".turn:not(:first-child) .bot")
        self.alert = page.locator("kineret-chat .alert")
        self.status = page.locator("kineret-chat .status")

    def load(self) -> Chat:
        self.page.goto(self.site)
        return self

    def open(self) -> Chat:
        self.load()
        self.launcher.click()
        self.input.wait_for()
        return self

    def ask(self, text: str) -> Any:
        """The drawn reply to a message that is typed and sent with Enter."""
        before = self.answers.count()
        self.input.fill(text)
        self.input.press("Enter")
        self.answers.nth(before).wait_for()
        return self.answers.last

    def focused(self) -> str:
        """What has the focus, inside the widget too, as tag and class."""
        found: str = self.page.evaluate(
            """() => {
                let node = document.activeElement;
                while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
                return `${node.localName} ${node.className}`.trim();
            }"""
        )
        return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    driver = pytest.importorskip("playwright.sync_api", reason="Browser tests need playwright: pip install playwright")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-headless-shell")
    if path is None:
        pytest.skip("Browser tests need Debian's Chromium: apt-get install chromium")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(chromium: Any) -> Iterator[str]:
    """The address of the demo page, with a scripted bot behind it."""
    pytest.importorskip("uvicorn", reason="Browser tests need the server: pip install 'kineret-bot[serve]'")
    from demo_site import serving

    with serving(ScriptedBot()) as address:
        yield address


@pytest.fixture
def visit(chromium: Any, site: str) -> Iterator[Callable[..., Chat]]:
    """Makes a new visitor, with the settings of a browser context that a test asks for."""
    contexts = []

    def make(width: int = 1280, height: int = 800, address: str = site, **settings: Any) -> Chat:
        settings.setdefault("reduced_motion", "reduce")
        context = chromium.new_context(viewport={"width": width, "height": height}, **settings)
        context.add_init_script(WATCH)
        contexts.append(context)
        return Chat(context.new_page(), address)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def chat(visit: Callable[..., Chat]) -> Chat:
    """A visitor at a desk."""
    return visit()
