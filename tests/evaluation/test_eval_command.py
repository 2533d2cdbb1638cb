"""`kineret-bot eval`: text, JSON and the HTML report."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

import pytest

from kineret_bot.evaluation.command import evaluate

DEFAULTS = {"html": None, "json": None, "compare": None, "folds": 0}
CHROMIUM = next(
    (path for name in ("chromium", "chromium-headless-shell", "google-chrome") if (path := shutil.which(name))), None
)


@pytest.fixture
def run(small_bot, lines):
    """Runs the command on the labelled lines."""

    def run(**options) -> int:
        return evaluate(argparse.Namespace(cases=[lines], **{**DEFAULTS, **options}), lambda: small_bot)

    return run


@pytest.fixture
def report(run) -> Path:
    """The HTML report."""
    pytest.importorskip("pygal", reason="needs pygal, of the extra `report`")
    run(html="report.html")
    return Path("report.html").resolve()


def test_the_text_says_the_worst_first(run, capsys):
    """
    The terminal shows what is wrong, then the tables.
    """
    code = run()

    out = capsys.readouterr()
    assert code == 0
    assert out.out.startswith("16 messages. Right at once: 5 of 11 (45.5%;")
    assert out.out.index("What is wrong, worst first") < out.out.index("Alarms: card") < out.out.index("By intent")
    assert "2 messages without a label to judge by are left out" in out.err


def test_a_record_can_be_compared_with(run, capsys):
    """
    --json keeps a run, --compare shows the difference and ends with 1 when something got worse.
    """
    run(json="old.json")
    assert run(compare="old.json") == 0
    assert "0 better, 0 worse, 0 different" in capsys.readouterr().out
    old = Path("old.json")
    old.write_text(old.read_text().replace('"verdict": "silent"', '"verdict": "hit"'))

    assert run(compare="old.json") == 1
    assert "worse: “aaargh” was hit (declines), now silent (declines)" in capsys.readouterr().out


def test_a_file_that_is_no_record_is_refused(run, capsys):
    """
    --compare with something else says what it wants.
    """
    Path("x.json").write_text("{}")

    assert run(compare="x.json") == 2
    assert "expected a file that `eval --json` wrote" in capsys.readouterr().err


def test_without_the_extra_the_report_says_what_to_install(run, monkeypatch, capsys):
    """
    The charts need an extra; the sentence names it.
    """
    monkeypatch.setitem(sys.modules, "pygal", None)

    assert run(html="report.html") == 2
    assert "pip install 'kineret-bot[report]'" in capsys.readouterr().err


def test_the_report_needs_nothing_else(report):
    """
    No script, no link, no address but the name of SVG itself.
    """
    page = report.read_text(encoding="utf-8")

    assert set(re.findall(r"https?://[^\"'\s<)]+", page)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(script|link|iframe|img)\b| on\w+=|url\(", page)


def test_the_report_is_the_same_twice(run, report):
    """
    Two reports of one state are equal, byte for byte, so that a difference means something.
    """
    first = report.read_bytes()

    run(html="again.html")

    assert Path("again.html").read_bytes() == first


def test_messages_are_shown_not_run(run, lines, small_bot, capsys):
    """
    Markup in a message stays text.
    """
    pytest.importorskip("pygal", reason="needs pygal, of the extra `report`")
    Path(lines).write_text('{"q": "<script>alert(1)</script>", "intent": "storage"}\n')

    run(html="report.html")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in Path("report.html").read_text()
    assert "<script" not in Path("report.html").read_text()


def test_a_browser_shows_the_report(report):
    """
    In a real browser, wide and narrow, light and dark: the worst is in sight at once, and nothing is fetched.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, of the group `test`")
    if CHROMIUM is None:
        pytest.skip("needs a Chromium on the PATH (Debian: apt install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width, scheme in ((1280, "light"), (1280, "dark"), (360, "light")):
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            requests, messages = [], []
            page.on("request", lambda request, found=requests: found.append(request.url))
            page.on("console", lambda message, found=messages: found.append(message.text))
            page.goto(report.as_uri())
            assert page.locator(".findings > li").first.bounding_box()["y"] < 900
            assert page.locator(".findings > li").first.inner_text().startswith("DANGER 1 of 5")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator("svg.chart").count() == 6
            page.locator("summary").first.click()
            assert page.locator("details[open] td").first.inner_text() == "aaargh"
            assert (requests, messages) == ([report.as_uri()], [])
        browser.close()
