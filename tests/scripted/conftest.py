"""A small bot for the tests of scripted questions and answers: quick, and the same whatever the content says."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from kineret_bot.conversation import Conversation
from kineret_bot.model import Alert, Answer, Form, Kind, Level, Reply, Suggestion


class SmallBot:
    """Knows two answers and one alarm, and remembers what it answered last."""

    library = SimpleNamespace(by_id={"storage": None, "needles": None})

    def reply(self, text: str, conversation: Conversation) -> Reply:
        if "breathe" in text:
            alert = Alert(level=Level.EMERGENCY, form=Form.CARD, numbers=("911",))
            return Reply(kind=Kind.ESCALATE, text="Call 911 now.", alert=alert)
        intent = next((name for name in self.library.by_id if name in text), "")
        if text == "why?" and conversation.shown:
            intent = conversation.shown[0]
        if not intent:
            return Reply(kind=Kind.DECLINE, text="I don't know.")
        answer = Answer(
            intent=intent, title="?", text=f"About {intent}.", sections=("How",), matched="?", confidence=0.9
        )
        return Reply(
            kind=Kind.ANSWER,
            text=answer.text,
            answers=(answer,),
            suggestions=(Suggestion(intent="needles", label="Needles?"),),
            conversation=Conversation(shown=(intent,)),
        )

    def think(self, text: str, conversation: Conversation) -> SimpleNamespace:
        return SimpleNamespace(finding=None, decision=SimpleNamespace(reason="a word of it"), ranked=None)


@pytest.fixture
def small_bot() -> SmallBot:
    return SmallBot()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes a file into an empty current folder; returns its name."""
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "a.qa.yaml") -> str:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return name

    return write


MIXED = """\
version: 1
tests:
  - name: keeping
    tags: [home]
    ask:
      - "storage?"
      - "where does it live"   # nobody knows yet
      - {text: "the fridge", xfail: "declines"}
    expect: {kind: answer, intent: storage}
  - name: alarm
    tags: [safety]
    ask: "I can't breathe"
    expect: {kind: escalate, alert: {level: emergency, form: card}, contains: "911"}
  - name: talk
    steps:
      - {user: "storage", expect: {intent: storage}}
      - {user: "why?", expect: {intent: storage, suggests: needles}}
"""


@pytest.fixture
def mixed(write) -> str:
    """A file with three passes, a failure and a known failure."""
    return write(MIXED)
