"""A small bot for the tests of the figures: a few curated questions, rankings that are made up."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kineret_bot.conversation import Conversation
from kineret_bot.learning.features import Features
from kineret_bot.matching import Ranked, Thresholds
from kineret_bot.model import Alert, Answer, Form, Intent, Kind, Level, Reply, Suggestion


def _intent(name: str, kind: Kind) -> Intent:
    return Intent(id=name, topic="t", kind=kind, title=f"{name}?", answer=name, questions=(f"{name}?",))


def _ranked(*intents: tuple[str, float]) -> Ranked:
    return Ranked(intents=intents, known=1.0, features=Features(weights={}, unknown=0.0), size=4)


_NEW = Conversation()


class SmallBot:
    """Says what a message tells it to: `storage 0.9`, `ask storage`, `card poison`, `line urgent`, or declines."""

    library = SimpleNamespace(
        by_id={name: _intent(name, Kind.ANSWER) for name in ("storage", "needles")}
        | {"cost": _intent("cost", Kind.DECLINE)}
    )
    thresholds = Thresholds(answer=0.4, margin=0.1, clarify=0.9, option=0.2, known=0.3, second=0.5)

    def reply(self, text: str, conversation: Conversation = _NEW) -> Reply:
        verb, _, rest = text.partition(" ")
        if verb in ("card", "line"):
            alert = Alert(level=Level(rest), form=Form(verb), numbers=("911",))
            return Reply(kind=Kind.ESCALATE if verb == "card" else Kind.DECLINE, text="!", alert=alert)
        if verb == "ask":
            return Reply(kind=Kind.CLARIFY, text="?", suggestions=(Suggestion(intent=rest, label="?"),))
        if verb == "hi":
            return Reply(kind=Kind.CHAT, text="hi")
        if verb not in self.library.by_id:
            return Reply(kind=Kind.DECLINE, text="no")
        answer = Answer(intent=verb, title="?", text=verb, sections=(), matched="?", confidence=float(rest))
        return Reply(kind=Kind.ANSWER, text=verb, answers=(answer,))

    def think(self, text: str) -> SimpleNamespace:
        verb, _, rest = text.partition(" ")
        if verb not in self.library.by_id:
            return SimpleNamespace(ranked=_ranked(("cost", 0.6), ("storage", 0.1)))
        return SimpleNamespace(ranked=_ranked((verb, float(rest)), ("cost", 0.05)))


@pytest.fixture(scope="session")
def small_bot() -> SmallBot:
    return SmallBot()


LINES = """\
{"q": "storage 0.95", "intent": "storage"}
{"q": "storage 0.85", "intent": ["storage", "needles"], "id": "s-2"}
{"q": "needles 0.7", "intent": "storage", "id": "wrong"}
{"q": "ask storage", "intent": "storage"}
{"q": "ask needles", "intent": "storage"}
{"q": "hmm", "intent": "needles"}
{"q": "card urgent", "intent": "needles", "near_miss": true}
{"q": "hi", "outcome": "chat"}
{"q": "money", "outcome": "decline", "style": "plain"}
{"q": "needles 0.6", "outcome": "decline"}
{"q": "card emergency", "outcome": "escalate", "level": ["emergency"]}
{"q": "card urgent", "level": "emergency", "id": "under"}
{"q": "card emergency", "level": "poison", "id": "over"}
{"q": "line urgent", "level": "urgent"}
{"q": "aaargh", "level": "emergency", "id": "silent"}
{"q": "no label"}
{"turns": [{"q": "hi"}, {"q": "storage 0.9", "intent": "storage"}], "id": "talk"}
"""


@pytest.fixture
def lines(tmp_path, monkeypatch) -> str:
    """A file of labelled JSON lines in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases.jsonl").write_text(LINES)
    return "cases.jsonl"
