"""The reply as JSON: exactly the names that were promised."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kineret_bot import Bot
from kineret_bot.conversation import Conversation
from kineret_bot.wire import reply_json

SCHEMA = Path(__file__).parents[1] / "schema" / "reply.schema.json"
EXAMPLES = (
    "where do I keep it?",
    "is it safe?",
    "what does it cost?",
    "I can't breathe",
    "hello",
    "",
    "is trouble breathing a side effect?",
    "gibberish qwxz",
)
TYPES: dict[str | None, type | tuple[type, ...]] = {
    None: object,
    "object": dict,
    "array": list,
    "string": str,
    "null": type(None),
    "number": (int, float),
    "integer": int,
    "boolean": bool,
}


@pytest.fixture(scope="module")
def replies(bot: Bot) -> list[dict[str, Any]]:
    """One reply of each kind, and more."""
    return [reply_json(bot.reply(text)) for text in EXAMPLES]


def test_reply_has_the_promised_names(replies: list[dict[str, Any]]) -> None:
    """
    Kind, text, alert, answers, suggestions, in this order, and within them the names of the documentation.
    """
    for reply in replies:
        assert list(reply) == ["kind", "text", "alert", "answers", "suggestions"]
        assert reply["alert"] is None or list(reply["alert"]) == ["level", "form", "numbers"]
        assert all(
            list(one) == ["intent", "title", "text", "sections", "matched", "confidence"] for one in reply["answers"]
        )
        assert all(list(one) == ["intent", "label"] for one in reply["suggestions"])


def test_reply_is_what_it_says(replies: list[dict[str, Any]]) -> None:
    """
    `escalate` exactly under a card; every number of the alert, and every answer given, stand in the text.
    """
    for reply in replies:
        alert = reply["alert"]
        assert (reply["kind"] == "escalate") == (alert is not None and alert["form"] == "card")
        assert all(number in reply["text"] for number in (alert["numbers"] if alert else ()))
        assert reply["kind"] not in ("answer", "chat") or all(
            answer["text"] in reply["text"] for answer in reply["answers"]
        )
        assert all(0 <= answer["confidence"] <= 1 for answer in reply["answers"])


def test_reply_and_state_are_plain_json(bot: Bot) -> None:
    """
    A reply and its state go through JSON unchanged.
    """
    reply = bot.reply("where do I keep it?", Conversation())
    data = {"reply": reply_json(reply), "state": reply.conversation.to_json()}

    assert json.loads(json.dumps(data)) == data


def test_reply_keeps_to_its_schema(replies: list[dict[str, Any]]) -> None:
    """
    Each reply is valid by the schema file, as far as this small reading of it tells.
    """
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    for reply in replies:
        assert list(violations(reply, schema, schema)) == []


def violations(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> list[str]:
    """Where a value breaks a JSON Schema, for the keywords that ours uses; an unknown keyword is a violation too."""
    if "$ref" in schema:
        return violations(value, root["definitions"][schema["$ref"].rsplit("/", 1)[1]], root)
    if not isinstance(value, TYPES[schema.get("type")]):
        return [f"{value!r} is not of type {schema['type']}"]
    found: list[str] = []
    for keyword, wanted in schema.items():
        if keyword == "enum":
            found += [] if value in wanted else [f"{value!r} is none of {wanted}"]
        elif keyword == "const":
            found += [] if value == wanted else [f"{value!r} is not {wanted!r}"]
        elif keyword == "anyOf":
            found += (
                [] if any(not violations(value, one, root) for one in wanted) else [f"{value!r} fits nothing of anyOf"]
            )
        elif keyword == "required":
            found += [f"{name} is missing" for name in wanted if name not in value]
        elif keyword == "properties":
            found += [
                each for name, one in wanted.items() if name in value for each in violations(value[name], one, root)
            ]
        elif keyword == "additionalProperties":
            found += [] if wanted or set(value) <= set(schema["properties"]) else [f"unknown name in {list(value)}"]
        elif keyword == "items":
            found += [each for item in value for each in violations(item, wanted, root)]
        elif keyword in ("minLength", "minItems"):
            found += [] if len(value) >= wanted else [f"{value!r} is shorter than {wanted}"]
        elif keyword in ("maxLength", "maxItems"):
            found += [] if len(value) <= wanted else [f"{value!r} is longer than {wanted}"]
        elif keyword in ("minimum", "maximum"):
            found += (
                []
                if (value >= wanted) == (keyword == "minimum") or value == wanted
                else [f"{value} is beyond {wanted}"]
            )
        elif keyword == "uniqueItems":
            found += [] if len(set(map(str, value))) == len(value) else [f"{value!r} holds something twice"]
        elif keyword not in ("$schema", "$id", "title", "description", "definitions", "examples", "type"):
            found.append(f"unknown keyword {keyword}")
    return found
