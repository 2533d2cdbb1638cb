"""Our own protocol."""

from __future__ import annotations

import asyncio

from http_client import REPLY, Client
from http_stub import CARD


def test_reply_is_the_reply_json(client):
    """One message brings back the reply JSON with the state of the chat."""
    answered = client.post(REPLY, {"text": "name:ann"})

    assert answered.status == 200
    assert answered.headers["content-type"] == "application/json"
    assert answered.json() == {
        "kind": "answer",
        "text": "Turn 1: name:ann.",
        "alert": None,
        "answers": [
            {
                "intent": "names",
                "title": "Who?",
                "text": "Turn 1: name:ann.",
                "sections": ["Names"],
                "matched": "who",
                "confidence": 0.9,
            }
        ],
        "suggestions": [{"intent": "storage", "label": "Where do I keep it?"}],
        "conversation": {"v": 1, "facets": ["name:ann"], "said": 1},
        "forgotten": False,
    }


def test_alarm_arrives_whole(client):
    """An alarm keeps its text, its level and its numbers."""
    reply = client.post(REPLY, {"text": "I can't breathe"}).json()

    assert (reply["kind"], reply["text"]) == ("escalate", CARD)
    assert reply["alert"] == {"level": "emergency", "form": "card", "numbers": ["911"]}


def test_state_goes_with_the_client(client, make_client):
    """A chat whose state comes back goes on, on another server too."""
    first = client.post(REPLY, {"text": "name:ann"}).json()

    second = make_client().post(REPLY, {"text": "name:bob", "conversation": first["conversation"]}).json()

    assert second["text"] == "Turn 2: name:ann name:bob."


def test_state_stays_on_the_server(client):
    """A chat with an id goes on without its state, which is not given away."""
    client.post(REPLY, {"text": "name:ann", "conversation_id": "5f0c"})

    reply = client.post(REPLY, {"text": "name:bob", "conversation_id": "5f0c"}).json()

    assert reply["text"] == "Turn 2: name:ann name:bob."
    assert reply["conversation_id"] == "5f0c"
    assert "conversation" not in reply


def test_ids_do_not_meet(client):
    """Another id is another chat, and so is the same id in another protocol."""
    client.post(REPLY, {"text": "name:ann", "conversation_id": "one"})

    other = client.post(REPLY, {"text": "name:bob", "conversation_id": "two"}).json()
    rasa = client.post("/webhooks/rest/webhook", {"message": "name:bob", "sender": "one"}).json()

    assert other["text"] == rasa[0]["text"] == "Turn 1: name:bob."


def test_old_state_costs_memory_only(client):
    """A state of another version is left behind, and the message is answered."""
    reply = client.post(REPLY, {"text": "I can't breathe", "conversation": {"v": 99}}).json()

    assert reply["kind"] == "escalate"
    assert reply["forgotten"] is True


def test_half_a_character_comes_back(client):
    """An id and a message with half a surrogate pair are answered like others."""
    answered = client.post(REPLY, b'{"text": "\\ud83d", "conversation_id": "\\ud83d"}')

    assert answered.status == 200
    assert answered.json()["conversation_id"] == "\ud83d"


def test_many_chats_at_once_do_not_mix(client: Client):
    """Fifty chats of ten turns, all at once, each hear their own names only."""

    async def chat(number: int) -> str:
        for turn in range(10):
            message = {"text": f"name:c{number}t{turn}", "conversation_id": f"chat-{number}"}
            reply = (await client.apost(REPLY, message)).json()
            await asyncio.sleep(0)
        return reply["text"]

    async def all_chats() -> list[str]:
        return await asyncio.gather(*map(chat, range(50)))

    texts = client.run(all_chats())

    for number, text in enumerate(texts):
        assert text == f"Turn 10: {' '.join(f'name:c{number}t{turn}' for turn in range(2, 10))}."
