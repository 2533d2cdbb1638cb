"""The recipes of docs/embed.md work as they stand."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import pytest
from http_client import Client
from http_stub import StubBot

import kineret_bot.http
from kineret_bot.channels.http import app as module

GUIDE = (Path(__file__).parents[2] / "docs" / "embed.md").read_text(encoding="utf-8")


@pytest.fixture
def recipe(monkeypatch):
    """Runs the Python block of that name over a stub bot; gives its names."""
    monkeypatch.setattr("kineret_bot.load_bot", lambda *_, **__: StubBot())
    monkeypatch.setenv("KINERET_BOT_RATE", "0")
    module.__dict__.pop("app", None)

    def run(name: str) -> dict:
        (code,) = re.findall(rf"^```python {name}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
        made = types.ModuleType(f"recipe_{name}")
        monkeypatch.setitem(sys.modules, made.__name__, made)
        exec(compile(code, f"docs/embed.md: {name}", "exec"), made.__dict__)
        return made.__dict__

    yield run
    module.__dict__.pop("app", None)


def mounted(app) -> tuple[str, bytes, int]:
    """What the bot says under /help, whether the widget is there, and the status of what is nowhere."""
    client = Client(app)
    client._end = _nothing
    reply = client.post("/help/api/v1/reply", {"text": "name:ann"}).json()["text"]
    found = reply, client.get("/help/widget.js").status, client.get("/elsewhere").status
    client.close()
    return found


async def _nothing() -> None:
    """Frameworks have a life of their own."""


def test_app_is_made_when_it_is_asked_for(recipe):
    """The app under its short name is one and the same, and made late."""
    assert "app" not in module.__dict__
    assert kineret_bot.http.app is kineret_bot.http.app


def test_fastapi(recipe):
    """Mounted in FastAPI, the bot answers under its path."""
    pytest.importorskip("fastapi", reason="fastapi is not installed")

    assert mounted(recipe("fastapi")["app"]) == ("Turn 1: name:ann.", 200, 404)


def test_django(recipe):
    """Beside Django, the bot answers under its path, and Django everywhere else."""
    pytest.importorskip("django", reason="django is not installed")
    from django.conf import settings

    if not settings.configured:
        settings.configure(ROOT_URLCONF=types.ModuleType("urls"), SECRET_KEY="test", ALLOWED_HOSTS=["*"])
        settings.ROOT_URLCONF.urlpatterns = []

    assert mounted(recipe("django")["application"]) == ("Turn 1: name:ann.", 200, 404)


def test_flask(recipe):
    """Beside Flask, the bot answers under its path, and Flask everywhere else."""
    pytest.importorskip("flask", reason="flask is not installed")
    pytest.importorskip("a2wsgi", reason="a2wsgi is not installed")

    assert mounted(recipe("flask")["app"]) == ("Turn 1: name:ann.", 200, 404)


def test_library(recipe, capsys):
    """Without HTTP, a reply's conversation goes into the next one."""
    made = recipe("library")

    assert made["reply"].text == "Turn 2: nobody."


def test_direct_line(recipe):
    """The Direct Line recipe starts a chat, takes a message, and gives both sides of it by polling."""
    pytest.importorskip("httpx", reason="httpx is not installed")
    client = Client(recipe("directline")["app"])
    base = "/v3/directline/conversations"

    chat = client.post(base, {}).json()["conversationId"]
    message = {"type": "message", "from": {"id": "u1"}, "text": "name:ann"}
    sent = client.post(f"{base}/{chat}/activities", message)
    heard = client.get(f"{base}/{chat}/activities?watermark=1").json()
    client._end = _nothing
    client.close()

    (answer,) = heard["activities"]
    assert sent.json()["id"] == answer["replyToId"]
    assert answer["text"] == "Turn 1: name:ann."
    assert answer["suggestedActions"]["actions"][0]["value"] == "Where do I keep it?"
    assert heard["watermark"] == "2"
