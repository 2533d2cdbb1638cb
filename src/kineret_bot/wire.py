"""A reply as JSON: the one form that every channel and every file uses (docs/reply.md)."""

from __future__ import annotations

from typing import Any

from kineret_bot.model import Alert, Answer, Reply, Suggestion


def reply_json(reply: Reply) -> dict[str, Any]:
    """Plain values, ready for `json.dumps`."""
    return {
        "kind": reply.kind.value,
        "text": reply.text,
        "alert": _alert(reply.alert) if reply.alert else None,
        "answers": [_answer(answer) for answer in reply.answers],
        "suggestions": [_suggestion(suggestion) for suggestion in reply.suggestions],
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {"level": alert.level.value, "form": alert.form.value, "numbers": list(alert.numbers)}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "intent": answer.intent,
        "title": answer.title,
        "text": answer.text,
        "sections": list(answer.sections),
        "matched": answer.matched,
        "confidence": answer.confidence,
    }


def _suggestion(suggestion: Suggestion) -> dict[str, str]:
    return {"intent": suggestion.intent, "label": suggestion.label}
